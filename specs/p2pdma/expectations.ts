import type { Expectation, Selection } from "allways";
import type { Variant } from "../../model/index.ts";
import { golden } from "./golden.ts";
import { large } from "./large.ts";
import type { parameters } from "./parameters.ts";
import type { ScenarioName } from "./scenarios.ts";
import { verdicts } from "./verdicts.ts";

type Row = Expectation<typeof parameters>;
export type Knobs = Pick<Selection<typeof parameters>, "tlbFlush" | "debugVm" | "preemptible" | "secretmem" | "failBudget">;

/**
 * A configuration of the matrix: version, scenario, knobs that are not at their default, ids of the violated properties,
 * states, transitions, depth.
 */
export type GoldenRow = readonly [variant: Variant, scenario: ScenarioName, knobs: Knobs, violated: string, states: number, transitions: number, depth: number];

/** Configurations with the bounds of their scenario that share a verdict; a knob that is not named can have any value. */
export type VerdictRow = readonly [violated: string, scenarios: readonly ScenarioName[], variants: readonly Variant[], knobs: Knobs];

const defaultBounds = { pages: 0, mms: 0, threads: 1, bars: 0 } as const;
const defaultKnobs = { tlbFlush: "ipi", debugVm: false, preemptible: true, secretmem: false, failBudget: 0 } as const;

const idsOf = (violated: string): readonly string[] => (violated === "" ? [] : violated.split(" "));

/** The recorded counts come first: the first row that fits a configuration is the one that counts. */
export const expectations: readonly Row[] = [
  ...[...golden, ...large].map(
    ([variant, scenario, knobs, violated, states, transitions, depth]): Row => ({
      when: { variant, scenario, ...defaultBounds, ...defaultKnobs, ...knobs },
      violated: idsOf(violated),
      states,
      transitions,
      depth,
    }),
  ),
  ...verdicts.map(([violated, scenario, variant, knobs]): Row => ({ when: { scenario, variant, ...defaultBounds, ...knobs }, violated: idsOf(violated) })),
];
