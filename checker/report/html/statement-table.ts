import { show } from "../../language/value.ts";
import type { StatementData } from "../../page/data.ts";
import type { StatementCoverage } from "../../run/coverage.ts";

/** Choices among more values than this are counted together. */
const mostValues = 16;

/** The statements of a spec, each once however many configurations it exists in. */
export class StatementTable {
  readonly entries: StatementData[] = [];
  readonly #numbers = new Map<string, number>();

  /** How often each statement of one configuration ran, and how often each way was taken. */
  counts(coverage: readonly StatementCoverage[]): readonly (readonly [statement: number, count: number])[] {
    return coverage.flatMap(({ procedure, kind, step, position, count, branches }) => {
      const name = step ?? (position === undefined ? kind : `${kind}, ${position.file.split(/[\\/]/u).at(-1) ?? ""}:${position.line}`);
      const ways = branches.length > mostValues ? [] : branches.map((way) => [this.#numberOf({ procedure, name, branch: show(way.branch) }), way.count] as const);
      return [[this.#numberOf({ procedure, name }), count] as const, ...ways];
    });
  }

  #numberOf(statement: StatementData): number {
    const key = JSON.stringify(statement);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.entries.length);
    return this.entries.push(statement) - 1;
  }
}
