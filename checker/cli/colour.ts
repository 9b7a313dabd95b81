/** Whether to colour: the option decides, then NO_COLOR and FORCE_COLOR (no-color.org, force-color.org), then the terminal. */
export function usesColour(option: boolean | undefined, env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (option !== undefined) return option;
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: terminal } = env;
  if (no !== undefined && no !== "") return false;
  if (force !== undefined && force !== "") return force !== "0";
  return isTTY && terminal !== "dumb";
}
