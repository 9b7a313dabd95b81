import type { VerdictRow } from "./expectations.ts";

export const verdicts: readonly VerdictRow[] = [];
