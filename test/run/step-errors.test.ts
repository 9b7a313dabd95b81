import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { bool, indexSet, optional, queue, range, spec, state, table, type Body, type Spec } from "../../checker/index.ts";
import { checkSpec } from "../../checker/run/check.ts";
import type { RunFailure } from "../../checker/run/event.ts";
import { libraryHost, TimedOut, type Host } from "../../checker/run/host.ts";

type K = { n: number; pages: { page0: { count: number }; page1: { count: number } }; ready: boolean; maybe: "page0" | "page1" | null; items: { push(n: number): void; shift(): number; readonly length: number } };
type P = Body<K, { i: number }, { i: number }, never>;

/** A spec with one process: a harmless step, then `body`. */
function specOf(body: (p: P) => void): Spec {
  return spec({
    name: "bad",
    about: "breaks a rule",
    build: () => {
      const Page = indexSet("page", 2);
      const world = state({ n: range(0, 2), pages: table(Page, { count: range(0, 2) }), ready: bool, maybe: optional(Page), items: queue(1, range(0, 2)) });
      const main = world.procedure("main", { locals: { i: range(0, 2) } }, (p) => {
        p.step("harmless", (k) => {
          k.ready = true;
        });
        body(p as unknown as P);
      });
      return world.system({ processes: { main: main.start() }, properties: ({ invariant }) => [invariant("fine", "n is at most 2", (k) => k.n <= 2)] });
    },
  });
}

async function failure(given: Spec, host: Host = libraryHost): Promise<{ text: string; steps: number | undefined; line: number | undefined }> {
  for (const engine of ["packed", "reference"] as const) {
    const [result] = (await checkSpec(given, [{}], { engine }, host, () => {})) as [RunFailure];
    if (engine === "reference") return { text: `${result.error.code} ${result.error.message}`, steps: result.trace?.steps.length, line: result.error.position?.line };
    expect(result.error.position?.file).toMatch(/step-errors\.test\.ts$/u);
  }
  throw new Error("not reached");
}

const here = "process main, main, step";

test.each<[string, (p: P) => void, string]>([
  ["writes out of range", (p) => p.step("bad", (k) => void (k.n += 3)), `AW201 n cannot hold 3 (${here} "bad")`],
  ["writes a fraction", (p) => p.step("bad", (k) => void (k.n = 0.5)), `AW201 n cannot hold 0.5 (${here} "bad")`],
  ["writes NaN", (p) => p.step("bad", (k) => void (k.n = Number.NaN)), `AW201 n cannot hold NaN (${here} "bad")`],
  ["writes a value of another type", (p) => p.step("bad", (k) => void (k.n = "1" as never)), `AW201 n cannot hold 1 (${here} "bad")`],
  ["writes undefined", (p) => p.step("bad", (k) => void (k.n = undefined as never)), `AW202 n was set to undefined (${here} "bad")`],
  ["reads a local that was never written", (p) => p.step("bad", (k, l) => void (k.n = l.i)), `AW202 main.i is read before it was written (${here} "bad")`],
  ["reads a field that does not exist", (p) => p.step("bad", (k) => void (k.n = (k as never as { m: number }).m)), `AW206 there is no "m" in the state (${here} "bad")`],
  ["writes a field that does not exist", (p) => p.step("bad", (k) => void ((k.pages.page0 as never as { m: number }).m = 1)), `AW206 there is no "m" in pages.page0 (${here} "bad")`],
  ["uses an index of another set", (p) => p.step("bad", (k) => void (k.n = k.pages["mm0" as "page0"].count)), `AW206 there is no "mm0" in pages (${here} "bad")`],
  ["uses an absent index", (p) => p.step("bad", (k) => void (k.n = k.pages[k.maybe as "page0"].count)), `AW206 there is no "null" in pages (${here} "bad")`],
  ["throws", (p) => p.step("bad", () => void JSON.parse("{")), `AW203 a step threw: Expected property name or '}' in JSON at position 1 (${here} "bad")`],
  ["writes in a guard", (p) => p.await("bad", (k) => (k.n = 1) > 0), `AW207 n is written where only reading is allowed (${here} "bad")`],
  ["has a guard that returns no boolean", (p) => p.await("bad", (() => 1) as never), `AW208 the condition of "bad" returned 1 (${here} "bad")`],
  ["branches on no boolean", (p) => p.if("bad", (() => undefined) as never, () => p.step("then")), `AW208 the condition of "bad" returned undefined (${here} "bad")`],
  ["takes from an empty queue", (p) => p.step("bad", (k) => void k.items.shift()), `AW202 items is empty: there is nothing to read (${here} "bad")`],
  [
    "puts into a full queue",
    (p) =>
      p.step("bad", (k) => {
        k.items.push(1);
        k.items.push(2);
      }),
    `AW201 items is full: it holds 1 already (${here} "bad")`,
  ],
  [
    "runs in a circle without a step",
    (p) => {
      p.step("bad", (_, l) => void (l.i = 0));
      p.while((l) => l.i === 0, () => p.do((l) => void (l.i = 0)));
    },
    `AW105 control runs in a circle and never comes to a step (${here} "bad")`,
  ],
])("a step that %s is a spec error, with the trace that leads there", async (_, body, text) => {
  expect(await failure(specOf(body))).toMatchObject({ text, steps: 1, line: expect.any(Number) });
});

test("a step that depends on more than the state is a spec error", async () => {
  let calls = 0;
  const [result] = (await checkSpec(specOf((p) => p.step("bad", (k) => void (k.n = calls++ % 2))), [{}], {}, libraryHost, () => {})) as [RunFailure];
  expect(`${result.error.code} ${result.error.message}`).toBe(`AW205 a step does not do the same thing twice in the same state (${here} "bad")`);
});

test("a step that never comes back is a spec error", async () => {
  const watched: Host = {
    ...libraryHost,
    guarded: (work) => {
      (globalThis as { watchedWork?: unknown }).watchedWork = work;
      try {
        return runInThisContext("watchedWork()", { timeout: 500 });
      } catch (error) {
        if ((error as { code?: string }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new TimedOut();
        throw error;
      }
    },
  };
  const endless = specOf((p) =>
    p.step("bad", () => {
      for (;;);
    }),
  );
  expect(await failure(endless, watched)).toMatchObject({ text: `AW204 a step does not come to an end (${here} "bad")`, steps: 1 });
});

test("a property that throws or returns no boolean is a spec error", async () => {
  const claim = (holds: () => boolean): Spec =>
    spec({
      name: "bad",
      about: "a bad property",
      build: () => state({ n: bool }).system({ processes: {}, properties: ({ invariant }) => [invariant("P", "fine", holds)] }),
    });
  await expect(checkSpec(claim(() => JSON.parse("{")), [{}], {}, libraryHost, () => {})).rejects.toMatchObject({ code: "AW209" });
  await expect(checkSpec(claim((() => 1) as never), [{}], {}, libraryHost, () => {})).rejects.toMatchObject({ code: "AW209", message: "property P returned 1" });
});

test("an unknown property is refused with the list of those that exist", async () => {
  await expect(checkSpec(specOf(() => {}), [{}], { properties: ["Fine"] }, libraryHost, () => {})).rejects.toMatchObject({ code: "AW308", hint: "properties: fine, deadlock" });
});

test("a step that differs rarely is found when a path leads through it", async () => {
  // The same for the whole sample, then never again.
  let calls = 0;
  const rare = spec({
    name: "rare",
    about: "changes its mind after a while",
    build: () => {
      const world = state({ n: range(0, 600), odd: bool });
      const main = world.procedure("main", (p) =>
        p.loop(() =>
          p.await(
            "count",
            (k) => k.n < 600,
            (k) => {
              k.n++;
              k.odd = k.n === 400 && calls++ === 0;
            },
          ),
        ),
      );
      return world.system({ processes: { main: main.start() }, properties: ({ invariant }) => [invariant("never-odd", "odd is false", (k) => !k.odd)] });
    },
  });
  const [result] = (await checkSpec(rare, [{}], {}, libraryHost, () => {})) as [RunFailure];
  expect(`${result.error.code} ${result.error.message}`).toBe('AW205 a step does not do the same thing twice in the same state (process main, main, step "count")');
  expect(result.trace?.steps).toHaveLength(399);
});
