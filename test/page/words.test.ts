import { expect, it } from "vitest";
import type { ConfigurationData, PropertyData } from "../../checker/page/data.ts";
import { commonRemarks, complaint, completeness, count, duration, loopSentence, plural, storySentence, verdictText } from "../../checker/page/words.ts";
import { threeSteps } from "./stories.ts";

function property(more: Partial<PropertyData>): PropertyData {
  return { id: "P", kind: "invariant", meaning: "it is so", verdict: "violated", expected: null, ...more };
}

it("writes figures as the terminal does", () => {
  expect([count(1_204_311), plural(1, "state"), plural(2, "process"), duration(0.44), duration(12.2), duration(185)]).toEqual(["1,204,311", "1 state", "2 processes", "0.4 s", "12 s", "3:05 min"]);
});

it("says what was expected of a verdict", () => {
  const said = [property({}), property({ expected: "violated" }), property({ verdict: "holds" }), property({ verdict: "holds", expected: "violated" }), property({ verdict: "inconclusive" })].map(verdictText);
  expect(said).toEqual(["violated, not expected", "violated, as expected", "holds", "holds, not expected", "undecided"]);
});

it("tells in a sentence what a story shows", () => {
  const sentence = (more: Partial<PropertyData>, story: Partial<typeof threeSteps> = {}): string => storySentence({ ...threeSteps, ...story }, property(more));
  expect([
    sentence({}),
    sentence({ kind: "terminal" }),
    sentence({ kind: "reachable", verdict: "holds" }),
    sentence({ kind: "alwaysPossible" }),
    sentence({ kind: "temporal" }, { loopStart: 1 }),
    sentence({}, { steps: [] }),
  ]).toEqual([
    "It takes 3 steps of 2 processes; step 3, free of user, breaks it.",
    "After 3 steps of 2 processes no step can run any more.",
    "It is reached in 3 steps of 2 processes.",
    "After 3 steps of 2 processes it is not possible any more, whatever happens next.",
    "Steps 2 to 3 repeat for ever. 2 processes take part.",
    "It is false in an initial state.",
  ]);
  expect([loopSentence(3, 3), loopSentence(2, 3), loopSentence(0, 0)]).toEqual(["After step 3 nothing that must run can run: the run stays there for ever.", "Step 3 repeats for ever.", "Nothing that must run can run: the run stays where it starts."]);
});

it("complains of what is not as expected, and of nothing else", () => {
  const result = { verdict: "violated", asExpected: false, exhaustive: true, undecided: false, states: 1, transitions: 1, depth: 1, seconds: 1, engine: "packed", mismatches: [], coverage: [], properties: [property({ expected: "violated" })] } as const;
  expect(complaint(result)).toBeUndefined();
  expect(complaint({ ...result, properties: [property({})] })).toBe("1 verdict not as expected");
  expect(complaint({ ...result, undecided: true })).toBe("undecided");
  expect(complaint({ ...result, mismatches: [{ what: "states", expected: 2, found: 1 }] })).toBe("counts not as expected");
});

it("is honest about what a search has not seen", () => {
  const result = { verdict: "holds", asExpected: true, exhaustive: false, undecided: false, states: 1, transitions: 1, depth: 1, seconds: 1, engine: "packed", mismatches: [], coverage: [], properties: [] } as const;
  expect(completeness({ ...result, exhaustive: true })).toBe("complete");
  expect(completeness({ ...result, stopped: "at the limit on states" })).toBe("incomplete: ended at the limit on states");
  expect(completeness({ ...result, omissionProbability: 0.000123 })).toBe("states were left out with a probability of at most 1.2e-4");
});

it("tells what is to be remarked in every configuration that was checked", () => {
  const result = { verdict: "holds", asExpected: true, exhaustive: true, undecided: false, states: 1, transitions: 1, depth: 1, seconds: 1, engine: "packed", mismatches: [], coverage: [] } as const;
  const configuration = (...remarks: readonly string[]): ConfigurationData => ({ config: {}, result: { ...result, properties: [property({ id: "P", remarks }), property({ id: "Q" })] } });
  const spec = { name: "lock", about: "", statements: [], configurations: [configuration("vacuous", "once"), { config: {} }, configuration("vacuous")] };
  expect([commonRemarks(spec, "P"), commonRemarks(spec, "Q"), commonRemarks(spec, "R")]).toEqual([["vacuous"], [], []]);
});
