import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../checker/report/verdicts.ts";
import { failure, result } from "./results.ts";

const config = { variant: "V0" };

describe("the exit code", () => {
  it("is 0 if every verdict is as expected", () => {
    expect(exitCodeOf([result(config, ["P1 holds", "P2 holds/holds", "P4 violated/violated"])], [])).toBe(0);
    expect(exitCodeOf([], [])).toBe(0);
  });

  it("is 1 if a property is violated that should hold, or holds that should be violated", () => {
    expect(exitCodeOf([result(config, ["P1 violated"])], [])).toBe(1);
    expect(exitCodeOf([result(config, ["P1 violated/holds"])], [])).toBe(1);
    expect(exitCodeOf([result(config, ["P1 holds/violated"])], [])).toBe(1);
  });

  it("is 1 if a golden count is not reproduced", () => {
    expect(exitCodeOf([result(config, ["P1 holds"], { mismatches: [{ count: "depth", expected: 1, found: 2 }] })], [])).toBe(1);
  });

  it("is 3 if a limit was reached, but 1 if something unexpected was found before", () => {
    expect(exitCodeOf([result(config, ["P1 inconclusive"], { stopped: "states" })], [])).toBe(3);
    expect(exitCodeOf([result(config, ["P1 violated/violated"], { stopped: "depth" })], [])).toBe(3);
    expect(exitCodeOf([result(config, ["P1 inconclusive", "P4 violated"], { stopped: "states" })], [])).toBe(1);
  });

  it("is 2 for a spec error and 130 for an interruption, whatever else was found", () => {
    expect(exitCodeOf([result(config, ["P1 violated"])], [failure])).toBe(2);
    expect(exitCodeOf([result(config, ["P1 violated"], { stopped: "interrupted" })], [failure])).toBe(130);
  });
});
