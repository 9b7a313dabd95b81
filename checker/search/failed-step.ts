import type { Path } from "./outcome.ts";

export type StepFault = "threw" | "nondeterministic";

/**
 * A search met a step that broke the rules of the language. What exactly is wrong is found by replaying the path on the reference interpreter, whose
 * messages are the precise ones.
 */
export class FailedStep extends Error {
  /** What the search knows of the fault; the cause is what was thrown. */
  readonly fault: StepFault;
  readonly #findPath: () => Path;
  #path: Path | undefined;

  /** @param findPath finds the path when somebody asks for it: that can take longer than a slice of the search may. */
  constructor(findPath: () => Path, fault: StepFault, cause: unknown) {
    super(`a step ${fault}`, { cause });
    this.#findPath = findPath;
    this.fault = fault;
  }

  /**
   * Leads to the state, and ends with the step itself.
   *
   * @throws FailedStep if a step before it turns out to be nondeterministic.
   */
  get path(): Path {
    this.#path ??= this.#findPath();
    return this.#path;
  }
}
