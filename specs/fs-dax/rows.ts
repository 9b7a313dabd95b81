import type { ScenarioName } from "./scenarios.ts";

/**
 * Levels at which a complete search of a scenario finds the same: levels (`V0-P1 P4`), scenario, no knobs, ids of the violated properties,
 * states, transitions, depth.
 */
export type RecordedRow = readonly [levels: string, scenario: ScenarioName, knobs: Readonly<Record<never, never>>, violated: string, states: number, transitions: number, depth: number];
