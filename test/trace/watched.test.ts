import { beforeAll, describe, expect, it } from "vitest";
import { scopeOf } from "../../checker/cli/scope-of.ts";
import { each, ghost, indexSet, optional, range, spec, state, table, type Index, type StateOf } from "../../checker/index.ts";
import { checkSpec } from "../../checker/run/check.ts";
import { libraryHost } from "../../checker/run/host.ts";

const Page = indexSet("page", 2);
const Thread = indexSet("thread", 1);

/** A page is mapped and counted, and then counted once more. */
const pages = spec({
  name: "pages",
  about: "a page is counted twice",
  build() {
    const world = state({ pte: optional(Page), pages: table(Page, { count: range(0, 3), ghost: ghost({ references: range(0, 3) }) }) });
    type State = StateOf<typeof world>;
    const once = world.assertion("once", "a page is counted once");
    const map = world.procedure("map", (p) => {
      p.step("set_pte_at", (k) => {
        k.pte = "page1";
      });
      p.step("get_page", (k) => {
        k.pages.page1.count++;
        k.pages.page1.ghost.references++;
      });
      p.step("get_page again", (k) => {
        once.warnOn(k.pages.page1.count > 0);
        k.pages.page1.count++;
      });
    });
    const mapped = (k: State): Index<"page"> | null => k.pte;
    const references = (k: State, page: Index<"page">): number => k.pages[page].ghost.references * 1;
    function settled(k: State): boolean {
      const page = mapped(k);
      if (page === null) return true;
      const { count, ghost: model } = k.pages[page];
      return count === model.references;
    }
    return world.system({
      processes: { user: each(Thread, () => map.start()) },
      properties: ({ invariant, transition, terminal, alwaysPossible, temporal, always, eventually }) => [
        invariant("sum", "", (k) => Page.every((page) => k.pages[page].count === references(k, page))),
        invariant("settled", "", settled),
        invariant("early", "", (k, { user }) => !Thread.some((thread) => user[thread].done) || !(k.pages.page1.count > 1 && k.pages.page0.count === 0)),
        transition("steady", "", (before, after) => after.pages.page1.count < 2 || before.pages.page1.count === after.pages.page1.count),
        terminal("given-back", "", (k) => (k.pte === null ? k.pages.page0.count : k.pages.page1.count) === 0),
        alwaysPossible("idle", "", (k) => k.pages.page1.count === 0),
        temporal("never", "", always((k) => !(k.pages.page1.count === 2))),
        temporal("in the end", "", eventually(always((k) => k.pte === null))),
        invariant("opaque", "", Boolean.bind(undefined, false)),
      ],
    });
  },
});

const found = new Map<string, readonly string[]>();

beforeAll(async () => {
  await checkSpec(pages, [{}], {}, { ...libraryHost, scopeOf }, (event) => {
    if (event.kind !== "trace") return;
    const { watched } = event.counterexample.trace;
    found.set(event.property.id, watched.map(({ text, values, ofState, ghost: model }) => `${text}: ${values.map((value) => value ?? "-").join(" ")}${ofState ? "" : " (places)"}${model ? " (ghost)" : ""}`));
  });
});

describe("what is watched", () => {
  it("is what is compared in the parts that are false, of the member for which they are", () => {
    expect(found.get("sum")).toEqual(["k.pages.page1.count: 0 0 1 2", "references(k, page1): 0 0 1 1"]);
  });

  it("is followed through declarations, and has no value where they lead nowhere", () => {
    expect(found.get("settled")).toEqual(["page: none page1 page1 page1", "k.pages.page1.count: 0 0 1 2", "k.pages.page1.ghost.references: 0 0 1 1 (ghost)"]);
  });

  it("is told apart where it only says where processes are, and left out where it never changes", () => {
    expect(found.get("early")).toEqual(["user.thread0.done: false false false true (places)", "k.pages.page1.count: 0 0 1 2"]);
  });

  it("is of both states, for a property of steps", () => {
    expect(found.get("steady")).toEqual(["after.pages.page1.count: - 0 1 2", "before.pages.page1.count: - 0 0 1"]);
  });

  it("is of a conditional what was chosen in the end", () => {
    expect(found.get("given-back")).toEqual(["k.pages.page1.count: 0 0 1 2"]);
  });

  it("is what the property asks of the last state, or of any state of a run", () => {
    expect(found.get("idle")).toEqual(["k.pages.page1.count: 0 0 1"]);
    expect(found.get("never")).toEqual(["k.pages.page1.count: 0 0 1 2"]);
    expect(found.get("in the end")).toEqual(["k.pte: none page1"]);
  });

  it("is for an assertion what its step looked at, but for the model's own books", () => {
    expect(found.get("once")).toEqual(["pages.page1.count: 0 0 1 2"]);
  });

  it("is nothing where a property cannot be read", () => {
    expect(found.get("opaque")).toEqual([]);
  });
});
