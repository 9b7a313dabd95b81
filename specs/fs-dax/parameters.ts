import { choice, type ConfigOf } from "allways";
import { levels } from "../../model/index.ts";
import { scenarioNames } from "./scenarios.ts";

export const parameters = {
  patchLevel: choice("how far the tree has got: V0 v6.14, P1 - P19 the series of February 2025, V15 v6.15, V16, V17, V19, V26 mid-2026", {
    values: levels,
    default: "V26",
  }),
  scenario: choice("which processes run together", { values: scenarioNames, default: "truncate" }),
  fileSystem: choice("whose handlers run; default: the scenario's", { values: ["default", "ext4", "xfs", "fuse", "erofs"], default: "default" }),
} as const;

export type FsDaxConfig = ConfigOf<typeof parameters>;
