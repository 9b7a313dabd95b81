/** What the operating system says is wrong, without the code and the call: `no such file or directory`. */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^E[A-Z0-9]+: (.*?)(?:, \w+(?: '.*')?)?$/su.exec(message)?.[1] ?? message;
}
