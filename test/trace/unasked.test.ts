import { describe, expect, it } from "vitest";
import { scopeOf } from "../../checker/cli/scope-of.ts";
import { noting } from "../../checker/trace/unasked.ts";

interface State {
  readonly a: boolean;
  readonly b: boolean;
  readonly n: number;
  readonly list: readonly number[];
}

const state: State = { a: false, b: false, n: 0, list: [0, 1] };

const positive = (k: State): boolean => !k.a || k.n > 0;
function early(k: State): boolean {
  if (k.n === 0) return true;
  const { b } = k;
  return b || k.a;
}

/** The conditions of a predicate, those that were met in some state with a star. */
function conditions(predicate: (k: State) => boolean, ...states: readonly Partial<State>[]): readonly string[] | undefined {
  const found = noting(predicate, scopeOf);
  for (const each of states) expect((found?.holds ?? predicate)({ ...state, ...each })).toBe(predicate({ ...state, ...each }));
  return found?.parts.map(({ condition, asked }) => condition + (asked ? " *" : ""));
}

describe("what a predicate is asked under", () => {
  it("is the contrary of what comes before ||", () => {
    expect(conditions((k) => !k.a || k.b, {})).toEqual(["k.a"]);
    expect(conditions((k) => !k.a || k.b, {}, { a: true })).toEqual(["k.a *"]);
    expect(conditions((k) => k.n === 0 || k.n < 2 || k.b, { n: 1 })).toEqual(["k.n !== 0 *", "k.n !== 0 && k.n >= 2"]);
    expect(conditions((k) => (k.a && k.b) || k.n === 0, {})).toEqual(["!(k.a && k.b) *"]);
  });

  it("is nested", () => {
    expect(conditions((k) => !k.a || (!k.b || k.n > 0), { a: true })).toEqual(["k.a *", "k.a && k.b"]);
    expect(conditions((k) => (!k.a || k.b) && (!k.b || k.a), { a: true, b: true })).toEqual(["k.a *", "k.b *"]);
  });

  it("is what comes before && where that is denied", () => {
    expect(conditions((k) => !(k.a && k.b), {})).toEqual(["k.a"]);
    expect(conditions((k) => !(k.a || k.b), {})).toBeUndefined();
    expect(conditions((k) => !k.list.some((each) => each > 5 && k.b), {})).toEqual(["each > 5"]);
  });

  it("is that of a conditional and of an early return, whose other side says nothing", () => {
    expect(conditions((k) => (k.a ? k.n > 0 : true), {})).toEqual(["k.a"]);
    expect(conditions((k) => (k.n === 0 ? true : k.a), { n: 1, a: true })).toEqual(["k.n !== 0 *"]);
    expect(conditions((k) => (k.a ? k.n > 0 : k.n === 0), {})).toBeUndefined();
    expect(conditions(early, {})).toEqual(["k.n !== 0", "k.n !== 0 && !b"]);
    expect(conditions(early, { n: 1 })).toEqual(["k.n !== 0 *", "k.n !== 0 && !b *"]);
  });

  it("is found for members and in helpers", () => {
    expect(conditions((k) => k.list.every((each) => each < 5 || k.a), {})).toEqual(["each >= 5"]);
    expect(conditions((k) => k.b === k.a && positive(k), {})).toEqual(["k.a"]);
    expect(conditions((k) => !k.b || positive(k), { b: true, a: true, n: 1 })).toEqual(["k.b *", "k.b && k.a *"]);
  });

  it("is not looked for in a helper that has the name of a variable", () => {
    const denied = (of: State): boolean => of.b;
    expect(conditions((k) => [denied].every((positive) => k.a || positive(k)), { b: true }, { n: 1 })).toEqual(["!k.a *"]);
    expect(conditions((k) => [denied].every((early) => k.a || early(k)), {})).toEqual(["!k.a *"]);
  });

  it("is not told where nothing can be read or seen, and not of what does not short-circuit", () => {
    expect(conditions((k) => k.n < 2)).toBeUndefined();
    expect(noting(Boolean, scopeOf)).toBeUndefined();
    expect(noting((k: State) => !k.a || k.b, () => undefined)).toBeUndefined();
  });
});
