import type { GoldenRow } from "./rows.ts";

/** What the scenario `everything` violates, and its states, transitions and depth. Recorded by test/specs/record-p2pdma.ts. */
export const large: readonly GoldenRow[] = [
  ["V0", "everything", { failBudget: 1 }, "P8 P9 P7 L1 L2 L3", 4862378, 20293848, 97],
  ["V1", "everything", { failBudget: 1 }, "P8 P10 P2 P2' P7 L1 L2 L3", 6202808, 26024457, 101],
  ["V2", "everything", { failBudget: 1 }, "P10 P2 P2' P7 L1 L2 L3", 4324804, 18144591, 96],
  ["V2h", "everything", { failBudget: 1 }, "P10 P2 P2' L2", 4558878, 19093625, 96],
  ["V3", "everything", { failBudget: 1 }, "P3 P4 P8 P9 P10 P11 P1 P2 P2' P5 L1 L2 L3", 7773439, 32215714, 96],
  ["V4", "everything", { failBudget: 1 }, "P10 L2", 4300519, 18106455, 96],
  ["V5", "everything", { failBudget: 1 }, "L2", 4300519, 18106455, 96],
];
