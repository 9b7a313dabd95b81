import { beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { file, run, transcript } = shell();

beforeAll(() => {
  file("lock.ts", flagLock);
  file(
    "queue.ts",
    `import { bool, each, indexSet, range, spec, state } from "allways";

export default spec({
  name: "queue",
  about: "a reader waits for what nobody writes",
  build() {
    const Reader = indexSet("reader", 2);
    const world = state({ full: bool, readers: range(0, 2) });
    const read = world.procedure("read", (p) => {
      p.step("enter", (k) => {
        k.readers++;
      });
      p.await("take", (k) => k.full && k.readers < 2, (k) => {
        k.full = false;
      });
      p.step("leave");
    });
    return world.system({
      processes: { reader: each(Reader, () => read.start()) },
      properties: ({ reachable }) => [reachable("hand-over", "both wait, and there is something to take", (k, { reader }) => k.full && Reader.every((of) => reader[of].at("take")))],
    });
  },
});
`,
  );
});

describe("allways explain", () => {
  it("tells along a lasso what the property asks, and before an assertion what its step looked at", async () => {
    const lasso = await transcript("explain ticket-lock --set processes=3 --set tickets=2 --set bug=none --property served");
    expect(lasso).toContain(`  what served asks of states, wherever it changes:

    initially:
      user.process0.at("wait for the turn") is false
      user.process1.at("wait for the turn") is false
`);
    expect(lasso).toContain(`    after step 7, user process2: wait for the turn:
      user.process2.at("wait for the turn") is false
      user.process2.at("critical section") is true
`);
    const late = await transcript("explain p2pdma --set variant=V1 --set scenario=mmap --set failBudget=1 --set debugVm=false --property P10");
    expect(late).toMatch(/what the step that raised P10 looked at, wherever it changes:\n\n    initially:\n(?: {6}.*\n)*? {6}pages\.page0\._refcount is 0\n(?:.*\n)* {4}after step 6, user mm0: set_page_count 1:\n {6}pages\.page0\._refcount is 1\n/u);
  });

  it("tells what decides a property along its trace, and what a step waits for that somebody expected", async () => {
    const text = await transcript('explain lock.ts --step "test and set" --set atomic=true --property mutex');
    expect(text).toContain("0 of 1 properties violated");
    expect(await transcript("explain lock.ts --property mutex --step test")).toMatchInlineSnapshot(`
      "
      $ allways explain lock.ts --property mutex --step test
      flag-lock processes=2 atomic=false: mutex violated

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

        what decides mutex, wherever it changes:

          initially:
            Process.count((i) => user[i].at("critical section")) <= 1 is true
          after step 4, user process0: set:
            Process.count((i) => user[i].at("critical section")) <= 1 is false: 2 <= 1

        who could take "test", wherever it changes:

          initially:
            user process0 can take it
            user process1 can take it
          after step 1, user process0: test:
            user process1 can take it
          after step 2, user process1: test:
            nobody is before it

        in the end:

          user process0 can go on: user > critical section
          user process1 can go on: user > critical section

      1 of 1 properties violated
      exit 1
      "
    `);
  });

  it("tells which parts no state has together that a property asks for, and what blocked the steps that never ran", async () => {
    expect(await transcript("explain queue.ts")).toMatchInlineSnapshot(`
      "
      $ allways explain queue.ts
      queue: deadlock violated

           reader reader0  reader reader1
           --------------  --------------
           read()
        1    enter                         readers: 0 -> 1
                           read()
        2                    enter         readers: 1 -> 2  <--

        reader reader0 waits: take
            k.full is false
        reader reader1 waits: take
            k.full is false

        <-- deadlock violated (no step can run any more): where no step can run, every process has ended

        in the end:

          reader reader0 waits: read > take
            k.full is false
          reader reader1 waits: read > take
            k.full is false

      hand-over is never reached: both wait, and there is something to take

        k.full: false in every one of the 4 states

      steps that never ran:

        read > take: reader reader0 comes before it, and waits:
            k.full is false
        read > leave: no reachable state has a process before it

      2 of 2 properties violated
      exit 1
      "
    `);
  });

  it("tells what makes a state space large", async () => {
    const { stdout } = await run("explain refcount-pool --set processes=4 --set pages=2");
    expect(stdout).toMatch(/^why there are 31,671 states:\n\n +levels +states +growth +transitions +per state\n/u);
    expect(stdout).toContain("      11      user process0, where it is and its locals\n");
  });

  it("wants one configuration, and steps that exist", async () => {
    expect((await run("explain lock.ts --set processes=1,2")).stderr).toContain("hint: choose with --set processes=1|2\n");
    expect((await run("explain lock.ts --step tset")).stderr).toMatch(/has no step "tset"\n {2}hint: did you mean "test"/u);
  });
});
