import { describe, expect, it } from "vitest";
import { bool, check, each, indexSet, optional, range, spec, state, table, type Spec } from "../../checker/index.ts";
import type { ReduceMode, ReductionRemark } from "../../checker/reduce/reduction.ts";

const order = ["nobody", "name", "first", "property", "start", "transition", "runs"] as const;

/** Threads that enter one by one, and what tells them apart. */
function doors(peculiar: (typeof order)[number]): Spec {
  return spec({
    name: "doors",
    about: "threads enter one by one",
    build() {
      const Thread = indexSet("thread", 3);
      const world = state({ inside: optional(Thread), tired: table(Thread, bool), visits: range(0, 3) });
      const visit = world.procedure("visit", { params: { me: Thread }, locals: { seen: range(0, 3) } }, (p) => {
        p.step("think");
        p.await(
          "enter",
          (k) => k.inside === null,
          (k, l) => {
            k.inside = l.me;
            l.seen = k.visits;
            if (peculiar === "name" && l.me === Thread.at(2)) k.visits = 0;
            if (peculiar === "first") k.tired[Thread.find((thread) => !k.tired[thread]) ?? l.me] = true;
          },
        );
        p.step("leave", (k, l) => {
          k.inside = null;
          k.tired[l.me] = !k.tired[l.me];
          k.visits = l.seen;
        });
        p.step("rest");
      });
      return world.system({
        processes: { visitor: each(Thread, (me) => visit.start({ me })) },
        initially: (k) => {
          k.tired[Thread.first] = peculiar === "start";
        },
        properties: ({ invariant, transition, temporal, eventually }) => [
          invariant("alone", "whoever is inside is not tired", (k) => k.inside === null || !k.tired[k.inside] || peculiar === "start" || peculiar === "first"),
          ...(peculiar === "transition" ? [transition("count", "visits change by one", (before, after) => Math.abs(before.visits - after.visits) <= 1)] : []),
          ...(peculiar === "runs" ? [temporal("tires", "the first thread gets tired", eventually((k) => k.tired[Thread.first]))] : []),
          ...(peculiar === "property" ? [invariant("odd", "the last thread waits until the first is tired", (k) => k.inside !== Thread.at(2) || k.tired[Thread.first] || k.visits === 0)] : []),
        ],
      });
    },
  });
}

async function remarks(of: Spec, reduce: ReduceMode): Promise<readonly ReductionRemark[]> {
  const [result] = await check(of, { reduce });
  return result?.reduction?.remarks ?? [];
}

describe("what is left out, and what is not and why, is said", () => {
  it("names members that are alike", async () => {
    expect(await remarks(doors("nobody"), "symmetry")).toEqual([{ reduction: "symmetry", subject: "thread", used: true, reason: "thread0, thread1, thread2 are alike", position: undefined }]);
  });

  it("names the step that knows a member by name, with its line; others are alike all the same", async () => {
    const [used, refused] = await remarks(doors("name"), "symmetry");
    expect(used).toMatchObject({ used: true, reason: "thread0, thread1 are alike" });
    expect(refused).toMatchObject({ used: false, reason: 'thread1 and thread2: "enter" of visitor thread1 tells them apart', position: { file: import.meta.filename, line: 17 } });
  });

  it("names the step that asks who is first", async () => {
    expect(await remarks(doors("first"), "symmetry")).toMatchObject([{ used: false, reason: 'thread0 and thread1: "enter" of visitor thread0 tells them apart' }]);
  });

  it("names the property, and the initial states", async () => {
    expect((await remarks(doors("property"), "symmetry")).map(({ reason }) => reason)).toContain("thread0 and thread1: odd tells them apart");
    expect((await remarks(doors("start"), "symmetry")).map(({ reason }) => reason)).toContain("thread0 and thread1: the initial states tell them apart");
  });

  it("names the steps that are taken without asking others, and local states that do the same", async () => {
    expect(await remarks(doors("nobody"), "por")).toEqual([
      { reduction: "merging", subject: "local states", used: true, reason: expect.stringMatching(/^\d+ do the same as others$/u), position: undefined },
      { reduction: "por", subject: "steps", used: true, reason: "taken without asking other processes: think, rest", position: undefined },
    ]);
  });

  it("says why nothing could be left out", async () => {
    const refused = async (peculiar: (typeof order)[number]): Promise<readonly string[]> => (await remarks(doors(peculiar), "all")).map(({ reduction, used, reason }) => `${used ? "" : "no "}${reduction}: ${reason}`);
    const looks = "count looks at the states before and behind every step";
    expect(await refused("transition")).toEqual([`no symmetry: ${looks}`, `no por: ${looks}`]);
    const whole = "properties of runs are of the whole state graph";
    expect(await refused("runs")).toEqual([`no symmetry: ${whole}`, `no por: ${whole}`]);
  });
});
