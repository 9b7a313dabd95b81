import { beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { file, run, transcript } = shell();

beforeAll(async () => {
  file("a/lock.ts", flagLock);
  file("results/.keep", "");
  await run("check a/lock.ts --reporter json=results/lock.json");
});

describe("allways replay", () => {
  it("walks every trace of a result file again, and draws it", async () => {
    expect(await transcript("replay results/lock.json")).toMatchInlineSnapshot(`
      "
      $ allways replay results/lock.json
      flag-lock processes=2 atomic=false: mutex violated after 4 steps

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

      flag-lock processes=2 atomic=false: entry reached after 2 steps

           user process0                              at("critical section")
           -------------                              ----------------------
           lock()                                     false
        1    test
        2    set          locked: false -> true  <--  true

        <-- entry reached: a process can get in
            user.process0.at("critical section") is true

      2 traces: all replay on the reference interpreter
      exit 0
      "
    `);
  });

  it("prints one to paste into a commit message", async () => {
    expect(await transcript("replay results/lock.json --property mutex --format commit")).toMatchInlineSnapshot(`
      "
      $ allways replay results/lock.json --property mutex --format commit
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
      exit 0
      "
    `);
  });

  it("exits 1 where the spec has changed, and says at which step", async () => {
    file("a/lock.ts", flagLock.replace("default: false }", "default: false }").replace("if (atomic)", "if (!atomic)"));
    expect(await transcript("replay results/lock.json --property mutex")).toMatchInlineSnapshot(`
      "
      $ allways replay results/lock.json --property mutex
      1 trace: 1 not reproduced
      flag-lock processes=2 atomic=false: mutex: does not replay
      error AW310: the trace does not fit flag-lock: step 1, "test" of user process0, cannot be taken
        hint: possible there: user process0: test and set; user process1: test and set
      exit 1
      "
    `);
    file("a/lock.ts", flagLock.replace("to: 4, default: 2", "to: 1, default: 1"));
    expect(await transcript("replay results/lock.json --property mutex")).toMatchInlineSnapshot(`
      "
      $ allways replay results/lock.json --property mutex
      1 trace: 1 not reproduced
      flag-lock processes=2 atomic=false: mutex: does not replay
      error AW310: the trace does not fit flag-lock: its parameter processes cannot be 2
        hint: the spec has changed since the trace was recorded: check it again
      exit 1
      "
    `);
    file("a/lock.ts", flagLock);
  });

  it("says so where there is nothing to replay", async () => {
    await run("check a/lock.ts --property deadlock --reporter json=results/none.json");
    expect(await transcript("replay results/none.json")).toMatchInlineSnapshot(`
      "
      $ allways replay results/none.json
      0 traces in results/none.json
      exit 0
      "
    `);
  });
});
