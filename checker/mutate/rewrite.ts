import { innerBlocks, type Block, type Callee, type Statement } from "../language/statement.ts";
import type { System } from "../language/system.ts";

/** What becomes of a block; the same block where nothing changes. */
export type Edit = (block: Block, procedure: Callee) => Block;

/** A system with some blocks of its procedures replaced. Procedures that have none stay what they are. */
export function rewriteSystem(system: System, edit: Edit): System {
  const rewriter = new Rewriter(edit);
  return { ...system, processes: system.processes.map((process) => ({ ...process, procedure: rewriter.procedure(process.procedure) })) };
}

/** These procedures and all that they call, each once. */
export function withCallees(procedures: readonly Callee[]): readonly Callee[] {
  const found = new Set<Callee>();
  const visit = (procedure: Callee): void => {
    if (found.has(procedure)) return;
    found.add(procedure);
    for (const block of blocksOf(procedure.body)) for (const statement of block) if (statement.kind === "call") visit(statement.procedure);
  };
  procedures.forEach(visit);
  return [...found];
}

/** A block, and all blocks inside of its statements, in the order of the text. */
export function blocksOf(block: Block): readonly Block[] {
  return [block, ...block.flatMap(innerBlocks).flatMap(blocksOf)];
}

class Rewriter {
  readonly #edit: Edit;
  readonly #procedures = new Map<Callee, Callee>();

  constructor(edit: Edit) {
    this.#edit = edit;
  }

  procedure(procedure: Callee): Callee {
    const known = this.#procedures.get(procedure);
    if (known !== undefined) return known;
    const { name, params, locals, returns, fair, source } = procedure;
    const body = this.#block(procedure.body, procedure);
    const rewritten = body === procedure.body ? procedure : { name, params, locals, returns, fair, source, body };
    this.#procedures.set(procedure, rewritten);
    return rewritten;
  }

  #block(block: Block, procedure: Callee): Block {
    const edited = this.#edit(block, procedure);
    const inside = edited.map((statement) => this.#statement(statement, procedure));
    return inside.every((statement, at) => statement === block[at]) && inside.length === block.length ? block : inside;
  }

  #statement(statement: Statement, procedure: Callee): Statement {
    if (statement.kind === "call") {
      const callee = this.procedure(statement.procedure);
      return callee === statement.procedure ? statement : { ...statement, procedure: callee };
    }
    const before = innerBlocks(statement);
    const after = before.map((child) => this.#block(child, procedure));
    return after.every((child, at) => child === before[at]) ? statement : withChildren(statement, after);
  }
}

function withChildren(statement: Statement, children: readonly Block[]): Statement {
  const [first = [], second = []] = children;
  switch (statement.kind) {
    case "step":
      return { ...statement, branch: { then: first, otherwise: second } };
    case "test":
      return { ...statement, then: first, otherwise: second };
    case "loop":
      return { ...statement, body: first };
    case "either":
      return { ...statement, branches: children };
    default:
      return statement;
  }
}
