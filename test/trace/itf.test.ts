import { describe, expect, it } from "vitest";
import { itfOf, readItf } from "../../checker/trace/itf.ts";
import { retrace } from "../../checker/trace/retrace.ts";
import { brokenLock, counterexampleOf, everyType } from "./specs.ts";

describe("an ITF trace", () => {
  it.each([brokenLock, everyType])("of $name is read back to the same trace", async (of) => {
    const counterexample = await counterexampleOf(of);
    const text = JSON.stringify(itfOf({ spec: of.name, config: {} }, counterexample));
    const read = readItf(text, "x.itf.json");
    expect(read).toMatchObject({ spec: of.name, config: {}, property: counterexample.property.id });
    expect(retrace(of, {}, read.property, read.trace, () => undefined).trace).toEqual(counterexample.trace);
  });

  it("writes every type as the format has it", async () => {
    const document = itfOf({ spec: "every-type", config: {} }, await counterexampleOf(everyType)) as { vars: string[]; states: Record<string, unknown>[] };
    expect(document.vars).toEqual(["owner", "seen", "stack", "phase", "quick", "mbt::actionTaken", "mbt::nondetPicks"]);
    expect(document.states.every((state) => document.vars.every((name) => name in state))).toBe(true);
    expect(document.states[1]).toEqual({
      "#meta": { index: 1, process: "dealer thread0", callPath: ["deal"], step: "deal" },
      owner: { "#map": [["card0", { tag: "None", value: { "#tup": [] } }], ["card1", { tag: "None", value: { "#tup": [] } }]] },
      seen: { "#set": ["card0"] },
      stack: [{ card: "card0", at: { "#bigint": "0" } }],
      phase: "dealing",
      quick: false,
      "mbt::actionTaken": "deal",
      "mbt::nondetPicks": { process: { tag: "Some", value: "dealer thread0" }, choice: { tag: "Some", value: { card: "card0", to: { tag: "None", value: { "#tup": [] } } } } },
    });
  });

  it("does not replay if a state in it is not the one that the step leads to", async () => {
    const counterexample = await counterexampleOf(brokenLock);
    const text = JSON.stringify(itfOf({ spec: "broken-lock", config: {} }, counterexample)).replaceAll('"locked":true', '"locked":false');
    const read = readItf(text, "x.itf.json");
    expect(() => retrace(brokenLock, {}, read.property, read.trace, () => undefined)).toThrow(/step 3, "set" of user thread1, leads to another state/u);
  });

  it.each([
    ["{", /is not an ITF trace/u],
    ["null", /does not name a spec/u],
    ['{"states":[]}', /does not name a spec/u],
    ['{"#meta":{"allways":{"spec":"a","property":"p","config":{}}},"states":[]}', /has no states/u],
    ['{"#meta":{"allways":{"spec":"a","property":"p","config":{}}},"states":[{},{}]}', /state 1 does not say which step/u],
  ])("%s is refused", (text, why) => {
    expect(() => readItf(text, "x.itf.json")).toThrow(why);
  });
});
