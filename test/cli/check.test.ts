import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { folder, file, run, transcript } = shell();

beforeAll(() => {
  file("lock.ts", flagLock);
  file("known.ts", flagLock.replace("  build({", '  matrix: [{ atomic: [false, true] }],\n  expect: [{ when: { atomic: false, processes: 2 }, violated: ["mutex"], states: 24 }],\n  build({'));
});

describe("allways check", () => {
  it("shows the shortest race of a configuration that is broken", async () => {
    expect(await transcript("check lock.ts")).toMatchInlineSnapshot(`
      "
      $ allways check lock.ts
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        processes=2 atomic=false

        states  transitions  depth   time  NOT AS EXPECTED
            24           44      8  0.0 s  mutex violated

        mutex     VIOLATED  at most one process is in the critical section
        entry     holds     a process can get in
        deadlock  holds     where no step can run, every process has ended

      flag-lock: mutex violated, NOT EXPECTED

           user process0  user process1                         Process.count
           -------------  -------------                         -------------
           lock()                                               0
        1    test
                          lock()
        2                   test
        3                   set          locked: false -> true  1
        4    set                         <--                    2

        <-- mutex violated: at most one process is in the critical section
            Process.count((i) => user[i].at("critical section")) <= 1 is false: 2 <= 1

      1 configuration, 24 states, 0.0 s: 1 configuration NOT AS EXPECTED
      exit 1
      "
    `);
  });

  it("exits 0 where all is as it should be", async () => {
    expect(await transcript("check lock.ts --set atomic=true")).toMatchInlineSnapshot(`
      "
      $ allways check lock.ts --set atomic=true
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        processes=2 atomic=true

        states  transitions  depth   time  verdict
             5            6      2  0.0 s  all hold

        mutex     holds  at most one process is in the critical section
        entry     holds  a process can get in
        deadlock  holds  where no step can run, every process has ended

      1 configuration, 5 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("checks a matrix, and draws what is unexpected once", async () => {
    expect(await transcript("check lock.ts --set processes=1,2,3 --set atomic=on,off")).toMatchInlineSnapshot(`
      "
      $ allways check lock.ts --set processes=1,2,3 --set atomic=on,off
      flag-lock: a lock that tests and sets a flag lets one process at a time in

        processes  atomic  states  transitions  depth   time  NOT AS EXPECTED
                1  true         3            3      2  0.0 s  -
                1  false        4            4      3  0.0 s  -
                2  true         5            6      2  0.0 s  -
                2  false       24           44      8  0.0 s  mutex violated
                3  true         7            9      2  0.0 s  -
                3  false      112          300     11  0.0 s  mutex violated

        mutex  at most one process is in the critical section

      flag-lock processes=2 atomic=false: mutex violated, NOT EXPECTED; and in 1 more configuration

           user process0  user process1                         Process.count
           -------------  -------------                         -------------
           lock()                                               0
        1    test
                          lock()
        2                   test
        3                   set          locked: false -> true  1
        4    set                         <--                    2

        <-- mutex violated: at most one process is in the critical section
            Process.count((i) => user[i].at("critical section")) <= 1 is false: 2 <= 1

      6 configurations, 155 states, 0.0 s: 2 configurations NOT AS EXPECTED
      exit 1
      "
    `);
  });

  it("exits 0 where what is known to be broken is broken, and 1 where it is not any more", async () => {
    expect(await transcript("check known.ts")).toMatchInlineSnapshot(`
      "
      $ allways check known.ts
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        processes=2

        atomic  states  transitions  depth   time  violated, as expected
        false       24           44      8  0.0 s  mutex
        true         5            6      2  0.0 s  -

        mutex  at most one process is in the critical section

      2 configurations, 29 states, 0.0 s: all as expected
      exit 0
      "
    `);
    expect((await run("check known.ts --set atomic=false --set processes=3")).exitCode).toBe(1);
  });

  it("prints a race to paste into a commit message", async () => {
    expect(await transcript("check lock.ts --format commit")).toMatchInlineSnapshot(`
      "
      $ allways check lock.ts --format commit
      mutex is violated in flag-lock with processes=2 atomic=false:

             user process0  user process1                         Process.count
             -------------  -------------                         -------------
             lock()                                               0
          1    test
                            lock()
          2                   test
          3                   set          locked: false -> true  1
          4    set                         <--                    2

          <-- mutex violated: at most one process is in the critical section
              Process.count((i) => user[i].at("critical section")) <= 1 is false:
                2 <= 1
      exit 1
      "
    `);
  });

  it("checks only the named properties", async () => {
    const { stdout, exitCode } = await run("check lock.ts --property entry --property deadlock --reporter json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).runs[0].properties.map(({ id, verdict }: { id: string; verdict: string }) => `${id} ${verdict}`)).toEqual(["entry holds", "deadlock holds"]);
  });

  it("says 3 where a limit was reached, and that the rest is undecided", async () => {
    expect(await transcript("check lock.ts --set atomic=true --max-depth 1")).toMatchInlineSnapshot(`
      "
      $ allways check lock.ts --set atomic=true --max-depth 1
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        processes=2 atomic=true

        states  transitions  depth   time  UNDECIDED
             3            2      1  0.0 s  undecided: --max-depth reached

        mutex     undecided  at most one process is in the critical section
        entry     holds      a process can get in
        deadlock  undecided  where no step can run, every process has ended

        steps that did not run before the search ended:
          user()  critical section, unlock

      1 configuration, 3 states, 0.0 s: 1 configuration undecided
      exit 3
      "
    `);
    expect((await run("check lock.ts --set atomic=true --set processes=4 --max-states 3")).exitCode).toBe(3);
  });

  it("stops at the first violation when asked to", async () => {
    const { stdout, exitCode } = await run("check lock.ts --stop-on-violation --reporter json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).runs[0]).toMatchObject({ exhaustive: false, stopped: "violation", verdict: "violated" });
  });

  it("gives the same answer on every engine", async () => {
    const [reference, ...others] = await Promise.all(["reference", "auto", "packed", "compiled"].map(async (engine) => JSON.parse((await run(`check lock.ts --set processes=3 --reporter json --engine ${engine}`)).stdout).runs[0]));
    const { states, transitions, depth, properties } = reference;
    for (const other of others) expect(other).toMatchObject({ states, transitions, depth, properties });
    expect(others.map(({ engine }) => engine)).toEqual(["packed", "packed", "compiled"]);
  });

  it("writes a report and does not silence the terminal", async () => {
    const { stdout, exitCode } = await run("check lock.ts --reporter json=report.json --reporter default=report.txt");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("mutex violated, NOT EXPECTED");
    expect(readFileSync(join(folder, "report.txt"), "utf8")).toContain("mutex violated, NOT EXPECTED");
    expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toMatchObject({
      format: "allways-result",
      version: 1,
      exitCode: 1,
      runs: [{ spec: "flag-lock", specFile: "lock.ts", config: { processes: 2, atomic: false }, verdict: "violated", exhaustive: true, states: 24, engine: "packed" }],
    });
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("finds the specs that come with it by their names", async () => {
    const { stdout, exitCode } = await run("check ticket-lock peterson --no-color");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ticket-lock: .*^peterson: /msu);
  });

  it("colours where it is told to", async () => {
    const coloured = async (args: string, env: Record<string, string>): Promise<boolean> => (await run(`check lock.ts ${args}`, { env })).stdout.includes("\u001B[");
    expect(await coloured("", {})).toBe(false);
    expect(await coloured("--color", {})).toBe(true);
    expect(await coloured("", { FORCE_COLOR: "1" })).toBe(true);
    expect(await coloured("--no-color", { FORCE_COLOR: "1" })).toBe(false);
    expect(await coloured("", { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
  });
});
