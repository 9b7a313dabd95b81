import fc from "fast-check";
import { expect, test } from "vitest";
import { bool, indexSet, queue, range, setOf, state, type System } from "../../checker/index.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { finish, searchPacked, searchReference, summary } from "../support.ts";

const operations = ["shift", "shift twice", "push", "push the head", "shift and push", "forget", "head to other", "other to head", "assign", "add", "delete", "toggle", "size", "size and add", "empty", "clear", "guess"] as const;
type Operation = (typeof operations)[number];

const Member = indexSet("member", 5);

/** Two processes, each a loop of steps with some operations on queues and a set, one after the other. */
function build(bodies: readonly (readonly (readonly Operation[])[])[]): System {
  const world = state({ plain: queue(3, range(0, 2)), paired: queue(2, { value: range(0, 2), flag: bool }), set: setOf(Member), n: range(0, 2) });
  const starts = bodies.map((steps, process) =>
    world.procedure(`process ${process}`, (p) => {
      p.loop(() => {
        for (const [position, body] of steps.entries()) {
          p.step(`step ${position}`, (k) => {
            for (const [at, operation] of body.entries()) {
              const member = Member.members[(process + position + at) % 5] ?? "member0";
              if (operation === "shift" && k.plain.length > 0) k.n = k.plain.shift();
              if (operation === "shift twice" && k.plain.length > 1) {
                k.plain.shift();
                k.plain.shift();
              }
              if (operation === "push" && !k.plain.isFull) k.plain.push(k.n);
              if (operation === "push the head" && k.plain.length > 0 && !k.plain.isFull) k.plain.push(k.plain.head);
              if (operation === "shift and push" && k.plain.length > 0) k.plain.push(k.plain.shift());
              if (operation === "forget" && k.paired.length > 0) k.paired.shift();
              if (operation === "head to other" && k.plain.length > 0 && !k.paired.isFull) k.paired.push({ value: k.plain.head, flag: k.n > 0 });
              if (operation === "other to head" && k.paired.length > 0) {
                const { value, flag } = k.paired.shift();
                k.n = flag ? value : 0;
              }
              if (operation === "assign" && k.plain.length > 1) k.n = [...k.plain][1] ?? 0;
              if (operation === "add") k.set.add(member);
              if (operation === "delete") k.set.delete(member);
              if (operation === "toggle" && k.set.has(member)) k.set.delete(member);
              else if (operation === "toggle") k.set.add(member);
              if (operation === "size") k.n = k.set.size % 3;
              if (operation === "size and add" && k.set.size < 3) k.set.add(member);
              if (operation === "empty" && k.set.size === 0) k.n = 2;
              if (operation === "clear") k.plain.clear();
              if (operation === "guess") k.n = (k.n + 1) % 3;
            }
          });
        }
      });
    }),
  );
  return world.system({
    processes: Object.fromEntries(starts.map((start, process) => [`p${process}`, start.start()])),
    properties: ({ invariant, reachable }) => [invariant("small", "the set is small", (k) => k.set.size < 3), reachable("same", "as many in the set as in the queue", (k) => k.set.size === k.plain.length && k.n === 2)],
  });
}

test("queues and sets are moved and counted without a look at each element, and do what they do on every engine", () => {
  const body = fc.array(fc.constantFrom(...operations), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.array(body, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }), (bodies) => {
      const system = build(bodies);
      const search = new AutoSearch(system, system.properties, {}, { compile: 0 });
      const found = summary(finish(search));
      expect(search.engine).toBe("compiled");
      expect(found).toEqual(summary(searchPacked(system)));
      expect(found).toEqual(summary(searchReference(system)));
    }),
    { numRuns: process.env["CONFORMANCE"] === "all" ? 2000 : 60 },
  );
});
