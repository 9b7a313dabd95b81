import type { SourcePosition } from "../language/error.ts";
import { Sites } from "../language/sites.ts";
import type { System } from "../language/system.ts";
import type { Plain } from "../language/value.ts";

/** How often one statement of a spec was executed in a search, and how often each of its branches was taken. */
export interface StatementCoverage {
  readonly procedure: string;
  readonly kind: "step" | "if" | "either";
  /** A step's label; undefined for control between steps, which has a position instead. */
  readonly step: string | undefined;
  readonly position: SourcePosition | undefined;
  /** Transitions of all expanded states, and what processes pass before their first step. */
  readonly count: number;
  /** Of an `if` or a step that tests: true and false. Of a choice: its values. Of an `either`: its branches, from 1. */
  readonly branches: readonly { readonly branch: Plain; readonly count: number }[];
}

/**
 * What a search has executed, statement by statement, in the order of the text; a procedure stands once, however often it is called.
 *
 * @param passed the search's counts, by counter.
 */
export function coverageOf(system: System, passed: readonly number[]): readonly StatementCoverage[] {
  return new Sites(system).all.map(({ procedure, kind, label, source, branches, counter, counters }) => {
    const counts = passed.slice(counter, counter + counters);
    return {
      procedure,
      kind,
      step: label,
      position: label === undefined ? source.position : undefined,
      count: counts.reduce((sum, count) => sum + count, 0),
      branches: branches.map((branch, at) => ({ branch, count: counts[at] ?? 0 })),
    };
  });
}
