import type { GoldenRow } from "./expectations.ts";

/** What the scenario `everything` violates, and its states, transitions and depth. Recorded by test/specs/record-p2pdma.ts. */
export const large: readonly GoldenRow[] = [
];
