import { beforeAll, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { file, run, transcript } = shell();

beforeAll(() => file("lock.ts", flagLock));

it("shows a spec, its parameters and its properties", async () => {
  expect(await transcript("list lock.ts")).toMatchInlineSnapshot(`
    "
    $ allways list lock.ts
    flag-lock: a lock that tests and sets a flag lets one process at a time in

      parameters
        processes  1 to 4 (default 2)           how many processes want the lock
        atomic     true, false (default false)  test and set in one step

      properties
        mutex     invariant  at most one process is in the critical section
        entry     reachable  a process can get in
        deadlock  terminal   where no step can run, every process has ended

      allways check lock.ts checks one configuration
    exit 0
    "
  `);
});

it("lists all that comes with Allways", async () => {
  const { stdout, exitCode } = await run("list");
  expect(exitCode).toBe(0);
  expect(stdout.match(/^[a-z][a-z0-9-]+(?=: )/gmu)).toEqual(expect.arrayContaining(["peterson", "ticket-lock"]));
  expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

it("lists for a program", async () => {
  expect(JSON.parse((await run("list lock.ts --json")).stdout)).toEqual([
    {
      name: "flag-lock",
      about: "a lock that tests and sets a flag lets one process at a time in",
      file: "lock.ts",
      configurations: 1,
      parameters: [
        { name: "processes", kind: "integer", about: "how many processes want the lock", from: 1, to: 4, default: 2 },
        { name: "atomic", kind: "flag", about: "test and set in one step", default: false },
      ],
      properties: [
        { id: "mutex", kind: "invariant", meaning: "at most one process is in the critical section" },
        { id: "entry", kind: "reachable", meaning: "a process can get in" },
        { id: "deadlock", kind: "terminal", meaning: "where no step can run, every process has ended" },
      ],
    },
  ]);
});
