import { describe, expect, it } from "vitest";
import { shell } from "./shell.ts";

/*
 * What a step may not do, and what a body may not say. The message names the step and the line, and shows how to get there.
 */

const { file, transcript } = shell();

/** The transcript of checking a counter whose step does something wrong. */
async function counter(effect: string, body = "", patience?: number): Promise<string> {
  const name = `counter${names++}.ts`;
  file(
    name,
    `import { optional, range, spec, state } from "allways";

export default spec({
  name: "counter",
  about: "a counter",
  build() {
    const world = state({ n: range(0, 2), last: optional(range(0, 2)) });
    const up = world.procedure("up", { locals: { seen: range(0, 2) } }, (p) => {
      p.loop(() => {
        p.step("increment", (k, l) => {
          ${effect}
        });
        ${body}
      });
    });
    return world.system({ processes: { up: up.start() } });
  },
});
`,
  );
  return (await transcript(`check ${name}`, patience === undefined ? {} : { patience })).replaceAll(name, "counter.ts");
}

let names = 0;

describe("a step that", () => {
  it("writes out of range", async () => {
    expect(await counter("k.n = k.n + 1;")).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      1 configuration, 0.0 s: 1 spec error
      error AW201: n cannot hold 3 (process up, up, step "increment")
        at counter.ts:11:13
        hint: it is declared as range 0 to 2
        in the last of these steps:

           up
           ---------
        1  increment  n: 0 -> 1
        2  increment  n: 1 -> 2
        3  increment

      exit 2
      "
    `);
  });

  it("reads what was never written", async () => {
    expect(await counter("k.n = l.seen;")).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      1 configuration, 0.0 s: 1 spec error
      error AW202: up.seen is read before it was written (process up, up, step "increment")
        at counter.ts:11:19
        hint: write it on every way to this step

      exit 2
      "
    `);
  });

  it("throws", async () => {
    expect(await counter('if (k.n === 1) throw new Error("one is enough"); k.n++;')).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      1 configuration, 0.0 s: 1 spec error
      error AW203: a step threw: one is enough (process up, up, step "increment")
        at counter.ts:11:32
        hint: a step must be able to run in every state in which its guard is true
        in the last of these steps:

           up
           ---------
        1  increment  n: 0 -> 1
        2  increment

      exit 2
      "
    `);
  });

  it("is not deterministic", async () => {
    expect(await counter("k.n = ((globalThis as { calls?: number }).calls = ((globalThis as { calls?: number }).calls ?? 0) + 1) % 3;")).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      1 configuration, 0.0 s: 1 spec error
      error AW205: a step does not do the same thing twice in the same state (process up, up, step
          "increment")
        at counter.ts:10:11
        hint: a step must depend on the state only: no clock, no randomness, no variables of its own

      exit 2
      "
    `);
  });

  it("never comes to an end", async () => {
    expect(await counter("while (k.n < 9) {}", "", 0.5)).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      1 configuration, 0.0 s: 1 spec error
      error AW204: a step does not come to an end (process up, up, step "increment")
        at counter.ts:10:11
        hint: a step is one instant: give every loop in it a bound

      exit 2
      "
    `);
  });
});

describe("a body that", () => {
  it("jumps to nowhere", async () => {
    expect(await counter("k.n = 0;", 'p.label("out");\n        p.step("rest");\n        p.goto("uot");')).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      error AW102: up: goto "uot", but no such label
        at counter.ts:15:11
        hint: labels here: out
      exit 2
      "
    `);
  });

  it("uses a label twice", async () => {
    expect(await counter("k.n = 0; return;", 'p.label("out");\n        p.step("rest");\n        p.label("out");')).toMatchInlineSnapshot(`
      "
      $ allways check counter.ts
      error AW101: up: two steps are labelled "out"
        at counter.ts:15:11
        hint: a label names one step of its procedure; tell the two apart
      exit 2
      "
    `);
  });
});
