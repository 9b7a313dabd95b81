import fc from "fast-check";
import { bool, each, indexSet, range, state, table, type StateOf, type System } from "../../checker/index.ts";

/*
 * Random small systems of threads with locks and counters: what a thread writes while it holds a lock concerns nobody else; steps that add to a counter commute, unless somebody looks at it; a thread
 * that is past some step will not take it again. Drawn as data, so that it shrinks and prints.
 */

const deeds = ["write x", "read x", "write y", "read y", "enter", "leave", "add", "take away", "look", "wait", "raise", "lower", "mine"] as const;
type Deed = (typeof deeds)[number];
type Flow =
  | { readonly kind: "step"; readonly deed: Deed }
  | { readonly kind: "if" | "locked" | "shared"; readonly body: readonly Deed[] };

export interface RandomLocked {
  /** One program for all threads, or one for each. */
  readonly programs: readonly (readonly Flow[])[];
  readonly threads: number;
  readonly rounds: boolean;
}

const deed = fc.constantFrom(...deeds);
const flow: fc.Arbitrary<Flow> = fc.oneof(
  fc.record({ kind: fc.constant("step" as const), deed }),
  fc.record({ kind: fc.constantFrom("if" as const, "locked" as const, "locked" as const, "shared" as const), body: fc.array(deed, { minLength: 1, maxLength: 3 }) }),
);

export const randomLocked: fc.Arbitrary<RandomLocked> = fc.record({
  programs: fc.array(fc.array(flow, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  threads: fc.integer({ min: 2, max: 3 }),
  rounds: fc.boolean(),
});

/** Build the drawn system with the language. */
export function buildLocked(drawn: RandomLocked): System {
  const Thread = indexSet("thread", drawn.threads);
  const world = state({ locked: bool, readers: range(0, 3), x: range(0, 2), y: range(0, 2), inside: range(0, 3), count: range(0, 7), flag: bool, mine: table(Thread, bool) });
  const alarm = world.assertion("alarm", "no step raises the alarm");
  const locals = { seen: range(0, 2) };
  type K = StateOf<typeof world>;
  interface L {
    readonly me: (typeof Thread.members)[number];
    seen: number;
  }
  const write = (flows: readonly Flow[]) => {
    let labels = 0;
    return world.procedure("work", { params: { me: Thread }, locals }, (p) => {
      p.do((l) => {
        l.seen = 0;
      });
      const take = (what: Deed): void => {
        const label = `${what} ${labels++}`;
        const step = (effect: (k: K, l: L) => void): void => p.step(label, effect);
        const await_ = (guard: (k: K) => boolean, effect: (k: K, l: L) => void): void => p.await(label, guard, effect);
        switch (what) {
          case "write x":
            return step((k, l) => {
              k.x = (l.seen + 1) % 3;
            });
          case "read x":
            return step((k, l) => {
              l.seen = k.x;
            });
          case "write y":
            return step((k, l) => {
              k.y = l.seen;
            });
          case "read y":
            return step((k, l) => {
              alarm.warnOn(k.y === 2 && l.seen === 1);
              l.seen = k.y;
            });
          case "enter":
            return step((k) => {
              if (k.inside < 3) k.inside++;
            });
          case "leave":
            return await_((k) => k.inside > 0, (k) => {
              k.inside--;
            });
          case "add":
            return step((k) => {
              k.count = (k.count + 1) % 8;
            });
          case "take away":
            return step((k) => {
              if (k.count > 0) k.count--;
            });
          case "look":
            return step((k, l) => {
              alarm.warnOn(k.count === 5 && k.locked);
              l.seen = k.inside % 3;
            });
          case "wait":
            return await_((k) => k.flag, () => {});
          case "raise":
            return step((k) => {
              k.flag = true;
            });
          case "lower":
            return step((k) => {
              k.flag = false;
            });
          case "mine":
            return step((k, l) => {
              k.mine[l.me] = !k.mine[l.me];
            });
        }
      };
      const all = (): void => {
        for (const each of flows) {
          const number = labels++;
          if (each.kind === "step") take(each.deed);
          else if (each.kind === "if") p.if(`if ${number}`, (k, l) => k.flag || l.seen === 1, () => each.body.forEach(take));
          else if (each.kind === "locked") {
            p.await(`lock ${number}`, (k) => !k.locked && k.readers === 0, (k) => {
              k.locked = true;
            });
            each.body.forEach(take);
            p.step(`unlock ${number}`, (k) => {
              alarm.warnOn(!k.locked);
              k.locked = false;
            });
          } else {
            p.await(`lock shared ${number}`, (k) => !k.locked, (k) => {
              k.readers++;
            });
            each.body.forEach(take);
            p.step(`unlock shared ${number}`, (k) => {
              k.readers--;
            });
          }
        }
      };
      if (drawn.rounds) p.loop(all);
      else all();
    });
  };
  const procedures = drawn.programs.map(write);
  const procedureOf = (me: (typeof Thread.members)[number]) => procedures[Thread.members.indexOf(me) % procedures.length] as (typeof procedures)[number];
  return world.system({
    processes: { worker: each(Thread, (me) => procedureOf(me).start({ me })) },
    properties: ({ invariant, reachable, terminal }) => [
      invariant("crowd", "never three are inside", (k) => k.inside < 3),
      reachable("full", "the counter gets to 3", (k) => k.count === 3),
      terminal("unlocked", "in the end nobody holds the lock", (k) => !k.locked && k.readers === 0 && k.x !== 2),
    ],
  });
}
