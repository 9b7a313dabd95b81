import type { Selection } from "allways";
import { levels as patchLevel } from "../../model/index.ts";
import type { parameters } from "./parameters.ts";
import { scenarioNames as scenario } from "./scenarios.ts";

/** What `allways check fs-dax` runs. */
export const matrix: readonly Selection<typeof parameters>[] = [{ patchLevel, scenario }];
