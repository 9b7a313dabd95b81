import { AllwaysError } from "./error.ts";

/**
 * The value of something that must not be null here, as a pointer that is followed. A null is a spec error.
 *
 * @example
 * const Process = indexSet("process", 2);
 * const world = state({ next: table(Process, optional(Process)), locked: table(Process, bool) });
 * const wake = world.procedure("wake", { params: { me: Process } }, (p) => {
 *   p.step("I->next->locked = false", (k, l) => {
 *     k.locked[present(k.next[l.me])] = false;
 *   });
 * });
 *
 * @throws AllwaysError AW202 if the value is null.
 */
export function present<T>(value: T | null): T {
  if (value === null) throw new AllwaysError("AW202", "there is nothing where something must be: null", { hint: "let the step wait until it is there, or test for null first" });
  return value;
}
