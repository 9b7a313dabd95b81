import type { Expectation } from "allways";
import { golden } from "./golden.ts";
import type { parameters } from "./parameters.ts";

/** What is recorded of each scenario, with the file system that it comes with, at each level of the ladder. */
export const expectations: readonly Expectation<typeof parameters>[] = golden.map(([scenario, patchLevel, violated, states, transitions, depth]) => ({
  when: { scenario, patchLevel, fileSystem: "default" },
  violated: violated === "" ? [] : violated.split(" "),
  states,
  transitions,
  depth,
}));
