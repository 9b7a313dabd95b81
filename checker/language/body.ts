import { AllwaysError } from "./error.ts";
import type { Fairness } from "./fairness.ts";
import type { Procedure } from "./procedure.ts";
import { Source } from "./source.ts";
import type { Block, Callee, EffectFunction, GuardFunction, LocalFunction, Statement, Step } from "./statement.ts";
import type { Typed } from "./typed.ts";
import { typeOf, type Fields, type ValueOf } from "./types.ts";

/** The locals that can take a value of type `R`. */
export type LocalsTaking<W, R> = { [K in keyof W]: [R] extends [W[K]] ? K : never }[keyof W] & string;

/**
 * What a procedure's body is written with. One rule makes atomicity visible: **a statement with a label is one atomic step**,
 * a transition of the state space, and may touch the shared state `k`; a statement without a label is control flow between
 * steps, takes no time, and sees only the process's own locals `l`.
 *
 * `K` shared state, `L` parameters and locals, `W` the locals that can be written, `R` the value returned.
 *
 * @example
 * const Page = indexSet("page", 2);
 * const world = state({ locked: bool, free: setOf(Page), failures: range(0, 1) });
 *
 * const allocate = world.procedure("allocate", { locals: { found: Page }, returns: optional(Page) }, (p) => {
 *   // Wait, and act in the same instant.
 *   p.await("lock", (k) => !k.locked, (k) => {
 *     k.locked = true;
 *   });
 *   // With a label: a step, which may look at and change the shared state.
 *   p.if(
 *     "any free?",
 *     (k) => k.free.size > 0,
 *     () => {
 *       // Any page that is free: all of them are tried.
 *       p.choose("take", Page, (k, _, page) => k.free.has(page), (k, l, page) => {
 *         k.free.delete(page);
 *         k.locked = false;
 *         l.found = page;
 *       });
 *       p.return((l) => l.found);
 *     },
 *   );
 *   p.step("unlock", (k) => {
 *     k.locked = false;
 *   });
 *   p.return(null);
 * });
 *
 * const user = world.procedure("user", { locals: { got: optional(Page), page: Page } }, (p) => {
 *   p.call(allocate, "got");
 *   // Without a label: no step, and only locals can be seen.
 *   p.while((l) => l.got === null, () => {
 *     p.either(
 *       () => p.step("try again"),
 *       () => {
 *         p.await("give up", (k) => k.failures === 0, (k) => {
 *           k.failures++;
 *         });
 *         p.return();
 *       },
 *     );
 *     p.call(allocate, "got");
 *   });
 *   p.let("page", (l) => l.got, () => p.return());
 *   p.step("free", (k, l) => {
 *     k.free.add(l.page);
 *   });
 * });
 *
 * const system = world.system({
 *   processes: { user: each(indexSet("task", 3), () => user.start()) },
 *   initially: (k) => {
 *     for (const page of Page) k.free.add(page);
 *   },
 * });
 * const [result] = await check(spec({ name: "allocate", about: "two pages for three users", build: () => system }));
 * result?.verdict; // "holds"
 */
export class Body<K, L, W, R> {
  #statements: Statement[] = [];
  readonly #labels = new Set<string>();
  readonly #procedure: string;
  #loops = 0;
  #fair: Fairness | undefined;

  constructor(procedure: string) {
    this.#procedure = procedure;
  }

  /** The statements that `build` appends. */
  block(build: () => void): Block {
    const outer = this.#statements;
    this.#statements = [];
    try {
      build();
      return this.#statements;
    } finally {
      this.#statements = outer;
    }
  }

  /** One atomic step that can always run. Without an effect it only passes time: a place to be. */
  step(label: string, effect?: (k: K, l: L) => void): void {
    this.#step(label, new Source(this.step), { effect });
  }

  /** One atomic step that waits until `guard` is true, and then has its effect in the same instant. */
  await(label: string, guard: (k: K, l: L) => boolean, effect?: (k: K, l: L) => void): void {
    this.#step(label, new Source(this.await), { guard, effect });
  }

  /**
   * One atomic step for every value of `domain`: the process picks any of them for which `guard` is true. The domain is a scalar type, or
   * an object of scalar types for several picks at once.
   */
  choose<const D extends Typed<unknown> | Fields>(label: string, domain: D, effect: (k: K, l: L, choice: ValueOf<D>) => void): void;
  choose<const D extends Typed<unknown> | Fields>(
    label: string,
    domain: D,
    guard: (k: K, l: L, choice: ValueOf<D>) => boolean,
    effect: (k: K, l: L, choice: ValueOf<D>) => void,
  ): void;
  choose(label: string, domain: Typed<unknown> | Fields, ...functions: unknown[]): void {
    const [first, second] = functions;
    this.#step(label, new Source(this.choose), { choice: domain, ...(second === undefined ? { effect: first } : { guard: first, effect: second }) });
  }

  /**
   * Branch. With a label, `test` is an atomic step: it may read and write the shared state, and what it returns decides.
   * Without one, it looks at locals only and takes no time.
   */
  if(label: string, test: (k: K, l: L) => boolean, then: () => void, otherwise?: () => void): void;
  if(test: (l: L) => boolean, then: () => void, otherwise?: () => void): void;
  if(...given: unknown[]): void {
    const source = new Source(this.if);
    if (typeof given[0] === "string") {
      const [label, test, then, otherwise] = given as [string, (k: K, l: L) => boolean, () => void, (() => void)?];
      this.#step(label, source, { effect: test, branch: { then: this.block(then), otherwise: this.block(otherwise ?? nothing) } });
    } else {
      const [test, then, otherwise] = given as [(l: L) => boolean, () => void, (() => void)?];
      this.#append({ kind: "test", test: test as LocalFunction, then: this.block(then), otherwise: this.block(otherwise ?? nothing), source });
    }
  }

  /**
   * Go on only if `test` is true; otherwise do what `otherwise` says, which usually leaves. With a label `test` is an atomic step, as for
   * {@link Body.if}: the shape of most kernel checks, `if (!try_get(page)) return -ENOENT`.
   */
  unless(label: string, test: (k: K, l: L) => boolean, otherwise: () => void): void;
  unless(test: (l: L) => boolean, otherwise: () => void): void;
  unless(...given: unknown[]): void {
    const source = new Source(this.unless);
    if (typeof given[0] === "string") {
      const [label, test, otherwise] = given as [string, (k: K, l: L) => boolean, () => void];
      this.#step(label, source, { effect: test, branch: { then: [], otherwise: this.block(otherwise) } });
    } else {
      const [test, otherwise] = given as [(l: L) => boolean, () => void];
      this.#append({ kind: "test", test: test as LocalFunction, then: [], otherwise: this.block(otherwise), source });
    }
  }

  /** Repeat while `test` is true. With a label every test is an atomic step, as for {@link Body.if}; without a body that is a busy wait. */
  while(label: string, test: (k: K, l: L) => boolean, body?: () => void): void;
  while(test: (l: L) => boolean, body: () => void): void;
  while(...given: unknown[]): void {
    const source = new Source(this.while);
    const stop: Block = [{ kind: "break", source }];
    const round = this.block(() => {
      if (typeof given[0] === "string") {
        const [label, test, body] = given as [string, (k: K, l: L) => boolean, (() => void)?];
        this.#step(label, source, { effect: test, branch: { then: this.#loopBody(body ?? nothing), otherwise: stop } });
      } else {
        const [test, body] = given as [(l: L) => boolean, () => void];
        this.#append({ kind: "test", test: test as LocalFunction, then: this.#loopBody(body), otherwise: stop, source });
      }
    });
    this.#append({ kind: "loop", body: round, source });
  }

  /** Repeat for ever, or until {@link Body.break}. */
  loop(body: () => void): void {
    const source = new Source(this.loop);
    this.#append({ kind: "loop", body: this.#loopBody(body), source });
  }

  /** Leave the innermost loop. */
  break(): void {
    this.#jump("break", new Source(this.break));
  }

  /** Start the next round of the innermost loop. */
  continue(): void {
    this.#jump("continue", new Source(this.continue));
  }

  /** Do one of the branches: any whose first step can run. Every branch must start with a step. */
  either(...branches: readonly (() => void)[]): void {
    this.#append({ kind: "either", branches: branches.map((branch) => this.block(branch)), source: new Source(this.either) });
  }

  /**
   * Give a local the value of something that may be null, or else do what `otherwise` says, which usually leaves: `page = found; if
   * (!page) return`. Takes no time.
   */
  let<N extends keyof W & string>(local: N, value: (l: L) => W[N] | null, otherwise: () => void): void {
    const source = new Source(this.let);
    const found: LocalFunction = (l: L) => value(l) !== null;
    const assign: LocalFunction = (l: L & Record<string, unknown>) => {
      (l as Record<string, unknown>)[local] = value(l);
    };
    this.#append({ kind: "test", test: found, then: [{ kind: "do", run: assign, source }], otherwise: this.block(otherwise), source });
  }

  /** Change locals between two steps; takes no time. */
  do(run: (l: L) => void): void {
    this.#append({ kind: "do", run: run as LocalFunction, source: new Source(this.do) });
  }

  /** Run another procedure. Its arguments come from locals; its result goes into the local named last. */
  call<R2>(procedure: Procedure<Record<never, never>, R2>, into?: LocalsTaking<W, R2>): void;
  call<P2, R2>(procedure: Procedure<P2, R2>, args: (l: L) => P2, into?: LocalsTaking<W, R2>): void;
  call(procedure: unknown, ...given: unknown[]): void {
    const args = typeof given[0] === "function" ? (given[0] as LocalFunction) : (): object => ({});
    const into = given.find((value) => typeof value === "string");
    this.#append({ kind: "call", procedure: procedure as Callee, args, into, source: new Source(this.call) });
  }

  /** End this procedure, with a result if it declares one: a value, or a function of the locals. */
  return(...value: [R] extends [never] ? [] : [value: R | ((l: L) => R)]): void {
    const [given] = value as [unknown?];
    const compute = typeof given === "function" ? (given as LocalFunction) : (): unknown => given;
    this.#append({ kind: "return", value: value.length === 0 ? undefined : compute, source: new Source(this.return) });
  }

  /**
   * Steps with a fairness of their own: each that `body` states, not those of procedures that it calls. For a step that must not wait for
   * ever, or that may, whatever is promised to the rest of its process.
   *
   * @example
   * const world = state({ sent: bool, received: bool });
   * const channel = world.procedure("channel", (p) => {
   *   p.loop(() => {
   *     p.either(
   *       // If messages are sent again and again, not all of them are lost.
   *       () => p.fair("strong", () => p.await("deliver", (k) => k.sent, (k) => {
   *         k.received = true;
   *       })),
   *       () => p.await("lose", (k) => k.sent, (k) => {
   *         k.sent = false;
   *       }),
   *     );
   *   });
   * });
   */
  fair(fairness: Fairness, body: () => void): void {
    const outer = this.#fair;
    this.#fair = fairness;
    try {
      body();
    } finally {
      this.#fair = outer;
    }
  }

  /** A place that {@link Body.goto} can name. Not a step. */
  label(name: string): void {
    const source = new Source(this.label);
    this.#claim(name, source);
    this.#append({ kind: "label", name, source });
  }

  /** Go on at a label of this procedure. For where the kernel has a goto; prefer `if` and `while`. */
  goto(name: string): void {
    this.#append({ kind: "goto", name, source: new Source(this.goto) });
  }

  #step(
    label: string,
    source: Source,
    parts: { guard?: unknown; effect?: unknown; choice?: Typed<unknown> | Fields; branch?: NonNullable<Step["branch"]> },
  ): void {
    this.#claim(label, source);
    this.#append({
      kind: "step",
      label,
      source,
      guard: parts.guard as GuardFunction | undefined,
      effect: parts.effect as EffectFunction | undefined,
      choice: parts.choice === undefined ? undefined : typeOf(parts.choice),
      branch: parts.branch,
      fair: this.#fair,
    });
  }

  #loopBody(body: () => void): Block {
    this.#loops++;
    try {
      return this.block(body);
    } finally {
      this.#loops--;
    }
  }

  #jump(kind: "break" | "continue", source: Source): void {
    if (this.#loops === 0) throw new AllwaysError("AW108", `${this.#procedure}: ${kind} outside of a loop`, { hint: "put it inside p.loop or p.while", position: source.position });
    this.#append({ kind, source });
  }

  #claim(label: string, source: Source): void {
    if (this.#labels.has(label)) {
      throw new AllwaysError("AW101", `${this.#procedure}: two steps are labelled "${label}"`, { hint: "a label names one step of its procedure; tell the two apart", position: source.position });
    }
    this.#labels.add(label);
  }

  #append(statement: Statement): void {
    this.#statements.push(statement);
  }
}

function nothing(): void {}
