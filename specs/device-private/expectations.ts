import type { Expectation } from "allways";
import { levelsIn } from "../ladder/spans.ts";
import { parameters } from "./parameters.ts";
import { recorded } from "./recorded.ts";

export const expectations: readonly Expectation<typeof parameters>[] = recorded.map(([levels, scenario, knobs, violated, states, transitions, depth]) => ({
  when: { patchLevel: levelsIn(parameters.patchLevel.values, levels), scenario, ...knobs },
  violated: violated === "" ? [] : violated.split(" "),
  states,
  transitions,
  depth,
}));
