import { Alarm, Assertion } from "./assertion.ts";
import { Body } from "./body.ts";
import { AllwaysError } from "./error.ts";
import type { Fairness } from "./fairness.ts";
import type { Index, IndexSet } from "./index-set.ts";
import type { InitialStates, Initially } from "./initially.ts";
import { Procedure, type ProcessStart } from "./procedure.ts";
import type { Property } from "./property.ts";
import { prover, type Prover } from "./prover.ts";
import { Source } from "./source.ts";
import type { Each, ProcessDeclaration, ProcessTable, System, Views } from "./system.ts";
import type { Typed } from "./typed.ts";
import { typeOf, type Fields, type RecordType, type Type, type ValueOf } from "./types.ts";
import { plainCopy } from "./value.ts";

/** What a procedure declares besides its body. */
export interface Header<P extends Fields, L extends Fields, R extends Typed<unknown>> {
  /** What a call gives. Read-only. */
  readonly params?: P;
  /** Its own variables. They have no value until a step writes one; reading before is a spec error. They end with the procedure. */
  readonly locals?: L;
  /** The type of its result. */
  readonly returns?: R;
  /** What is promised to its steps and those of the procedures that it calls; absent: what is promised to its caller. */
  readonly fair?: Fairness;
}

/** The processes and claims that make a world into a system. */
export interface SystemDefinition<K, P extends ProcessTable> {
  readonly processes: P;
  /** Change the initial state from the declared initial values; or, with {@link anyOf}, several initial states. */
  readonly initially?: ((k: K) => void) | Initially<K>;
  readonly properties?: (prove: Prover<K, Views<P>>) => readonly Property[];
}

/**
 * A declared shared state, and what is built upon it: procedures, assertions, and in the end a system.
 *
 * @example
 * const Thread = indexSet("thread", 2);
 * const world = state({ count: range(0, 2) });
 * const work = world.procedure("work", (p) => {
 *   p.step("count", (k) => {
 *     k.count++;
 *   });
 * });
 * const system = world.system({
 *   processes: { worker: each(Thread, () => work.start()) },
 *   properties: ({ invariant, terminal, reachable, transition }) => [
 *     invariant("bounded", "no thread counts twice", (k) => k.count <= Thread.size),
 *     terminal("counted", "in the end all have counted", (k) => k.count === Thread.size),
 *     reachable("half", "one can be first", (k, { worker }) => k.count === 1 && worker.thread1.done),
 *     transition("up", "the count never goes down", (before, after) => after.count >= before.count),
 *   ],
 * });
 * system.processes.length; // 2
 */
export class World<K> {
  readonly #shared: RecordType;
  readonly #alarm: Alarm = new Alarm();
  readonly #assertions: Assertion[] = [];

  constructor(shared: RecordType) {
    this.#shared = shared;
  }

  /**
   * A named sequence of atomic steps over this state; {@link Body} has all that it can be made of.
   *
   * @example
   * const world = state({ locked: bool });
   * const unlock = world.procedure("unlock", (p) => {
   *   p.step("release", (k) => {
   *     k.locked = false;
   *   });
   * });
   * unlock.name; // "unlock"
   */
  procedure(name: string, body: (p: Body<K, Record<never, never>, Record<never, never>, never>) => void): Procedure<Record<never, never>, never>;
  procedure<const P extends Fields = Record<never, never>, const L extends Fields = Record<never, never>, const R extends Typed<unknown> = Typed<never>>(
    name: string,
    header: Header<P, L, R>,
    body: (p: Body<K, Readonly<ValueOf<P>> & ValueOf<L>, ValueOf<L>, R["~value"]>) => void,
  ): Procedure<ValueOf<P>, R["~value"]>;
  procedure(name: string, ...given: unknown[]): unknown {
    const source = new Source(this.procedure);
    const header = (given.length === 1 ? {} : given[0]) as Header<Fields, Fields, Typed<unknown>>;
    const build = given.at(-1) as (p: Body<K, unknown, unknown, unknown>) => void;
    const body = new Body<K, unknown, unknown, unknown>(name);
    const types = {
      params: fieldsOf(header.params),
      locals: fieldsOf(header.locals),
      returns: header.returns === undefined ? undefined : typeOf(header.returns),
    };
    for (const local of Object.keys(types.locals)) {
      if (local in types.params) throw new AllwaysError("AW106", `${name}: "${local}" is both a parameter and a local`, { hint: "rename one", position: source.position });
    }
    return new Procedure(name, types, body.block(() => build(body)), header.fair, source);
  }

  /** A claim that steps check with {@link Assertion.warnOn} or {@link Assertion.bugOn}. It becomes a property of the system. */
  assertion(id: string, meaning: string): Assertion {
    const assertion = new Assertion(id, meaning, this.#alarm, new Source(this.assertion));
    this.#assertions.push(assertion);
    return assertion;
  }

  /** Close the world: which processes run in it, how it starts, and what is claimed. */
  system<const P extends ProcessTable>(definition: SystemDefinition<K, P>): System {
    const source = new Source(this.system);
    const stated = definition.properties?.(prover<K, Views<P>>()) ?? [];
    const properties: Property[] = [...this.#assertions, ...stated];
    if (!properties.some((property) => property.kind === "terminal")) properties.push(noDeadlock(source));
    const ids = new Set<string>();
    for (const { id, source: where } of properties) {
      if (ids.has(id)) throw new AllwaysError("AW107", `two properties have the id "${id}"`, { hint: "ids tell properties apart in results and expectations", position: where?.position });
      ids.add(id);
    }
    const { initially } = definition;
    return {
      shared: this.#shared,
      processes: Object.entries(definition.processes).flatMap(([group, declared]) => processesOf(group, declared, source)),
      initially: typeof initially === "object" ? (initially as InitialStates) : { choice: undefined, where: undefined, set: initially },
      properties,
      alarm: this.#alarm,
    };
  }
}

/**
 * The type of a world's shared state, for functions that steps and properties share.
 *
 * @example
 * const world = state({ readers: range(0, 2), writing: bool });
 * const isFree = (k: StateOf<typeof world>): boolean => k.readers === 0 && !k.writing;
 * const write = world.procedure("write", (p) => {
 *   p.await("write_lock", isFree, (k) => {
 *     k.writing = true;
 *   });
 * });
 */
export type StateOf<W> = W extends World<infer K> ? K : never;

/**
 * Declare the shared state of a spec.
 *
 * @example
 * const Thread = indexSet("thread", 2);
 * const world = state({ locked: bool, owner: optional(Thread), waiting: table(Thread, bool) });
 */
export function state<const F extends Fields>(fields: F): World<ValueOf<F>> {
  return new World(typeOf(fields) as RecordType);
}

/**
 * A process for each member of an index set.
 *
 * @example
 * const Mm = indexSet("mm", 2);
 * const world = state({ mapped: table(Mm, bool) });
 * const mmap = world.procedure("mmap", { params: { mm: Mm } }, (p) => {
 *   p.step("map", (k, l) => {
 *     k.mapped[l.mm] = true;
 *   });
 * });
 * const system = world.system({ processes: { user: each(Mm, (mm) => mmap.start({ mm })) } });
 * system.processes.map((process) => process.title); // ["user mm0", "user mm1"]
 */
export function each<const Name extends string>(index: IndexSet<Name>, start: (member: Index<Name>) => ProcessStart): Each<Name> {
  return { over: index.name, starts: index.members.map((member) => ({ member, start: start(member) })) };
}

/** The id of the property that every system has unless it states a `terminal` property of its own. */
export const deadlockId = "deadlock";

function noDeadlock(source: Source): Property {
  return {
    kind: "terminal",
    id: deadlockId,
    meaning: "where no step can run, every process has ended",
    source,
    holds: everyProcessEnded,
  };
}

/** What every system is asked that asks nothing of terminal states itself. */
export function everyProcessEnded(_: unknown, processes: Record<string, unknown>): boolean {
  return everyProcess(processes, (view) => view.done || view.crashed);
}

function everyProcess(processes: Record<string, unknown>, holds: (view: { done: boolean; crashed: boolean }) => boolean): boolean {
  for (const group of Object.values(processes)) {
    const views = "done" in (group as object) ? [group] : Object.values(group as object);
    if (!views.every((view) => holds(view as { done: boolean; crashed: boolean }))) return false;
  }
  return true;
}

function fieldsOf(fields: Fields | undefined): Record<string, Type> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([field, declared]) => [field, typeOf(declared)]));
}

function processesOf(group: string, declared: ProcessStart | Each, source: Source): ProcessDeclaration[] {
  const starts = "starts" in declared ? declared.starts : [{ member: null, start: declared }];
  return starts.map(({ member, start }) => {
    const title = member === null ? group : `${group} ${member}`;
    const args: Record<string, unknown> = {};
    for (const [param, type] of Object.entries(start.procedure.params)) {
      if (!(param in start.args)) {
        throw new AllwaysError("AW109", `process ${title}: ${start.procedure.name} needs the argument "${param}"`, { hint: "give it to start()", position: source.position });
      }
      args[param] = plainCopy(type, start.args[param], `${title}: ${param}`);
    }
    return { ...start, group, member, title, args };
  });
}
