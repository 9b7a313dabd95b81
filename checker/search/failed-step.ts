import type { Path } from "./outcome.ts";

/**
 * A search met a step that broke the rules of the language. The path leads to the state and ends with the step itself; what exactly is wrong is
 * found by replaying it on the reference interpreter, whose messages are the precise ones.
 */
export class FailedStep extends Error {
  readonly path: Path;
  /** The kind of fault, where the search knows more than the thrown error says. */
  readonly fault: "threw" | "nondeterministic";

  constructor(path: Path, fault: "threw" | "nondeterministic", cause: unknown) {
    super(`a step ${fault}`, { cause });
    this.path = path;
    this.fault = fault;
  }
}
