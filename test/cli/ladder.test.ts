import { beforeAll, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { file, run, transcript } = shell();

/** Four versions of a lock: the first works, the second tests and sets in two steps, the third is never let go, the fourth is as the first. */
const versions = `
import { choice, each, bool, indexSet, spec, state } from "allways";
export default spec({
  name: "versions",
  about: "a lock through its history",
  parameters: { version: choice("of the lock", { values: ["v1", "v2", "v3", "v4"], default: "v4" }), processes: choice("how many", { values: ["one", "two"], default: "two" }) },
  matrix: [{ version: "v4", processes: ["one", "two"] }],
  ladder: { parameter: "version", about: { v2: "make it faster", v3: "repair it" } },
  build({ version, processes }) {
    const world = state({ locked: bool });
    const enter = world.procedure("enter", (p) => {
      p.await("test", (k) => !k.locked, (k) => {
        if (version !== "v2") k.locked = true;
      });
      p.step("set", (k) => {
        k.locked = true;
      });
      p.step("inside");
      if (version !== "v3") p.step("leave", (k) => {
        k.locked = false;
      });
    });
    return world.system({
      processes: { user: each(indexSet("user", processes === "one" ? 1 : 2), () => enter.start()) },
      properties: ({ invariant, terminal }) => [
        invariant("mutex", "at most one is inside", (_, { user }) => Object.values(user).filter((each) => each.at("inside")).length <= 1),
        terminal("done", "all get in", (_, { user }) => Object.values(user).every((each) => each.done)),
      ],
    });
  },
  expect: [{ when: { version: "v2", processes: "two" }, violated: ["mutex"] }, { when: { version: "v3", processes: "two" }, violated: ["done"] }],
});
`;

beforeAll(() => {
  file("versions.ts", versions);
  file("lock.ts", flagLock);
});

it("says what each version repairs and what it breaks", async () => {
  expect(await transcript("ladder versions.ts")).toMatchInlineSnapshot(`
    "
    $ allways ladder versions.ts
    versions: a lock through its history

      In how many configurations each property is violated, level by level. A level stands for those
      above it that change no verdict.

             v1  v2  v3  v4
      mutex   .   1   .   .
      done    .   .   1   .

      mutex  at most one is inside
      done   all get in
      Of 2 properties, 0 hold everywhere.

      v1

      v2 make it faster
        breaks    mutex in two; until v3

      v3 repair it
        repairs   mutex in two
        breaks    done in two; until v4

      v4
        repairs   done in two

      Worse than the level below in something: v2, v3. Repaired again, all of it, on a higher level:
      what v2, v3 break. Without any violation: v1, v4.

    8 configurations, each searched completely, 0.0 s
    exit 0
    "
  `);
});

it("checks only the levels that were asked for", async () => {
  const { stdout, exitCode } = await run("ladder versions.ts --set version=v3,v4 --property done");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("v4\n    repairs   done in two");
  expect(stdout).not.toContain("mutex");
});

it("refuses a spec without a ladder", async () => {
  const { stderr, exitCode } = await run("ladder lock.ts");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("error AW306: flag-lock has no parameter that is a ladder");
});

it("refuses a ladder that is no choice", async () => {
  file("number.ts", versions.replace('choice("of the lock", { values: ["v1", "v2", "v3", "v4"], default: "v4" })', 'integer("of the lock", { from: 1, to: 4, default: 4 })').replace("choice, each", "choice, each, integer").replace(/expect: .*\n/u, "").replace('version: "v4", ', ""));
  const { stderr, exitCode } = await run("ladder number.ts");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('AW111: versions: the ladder "version" is not a choice');
});
