import { describe, expect, it } from "vitest";
import { indexSet } from "../../checker/index.ts";
import { scopeOf } from "../../checker/cli/scope-of.ts";
import { reasonsOf } from "../../checker/trace/reason.ts";

const Page = indexSet("page", 3);
type Page = ReturnType<typeof Page.at>;
const pages: Readonly<Record<string, { readonly count: number; readonly owner: string }>> = { page0: { count: 1, owner: "pool" }, page1: { count: 2, owner: "none" }, page2: { count: 0, owner: "none" } };
const reached = { locked: true, pages: pages as Readonly<Record<Page, { readonly count: number; readonly owner: string }>> };
type State = typeof reached;

const limit = 1;
const few = (state: State, page: Page): boolean => state.pages[page].count <= limit;

/** A helper as one writes it: a declaration, an early return, a last word. */
function settled(state: State, page: Page): boolean {
  const { owner, count } = state.pages[page];
  if (owner === "pool") return true;
  return count === 0;
}

function reasons(predicate: (state: State) => boolean): readonly string[] {
  return reasonsOf(predicate, [reached], scopeOf).map(({ text, value }) => `${text} is ${value}`);
}

describe("why a predicate is what it is", () => {
  it("names the part of a conjunction that fails, with its values", () => {
    expect(reasons((k) => k.locked && k.pages.page0.count === 3 && k.pages.page1.count === 7)).toEqual(["k.pages.page0.count === 3 is false: 1 === 3"]);
  });

  it("names all parts of a disjunction that fails, and the first of one that holds", () => {
    expect(reasons((k) => !k.locked || k.pages.page0.count > 5)).toEqual(["k.locked is true", "k.pages.page0.count > 5 is false: 1 > 5"]);
    expect(reasons((k) => k.pages.page0.count > 5 || k.locked)).toEqual(["k.locked is true"]);
  });

  it("finds the member for which a quantifier fails, and looks into helpers", () => {
    expect(reasons((k) => Page.every((page) => few(k, page)))).toEqual(["k.pages.page1.count <= limit is false: 2 <= 1"]);
    expect(reasons((k) => Page.every((page) => settled(k, page)))).toEqual(['k.pages.page1.owner === "pool" is false: none === pool', "k.pages.page1.count === 0 is false: 2 === 0"]);
  });

  it("says nothing of an object that a method needs, and repeats no comparison of members", () => {
    class Rules {
      readonly most: number = 0;
      holds(count: number): boolean {
        return count <= this.most;
      }
    }
    const rules = new Rules();
    expect(reasons((k) => rules.holds(k.pages.page0.count))).toEqual(["rules.holds(k.pages.page0.count) is false"]);
    expect(reasons(() => Page.every((page) => Page.every((other) => page === other)))).toEqual(["page0 === page1 is false"]);
  });

  it("leaves out comments, and names what a parameter takes apart by its fields", () => {
    expect(reasons(({ locked: isLocked, pages: { page0 } }) => !isLocked || /* or || else */ page0.owner === "none")).toEqual(["locked is true", "page0.owner === \"none\" is false: pool === none"]);
  });

  it("takes a quantifier that no single member decides as it is", () => {
    expect(reasons((k) => Page.some((page) => k.pages[page].count > 5))).toEqual(["Page.some((page) => k.pages[page].count > 5) is false"]);
  });

  it("says nothing where it cannot see the predicate's surroundings", () => {
    expect(reasonsOf((k: State) => k.locked, [reached], () => undefined)).toEqual([]);
    expect(reasonsOf(Boolean, [reached], scopeOf)).toEqual([]);
  });
});
