import type { Level } from "../../model/index.ts";
import type { ScenarioName } from "./scenarios.ts";

/** Levels at which a scenario is the same state space: ids of the violated properties, states, transitions, depth. */
export type GoldenRow = readonly [scenario: ScenarioName, levels: readonly Level[], violated: string, states: number, transitions: number, depth: number];
