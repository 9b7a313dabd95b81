import fc from "fast-check";
import { anyOf, bool, each, indexSet, optional, range, setOf, state, table, type StateOf, type System } from "../../checker/index.ts";

/*
 * Random small systems of nodes and pages that are alike: nodes point to nodes and to pages, pages to nodes, sets hold both. Now and then a step or a property knows one of
 * them by name, or their order. Drawn as data, so that it shrinks and prints.
 */

const operations = [
  "toggle", "push", "pop", "keep", "own", "use", "leave", "wait", "go on", "count", "look around", "push the other", "take", "put", "count pages", "alarm", "bug", "forget",
  "count flags", "sum counts", "size", "waiting as users", "users as waiting", "if all wait", "if nobody points",
] as const;
/** What tells members apart. */
const peculiar = ["name", "order", "overflow"] as const;
type Operation = (typeof operations)[number] | (typeof peculiar)[number];
const tests = ["flag", "nobody", "head", "waiting", "total", "holds", "alone", "owned", "all wait", "no owner", "two wait"] as const;
type Test = (typeof tests)[number];

type Flow =
  | { readonly kind: "step" | "choose node" | "choose page"; readonly guard: Test | null; readonly does: readonly Operation[] }
  | { readonly kind: "if"; readonly test: Test; readonly does: readonly Operation[] };

export interface RandomAlike {
  readonly nodes: number;
  readonly pages: number;
  readonly worker: readonly Flow[];
  readonly daemon: readonly Flow[] | null;
  readonly rounds: boolean;
  readonly starts: "alike" | "first" | "any";
  readonly oddProperty: boolean;
}

const operation: fc.Arbitrary<Operation> = fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...operations) }, { weight: 1, arbitrary: fc.constantFrom(...peculiar) });
const does = fc.array(operation, { minLength: 1, maxLength: 2 });
const flow: fc.Arbitrary<Flow> = fc.oneof(
  fc.record({ kind: fc.constantFrom("step" as const, "choose node" as const, "choose page" as const), guard: fc.option(fc.constantFrom(...tests)), does }),
  fc.record({ kind: fc.constant("if" as const), test: fc.constantFrom(...tests), does }),
);

export const randomAlike: fc.Arbitrary<RandomAlike> = fc.record({
  nodes: fc.integer({ min: 2, max: 4 }),
  pages: fc.integer({ min: 1, max: 3 }),
  worker: fc.array(flow, { minLength: 1, maxLength: 3 }),
  daemon: fc.option(fc.array(flow, { minLength: 1, maxLength: 2 })),
  rounds: fc.boolean(),
  starts: fc.constantFrom("alike", "alike", "first", "any"),
  oddProperty: fc.nat({ max: 9 }).map((number) => number === 0),
});

/** Build the drawn system with the language. @param possible whether to claim also that something stays possible. */
export function buildAlike(drawn: RandomAlike, possible: boolean = false): System {
  const Node = indexSet("node", drawn.nodes);
  const Page = indexSet("page", drawn.pages);
  const world = state({
    node: table(Node, { flag: bool, next: optional(Node), page: optional(Page) }),
    page: table(Page, { count: range(0, 2), owner: optional(Node), users: setOf(Node) }),
    head: optional(Node),
    token: optional(Page),
    waiting: setOf(Node),
    total: range(0, 2),
  });
  const alarm = world.assertion("alarm", "no step raises the alarm");
  const locals = { peer: optional(Node), hold: optional(Page) };
  type K = StateOf<typeof world>;
  interface L {
    peer: (typeof Node.members)[number] | null;
    hold: (typeof Page.members)[number] | null;
  }

  /** @param me the node that does it; the daemon is none, so it does it for the one that it has looked at. */
  const holds = (k: K, l: L, me: L["peer"], test: Test): boolean => {
    switch (test) {
      case "flag":
        return me !== null && k.node[me].flag;
      case "nobody":
        return k.head === null;
      case "head":
        return k.head === me;
      case "waiting":
        return me !== null && k.waiting.has(me);
      case "total":
        return k.total === 0;
      case "holds":
        return l.hold !== null;
      case "alone":
        return Node.count((node) => k.node[node].flag) <= 1;
      case "owned":
        return l.hold !== null && k.page[l.hold].owner !== null;
      case "all wait":
        return Node.every((node) => k.waiting.has(node) || k.node[node].flag);
      case "no owner":
        return Page.every((page) => k.page[page].owner === null && !Node.some((node) => k.node[node].page === page));
      case "two wait":
        return k.waiting.size === 2;
    }
  };
  const operate = (k: K, l: L, me: L["peer"], what: Operation): void => {
    switch (what) {
      case "toggle":
        if (me !== null) k.node[me].flag = !k.node[me].flag;
        return;
      case "push":
        if (me !== null && k.head !== me) k.node[me].next = k.head;
        k.head = me;
        return;
      case "pop":
        if (k.head !== null) k.head = k.node[k.head].next;
        return;
      case "keep":
        if (me !== null) k.node[me].page = l.hold;
        return;
      case "own":
        if (l.hold !== null) k.page[l.hold].owner = me;
        return;
      case "use":
        if (l.hold !== null && me !== null) k.page[l.hold].users.add(me);
        return;
      case "leave":
        if (l.hold !== null && me !== null) k.page[l.hold].users.delete(me);
        return;
      case "wait":
        if (me !== null) k.waiting.add(me);
        return;
      case "go on":
        if (l.peer !== null) k.waiting.delete(l.peer);
        return;
      case "count":
        k.total = (k.total + 1) % 3;
        return;
      case "look around":
        l.peer = me === null ? k.head : k.node[me].next;
        return;
      case "push the other":
        if (l.peer !== null) k.node[l.peer].next = me;
        return;
      case "take":
        l.hold = k.token;
        return;
      case "put":
        k.token = l.hold;
        return;
      case "count pages":
        for (const page of Page) if (k.page[page].owner === me) k.page[page].count = (k.page[page].count + 1) % 3;
        return;
      case "alarm":
        alarm.warnOn(k.head === me && k.total === 2);
        return;
      case "bug":
        alarm.bugOn(me !== null && k.node[me].next === me && k.total === 1);
        return;
      case "count flags":
        k.total = Node.count((node) => k.node[node].flag || node === me) % 3;
        return;
      case "sum counts":
        k.total = Page.sum((page) => k.page[page].count + k.page[page].users.size) % 3;
        return;
      case "size":
        k.total = k.waiting.size % 3;
        return;
      case "waiting as users":
        if (l.hold !== null) k.waiting = k.page[l.hold].users;
        return;
      case "users as waiting":
        if (l.hold !== null) k.page[l.hold].users = k.waiting;
        return;
      case "if all wait":
        if (Node.every((node) => k.waiting.has(node))) k.head = null;
        return;
      case "if nobody points":
        if (!Node.some((node) => k.node[node].next === me)) k.token = l.hold;
        return;
      case "forget":
        l.peer = null;
        l.hold = null;
        return;
      case "name":
        if (me === Node.first) k.total = 0;
        return;
      case "order":
        k.head = Node.find((node) => k.node[node].flag);
        return;
      case "overflow":
        k.total++;
        return;
    }
  };

  interface P {
    step(label: string, effect: (k: K, l: L) => void): void;
    await(label: string, guard: (k: K, l: L) => boolean, effect: (k: K, l: L) => void): void;
    choose(label: string, domain: typeof Node | typeof Page, guard: (k: K, l: L) => boolean, effect: (k: K, l: L, choice: never) => void): void;
    if(label: string, test: (k: K, l: L) => boolean, then: () => void): void;
    do(run: (l: L) => void): void;
    loop(body: () => void): void;
  }
  let labels = 0;
  const write = (p: P, flows: readonly Flow[], meOf: (l: L) => L["peer"]): void => {
    p.do((l) => {
      l.peer = null;
      l.hold = null;
    });
    const all = (): void => {
      for (const each of flows) {
        const label = `${each.kind} ${labels++}`;
        const effect = (k: K, l: L): void => each.does.forEach((what) => operate(k, l, meOf(l), what));
        if (each.kind === "if") p.if(label, (k, l) => holds(k, l, meOf(l), each.test), () => p.step(`${label} then`, effect));
        else {
          const { guard } = each;
          const allowed = (k: K, l: L): boolean => guard === null || holds(k, l, meOf(l), guard);
          if (each.kind === "step") p.await(label, allowed, effect);
          else {
            const node = each.kind === "choose node";
            p.choose(label, node ? Node : Page, allowed, (k, l, choice) => {
              l[node ? "peer" : "hold"] = choice;
              effect(k, l);
            });
          }
        }
      }
    };
    if (drawn.rounds) p.loop(all);
    else all();
  };
  const worker = world.procedure("worker", { params: { me: Node }, locals }, (p) => write(p as unknown as P, drawn.worker, (l) => (l as L & { readonly me: L["peer"] }).me));
  const daemon = world.procedure("daemon", { locals }, (p) => write(p as unknown as P, drawn.daemon ?? [], (l) => l.peer));
  const { daemon: daemonFlows, starts } = drawn;
  return world.system({
    processes: { worker: each(Node, (me) => worker.start({ me })), ...(daemonFlows === null ? {} : { daemon: daemon.start() }) },
    initially:
      starts === "any"
        ? anyOf(Node, (k: K, node) => {
            k.head = node;
          })
        : (k) => {
            if (starts === "first") k.node[Node.first].flag = true;
          },
    properties: ({ invariant, terminal, reachable, alwaysPossible }) => [
      ...(possible ? [alwaysPossible("empty", "it stays possible that nobody is the head", (k) => k.head === null)] : []),
      invariant("alone", "at most one flag", (k) => Node.count((node) => k.node[node].flag) <= 1),
      invariant("owned", "whoever owns a page uses it", (k) => Page.every((page) => { const { owner, users } = k.page[page]; return owner === null || users.has(owner); })),
      invariant("asleep", "a waiting node is not the head", (k, { worker: workers }) => k.head === null || !k.waiting.has(k.head) || !workers[k.head].done),
      reachable("all", "all flags can be set", (k) => Node.every((node) => k.node[node].flag)),
      terminal("end", "in the end nobody is the head", (k) => k.head === null),
      ...(drawn.oddProperty ? [invariant("odd", "the first node is never the head", (k) => k.head !== Node.first)] : []),
    ],
  });
}
