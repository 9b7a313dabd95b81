import { valuesOf } from "./domain.ts";
import type { Source } from "./source.ts";
import { innerBlocks, type Block, type Callee, type Statement, type Step } from "./statement.ts";
import type { System } from "./system.ts";
import type { Plain } from "./value.ts";

/** A statement whose executions are counted, as its author wrote it: once, however often its procedure is called and by however many processes. */
export interface Site {
  readonly kind: "step" | "if" | "either";
  readonly procedure: string;
  /** Only a step has one. */
  readonly label: string | undefined;
  readonly source: Source;
  /** How it can go on: true and false, the values of a choice, the branches of an `either` from 1. Empty where there is only one way. */
  readonly branches: readonly Plain[];
  /** Its first counter. There is one for each branch, and one more where no branch may be taken; every execution is counted in one of them. */
  readonly counter: number;
  readonly counters: number;
}

/** The sites of a system, and by how many counters they are counted. Every engine numbers them alike. */
export class Sites {
  readonly all: readonly Site[];
  readonly counters: number;
  readonly #bySource: ReadonlyMap<Source, Site>;

  constructor(system: System) {
    const all: Site[] = [];
    let counter = 0;
    const add = (site: Omit<Site, "counter">): void => {
      all.push({ ...site, counter });
      counter += site.counters;
    };
    const procedures = new Set<Callee>(system.processes.map(({ procedure }) => procedure));
    for (const { name, body } of procedures) {
      for (const statement of statementsOf(body)) {
        if (statement.kind === "call") procedures.add(statement.procedure);
        const site = siteOf(statement);
        if (site !== undefined) add({ ...site, procedure: name, source: statement.source });
      }
    }
    this.all = all;
    this.counters = counter;
    this.#bySource = new Map(all.map((site) => [site.source, site]));
  }

  /** The first counter of the statement that was written there. */
  counterOf(source: Source): number {
    return this.#bySource.get(source)?.counter ?? -1;
  }
}

/** Statements in the order of the text, those inside of others too. */
function* statementsOf(block: Block): Generator<Statement> {
  for (const statement of block) {
    yield statement;
    for (const inner of innerBlocks(statement)) yield* statementsOf(inner);
  }
}

function siteOf(statement: Statement): Pick<Site, "kind" | "label" | "branches" | "counters"> | undefined {
  switch (statement.kind) {
    case "step":
      return stepSite(statement);
    case "test":
      return { kind: "if", label: undefined, branches: [true, false], counters: 2 };
    case "either":
      return { kind: "either", label: undefined, branches: statement.branches.map((_, position) => position + 1), counters: statement.branches.length };
    default:
      return undefined;
  }
}

function stepSite({ label, choice, branch }: Step): Pick<Site, "kind" | "label" | "branches" | "counters"> {
  // A test that bugOn has ended takes neither branch: the third counter.
  if (branch !== undefined) return { kind: "step", label, branches: [true, false], counters: 3 };
  if (choice === undefined) return { kind: "step", label, branches: [], counters: 1 };
  const branches = valuesOf(choice);
  return { kind: "step", label, branches, counters: branches.length };
}
