import type { Selection } from "allways";
import type { parameters } from "./parameters.ts";
import type { ScenarioName } from "./scenarios.ts";

export type Knobs = Pick<Selection<typeof parameters>, "driver" | "size" | "preemptible">;

/**
 * Configurations that a complete search finds the same of: levels (`V0-P14 M1`), scenario, knobs (one that is not named can have any value),
 * ids of the violated properties, states, transitions, depth.
 */
export type RecordedRow = readonly [levels: string, scenario: ScenarioName, knobs: Knobs, violated: string, states: number, transitions: number, depth: number];
