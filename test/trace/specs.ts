import { bool, each, indexSet, oneOf, optional, queue, range, setOf, spec, state, table, type Spec } from "../../checker/index.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { checkSpec } from "../../checker/run/check.ts";
import type { RunEvent } from "../../checker/run/event.ts";
import { libraryHost } from "../../checker/run/host.ts";
import type { Counterexample } from "../../checker/trace/counterexample.ts";

const Thread = indexSet("thread", 2);

/** A lock that tests and sets in two steps. */
export const brokenLock: Spec = spec({
  name: "broken-lock",
  about: "a flag is tested and set in two steps",
  build() {
    const world = state({ locked: bool });
    const enter = world.procedure("enter", (p) => {
      p.await("test", (k) => !k.locked);
      p.step("set", (k) => {
        k.locked = true;
      });
      p.step("inside");
      p.step("clear", (k) => {
        k.locked = false;
      });
    });
    return world.system({
      processes: { user: each(Thread, () => enter.start()) },
      properties: ({ invariant }) => [invariant("mutex", "only one is inside", (k, { user }) => !k.locked || Thread.count((thread) => user[thread].at("inside")) < 2)],
    });
  },
});

/** A value of every type, and choices among several at once. */
export const everyType: Spec = spec({
  name: "every-type",
  about: "a queue of cards is dealt",
  build() {
    const Card = indexSet("card", 2);
    const world = state({
      owner: table(Card, optional(Thread)),
      seen: setOf(Card),
      stack: queue(3, { card: Card, at: range(-1, 3) }),
      phase: oneOf("dealing", "done"),
      quick: bool,
    });
    const deal = world.procedure("deal", { locals: { last: Card } }, (p) => {
      p.choose("deal", { card: Card, to: optional(Thread) }, (k, l, { card, to }) => {
        l.last = card;
        k.owner[card] = to;
        k.seen.add(card);
        k.stack.push({ card, at: k.seen.size - 1 });
      });
      p.step("finish", (k) => {
        k.phase = "done";
      });
    });
    return world.system({
      processes: { dealer: each(Thread, () => deal.start()) },
      properties: ({ terminal }) => [terminal("both", "both cards are dealt in the end", (k) => k.seen.size === 2 || k.owner.card0 === null)],
    });
  },
});

export async function eventsOf(of: Spec, config: Config = {}): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  await checkSpec(of, [config], {}, libraryHost, (event) => events.push(event));
  return events;
}

/** @param id of the property; absent: the first that has one */
export async function counterexampleOf(of: Spec, config: Config = {}, id?: string): Promise<Counterexample> {
  const found = (await eventsOf(of, config)).find((event) => event.kind === "trace" && (id === undefined || event.property.id === id));
  if (found?.kind !== "trace") throw new Error("no trace");
  return found.counterexample;
}
