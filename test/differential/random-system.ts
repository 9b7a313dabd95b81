import fc from "fast-check";
import { bool, each, indexSet, oneOf, optional, queue, range, setOf, state, table, type Fields, type System, type Typed } from "../../checker/index.ts";

/*
 * Random small systems: random state types, random steps, random control flow. A system is drawn as data (so that it shrinks and prints)
 * and then built with the public language. Reads and writes go through a handful of generic operations, so that every type is exercised.
 */

type Scalar = "bool" | "range" | "word" | "thing" | "maybe-thing" | "maybe-range";

interface Operation {
  readonly target: number;
  readonly source: number;
  readonly kind: "copy" | "rotate" | "constant" | "collect" | "release" | "raise" | "crash" | "bump" | "unset" | "stir";
  readonly constant: number;
}

type Flow =
  | { readonly kind: "step"; readonly operations: readonly Operation[] }
  | { readonly kind: "await"; readonly guard: Test; readonly operations: readonly Operation[] }
  | { readonly kind: "choose"; readonly domain: Scalar; readonly guard: Test | null; readonly target: number }
  | { readonly kind: "if-step"; readonly test: Test; readonly then: readonly Flow[]; readonly otherwise: readonly Flow[] }
  | { readonly kind: "if-local"; readonly value: number; readonly then: readonly Flow[]; readonly otherwise: readonly Flow[] }
  | { readonly kind: "repeat"; readonly body: readonly Flow[] }
  | { readonly kind: "either"; readonly branches: readonly (readonly Flow[])[] }
  | { readonly kind: "call"; readonly result: number; readonly argument: number };

interface Test {
  readonly variable: number;
  readonly value: number;
  readonly negated: boolean;
}

export interface RandomSystem {
  readonly shared: readonly Scalar[];
  readonly collections: boolean;
  /** Further variables, which make states wider than a word. */
  readonly ballast: number;
  readonly locals: number;
  readonly helper: readonly Flow[];
  readonly bodies: readonly (readonly Flow[])[];
  readonly twins: boolean;
  readonly starts: number;
  readonly tests: readonly Test[];
}

const scalar: fc.Arbitrary<Scalar> = fc.constantFrom("bool", "range", "word", "thing", "maybe-thing", "maybe-range");
const small = fc.nat({ max: 5 });
const test: fc.Arbitrary<Test> = fc.record({ variable: small, value: small, negated: fc.boolean() });
const operation: fc.Arbitrary<Operation> = fc.record({
  target: small,
  source: small,
  kind: fc.constantFrom("copy", "copy", "rotate", "rotate", "constant", "collect", "release", "raise", "crash", "bump", "unset", "stir"),
  constant: small,
});

const { flow } = fc.letrec<{ flow: Flow }>((tie) => {
  const block = fc.array(tie("flow"), { maxLength: 2, depthIdentifier: "flow" });
  return {
    flow: fc.oneof(
      { depthSize: "small", depthIdentifier: "flow" },
      fc.record({ kind: fc.constant("step" as const), operations: fc.array(operation, { maxLength: 2 }) }),
      fc.record({ kind: fc.constant("await" as const), guard: test, operations: fc.array(operation, { maxLength: 2 }) }),
      fc.record({ kind: fc.constant("choose" as const), domain: scalar, guard: fc.option(test), target: small }),
      fc.record({ kind: fc.constant("if-step" as const), test, then: block, otherwise: block }),
      fc.record({ kind: fc.constant("if-local" as const), value: small, then: block, otherwise: block }),
      fc.record({ kind: fc.constant("repeat" as const), body: block }),
      fc.record({ kind: fc.constant("either" as const), branches: fc.array(block, { minLength: 1, maxLength: 2 }) }),
      fc.record({ kind: fc.constant("call" as const), result: small, argument: small }),
    ),
  };
});

const body = fc.array(flow, { minLength: 1, maxLength: 3 });

export const randomSystem: fc.Arbitrary<RandomSystem> = fc.record({
  shared: fc.array(scalar, { minLength: 1, maxLength: 3 }),
  collections: fc.boolean(),
  ballast: fc.constantFrom(0, 40),
  locals: fc.integer({ min: 1, max: 2 }),
  helper: body,
  bodies: fc.array(body, { minLength: 1, maxLength: 2 }),
  twins: fc.boolean(),
  starts: fc.integer({ min: 1, max: 2 }),
  tests: fc.array(test, { minLength: 1, maxLength: 3 }),
});

type Values = Record<string, unknown>;
interface Shared {
  readonly scalars: Values;
  readonly ballast: Record<string, number>;
  readonly perThing: Record<string, { busy: boolean; count: number }>;
  readonly set: { add(value: unknown): void; delete(value: unknown): void; has(value: unknown): boolean; readonly size: number };
  readonly queue: { push(value: unknown): void; shift(): unknown; readonly isFull: boolean; readonly length: number };
}

/** Build the drawn system with the language. */
export function build(drawn: RandomSystem): System {
  const Thing = indexSet("thing", 2);
  const types: Record<Scalar, Typed<unknown>> = {
    bool,
    range: range(-1, 2),
    word: oneOf("red", "green", "blue"),
    thing: Thing,
    "maybe-thing": optional(Thing),
    "maybe-range": optional(range(3, 5)),
  };
  const values: Record<Scalar, readonly unknown[]> = {
    bool: [false, true],
    range: [-1, 0, 1, 2],
    word: ["red", "green", "blue"],
    thing: [...Thing],
    "maybe-thing": [null, ...Thing],
    "maybe-range": [null, 3, 4, 5],
  };
  const scalars: Fields = Object.fromEntries(drawn.shared.map((kind, at) => [`s${at}`, types[kind]]));
  const world = state({
    scalars,
    ballast: Object.fromEntries(Array.from({ length: drawn.ballast }, (_, position) => [`b${position}`, range(0, 3)])),
    perThing: table(Thing, { busy: bool, count: range(0, 3) }),
    set: setOf(Thing),
    queue: queue(2, { item: Thing, flag: bool }),
  });
  const alarm = world.assertion("alarm", "no step raises the alarm");
  const at = (variable: number): string => `s${variable % drawn.shared.length}`;
  const valuesAt = (variable: number): readonly unknown[] => values[drawn.shared[variable % drawn.shared.length] as Scalar];
  const pick = (from: readonly unknown[], position: number): unknown => from[position % from.length];
  const holds = (k: Shared, { variable, value, negated }: Test): boolean => (k.scalars[at(variable)] === pick(valuesAt(variable), value)) !== negated;
  const local = (l: Values, position: number): string => {
    const names = Object.keys(l).filter((name) => /^l\d/u.test(name));
    return names[position % names.length] as string;
  };

  const operate = (k: Shared, l: Values, { target, source, kind, constant }: Operation): void => {
    const here = at(target);
    switch (kind) {
      case "copy":
        l[local(l, source)] = valuesAt(target).indexOf(k.scalars[here]) % 3;
        break;
      case "rotate":
        k.scalars[here] = pick(valuesAt(target), valuesAt(target).indexOf(k.scalars[here]) + 1);
        break;
      case "constant":
        k.scalars[here] = pick(valuesAt(target), constant);
        // What no step writes takes no room in a compiled state.
        for (let other = 0; other < drawn.ballast; other++) k.ballast[`b${other}`] = constant % 4;
        break;
      case "collect":
        if (drawn.collections) k.set.add(pick([...Thing], constant));
        if (drawn.collections && !k.queue.isFull) k.queue.push({ item: pick([...Thing], constant), flag: constant > 2 });
        break;
      case "release": {
        k.set.delete(pick([...Thing], constant));
        const head = k.queue.length > 0 ? (k.queue.shift() as { item: string; flag: boolean }) : { item: "thing0", flag: false };
        const thing = k.perThing[head.item];
        if (thing !== undefined) Object.assign(thing, { busy: head.flag, count: (thing.count + 1) % 4 });
        break;
      }
      case "bump": {
        const value = k.scalars[here];
        if (typeof value === "number" && constant === 5) k.scalars[here] = value + 1;
        break;
      }
      case "unset":
        if (constant === 5) k.scalars[here] = l["late"];
        break;
      case "stir": {
        if (drawn.ballast === 0) break;
        const name = `b${(target * 7 + source) % drawn.ballast}`;
        // Some are read, others only written.
        k.ballast[name] = (target % 2 === 0 ? (k.ballast[name] ?? 0) + constant : constant) % 4;
        break;
      }
      case "raise":
        alarm.warnOn(constant >= 3 && k.scalars[here] === pick(valuesAt(target), source));
        break;
      case "crash":
        alarm.bugOn(constant >= 3 && k.scalars[here] === pick(valuesAt(target), source));
        break;
    }
  };

  type P = {
    step(label: string, effect: (k: Shared, l: Values) => void): void;
    await(label: string, guard: (k: Shared) => boolean, effect: (k: Shared, l: Values) => void): void;
    choose(label: string, domain: Typed<unknown>, ...functions: ((k: Shared, l: Values, choice: unknown) => unknown)[]): void;
    if(label: string, test: (k: Shared) => boolean, then: () => void, otherwise: () => void): void;
    if(test: (l: Values) => boolean, then: () => void, otherwise: () => void): void;
    loop(body: () => void): void;
    break(): void;
    either(...branches: (() => void)[]): void;
    call(procedure: unknown, args: (l: Values) => object, into: string): void;
    do(run: (l: Values) => void): void;
    return(value: (l: Values) => unknown): void;
  };
  let labels = 0;
  const write = (p: P, flows: readonly Flow[], helper: unknown): void => {
    for (const drawnFlow of flows) {
      const label = `${drawnFlow.kind} ${labels++}`;
      switch (drawnFlow.kind) {
        case "step":
          p.step(label, (k, l) => drawnFlow.operations.forEach((one) => operate(k, l, one)));
          break;
        case "await":
          p.await(
            label,
            (k) => holds(k, drawnFlow.guard),
            (k, l) => drawnFlow.operations.forEach((one) => operate(k, l, one)),
          );
          break;
        case "choose": {
          const { guard, domain, target } = drawnFlow;
          const effect = (k: Shared, l: Values, choice: unknown): void => {
            l[local(l, target)] = Math.max(0, values[domain].indexOf(choice)) % 3;
            if (drawn.shared[target % drawn.shared.length] === domain) k.scalars[at(target)] = choice;
          };
          if (guard === null) p.choose(label, types[domain], effect);
          else p.choose(label, types[domain], (k, _, choice) => holds(k, guard) && choice !== values[domain][0], effect);
          break;
        }
        case "if-step":
          p.if(
            label,
            (k) => holds(k, drawnFlow.test),
            () => write(p, drawnFlow.then, helper),
            () => write(p, drawnFlow.otherwise, helper),
          );
          break;
        case "if-local":
          p.if(
            (l: Values) => l["l0"] === drawnFlow.value % 3,
            () => write(p, drawnFlow.then, helper),
            () => write(p, drawnFlow.otherwise, helper),
          );
          break;
        case "repeat":
          p.loop(() => {
            p.step(`${label} round`, () => {});
            write(p, drawnFlow.body, helper);
            p.if(
              (l: Values) => l["l0"] === 0,
              () => p.break(),
              () => {},
            );
          });
          break;
        case "either":
          p.either(
            ...drawnFlow.branches.map((branch, position) => () => {
              p.do((l) => {
                l["l0"] = position % 3;
              });
              p.step(`${label} branch ${position}`, () => {});
              write(p, branch, helper);
            }),
          );
          break;
        case "call":
          if (helper === undefined) p.step(label, () => {});
          else p.call(helper, (l) => ({ given: l[local(l, drawnFlow.argument)] }), `l${drawnFlow.result % drawn.locals}`);
          break;
      }
    }
  };
  const start = (p: P, count: number): void => p.do((l) => Array.from({ length: count }, (_, position) => (l[`l${position}`] = 0)));
  const locals: Fields = { late: bool };
  for (let position = 0; position < drawn.locals; position++) Object.assign(locals, { [`l${position}`]: range(0, 2) });
  const helper = world.procedure("helper", { params: { given: range(0, 2) }, locals: { l0: range(0, 2), late: bool }, returns: range(0, 2) }, (p) => {
    const raw = p as unknown as P;
    raw.do((l) => (l["l0"] = l["given"]));
    write(raw, drawn.helper, undefined);
    raw.return((l) => l["l0"]);
  });
  const procedures = drawn.bodies.map((flows, position) =>
    world.procedure(`body${position}`, { locals }, (p) => {
      const raw = p as unknown as P;
      start(raw, drawn.locals);
      write(raw, flows, helper);
    }),
  );
  const processes = Object.fromEntries(procedures.map((procedure, position) => [`p${position}`, drawn.twins && position === 0 ? each(Thing, () => procedure.start()) : procedure.start()]));
  return world.system({
    processes,
    initially: (k) => {
      const shared = k as unknown as Shared;
      shared.scalars["s0"] = pick(valuesAt(0), drawn.starts);
    },
    properties: ({ invariant, terminal, reachable, transition }) => [
      ...drawn.tests.map((claim, position) => invariant(`I${position}`, "a random invariant", (k) => holds(k as unknown as Shared, { ...claim, negated: !claim.negated }))),
      terminal("T", "a random claim about terminal states", (k) => holds(k as unknown as Shared, drawn.tests[0] as Test)),
      reachable("R", "a random goal", (k) => (k as unknown as Shared).set.size > 0 && holds(k as unknown as Shared, drawn.tests[0] as Test)),
      transition("X", "the first variable never goes from its first to its last value", (before, after) => {
        const [from, to] = [before, after].map((k) => (k as unknown as Shared).scalars["s0"]);
        return !(from === valuesAt(0)[0] && to === valuesAt(0).at(-1));
      }),
    ],
  });
}
