import type { Selection } from "allways";
import type { Variant } from "../../model/index.ts";
import type { parameters } from "./parameters.ts";
import type { ScenarioName } from "./scenarios.ts";

export type Knobs = Pick<Selection<typeof parameters>, "tlbFlush" | "debugVm" | "preemptible" | "secretmem" | "failBudget">;

/**
 * A configuration of the matrix: version, scenario, knobs that are not at their default, ids of the violated properties,
 * states, transitions, depth.
 */
export type GoldenRow = readonly [variant: Variant, scenario: ScenarioName, knobs: Knobs, violated: string, states: number, transitions: number, depth: number];

/** Configurations with the bounds of their scenario that share a verdict; a knob that is not named can have any value. */
export type VerdictRow = readonly [violated: string, scenarios: readonly ScenarioName[], variants: readonly Variant[], knobs: Knobs];
