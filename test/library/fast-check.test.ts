import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import { arbitraryTrace } from "../../checker/fast-check.ts";
import { brokenLock, everyType } from "../trace/specs.ts";

describe("arbitraryTrace", () => {
  it.each([brokenLock, everyType])("walks through $name only by steps that can be taken", (of) => {
    const interpreter = new Interpreter(of.build({}));
    const { counterexample } = fc.check(
      fc.property(arbitraryTrace(of), ({ steps }) => {
        let states = [...interpreter.initialStates()].map(({ state }) => state);
        for (const { process, step, after } of steps) {
          states = states.flatMap((state) =>
            [...interpreter.successors(state)]
              .filter(({ move, action, next }) => interpreter.system.processes[move.process]?.title === process && action.step.label === step && JSON.stringify(next.shared) === JSON.stringify(after))
              .map(({ next }) => next),
          );
        }
        return states.length > 0;
      }),
      { numRuns: 30 },
    );
    expect(counterexample).toBeNull();
  });

  it("comes to every step, and shrinks to a shortest walk", () => {
    const walks = fc.sample(arbitraryTrace(brokenLock), { numRuns: 50, seed: 1 });
    expect(new Set(walks.flatMap(({ steps }) => steps.map(({ step }) => step)))).toEqual(new Set(["test", "set", "inside", "clear"]));
    const { counterexample } = fc.check(fc.property(arbitraryTrace(brokenLock), ({ steps }) => !steps.some(({ step }) => step === "set")), { seed: 1 });
    expect(counterexample?.[0].steps.map(({ process, step }) => `${process}: ${step}`)).toEqual(["user thread0: test", "user thread0: set"]);
  });
});
