import { describe, expect, it } from "vitest";
import { brokenLock, everyType } from "../trace/specs.ts";
import { toHold, toViolate } from "../../checker/vitest.ts";

describe("expect(spec)", () => {
  it("toHold passes where all is as expected, and shows the race where it is not", async () => {
    await expect(brokenLock).not.toHold();
    expect((await toHold(brokenLock)).message()).toMatchInlineSnapshot(`
      "broken-lock: mutex violated: only one is inside

         user thread0  user thread1                         locked  Thread.count
         ------------  ------------                         ------  ------------
         enter()                                            false   0
      1    test
                       enter()
      2                  test
      3                  set         locked: false -> true  true    1
      4    set                       <--                    true    2

      <-- mutex violated: only one is inside
          k.locked is true
          Thread.count((thread) => user[thread].at("inside")) < 2 is false: 2 < 2"
    `);
  });

  it("toViolate passes where the property is violated, and lists the verdicts where it is not", async () => {
    await expect(brokenLock).toViolate("mutex");
    await expect(everyType).toViolate("both");
    const { pass, message } = await toViolate(brokenLock, "deadlock");
    expect([pass, message()]).toEqual([false, "deadlock is not violated in broken-lock\n  : holds"]);
  });

  it("takes the options of check()", async () => {
    await expect(brokenLock).toHold({ properties: ["deadlock"] });
    expect((await toHold(brokenLock, { properties: ["deadlock"], limits: { maxStates: 3 } })).message()).toContain("deadlock undecided");
  });
});
