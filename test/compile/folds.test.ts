import { describe, expect, it } from "vitest";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import type { FoldedField, StepTree } from "../../checker/compile/decision-tree.ts";
import { Footprints } from "../../checker/compile/footprint.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { bool, indexSet, range, setOf, state, table, type Index, type System } from "../../checker/index.ts";
import { complete, searchCompiled, searchPacked, summary } from "../support.ts";

const Member = indexSet("member", 20);
type M = Index<"member">;

interface Members {
  readonly size: number;
  add(member: M): void;
  delete(member: M): void;
}
interface K {
  flag: Record<M, boolean>;
  n: Record<M, number>;
  in: Members;
  waited: Members;
  first: number;
}

/** One step, beside a process that changes two members; all members together have two to the power of twenty combinations and more. */
function asking(step: (k: K) => void): System {
  const world = state({ flag: table(Member, bool), n: table(Member, range(0, 1)), in: setOf(Member), waited: setOf(Member), first: range(0, 20) });
  const change = world.procedure("change", (p) => {
    p.loop(() => {
      p.choose("change", Member, (_, __, member) => Member.ordinal(member) < 2, (k, ___, member) => {
        k.flag[member] = !k.flag[member];
        k.n[member] = 1 - k.n[member];
        if (k.flag[member]) k.in.add(member);
        else k.in.delete(member);
      });
    });
  });
  const ask = world.procedure("ask", (p) => {
    p.loop(() => {
      p.step("ask", (k) => step(k));
    });
  });
  return world.system({ processes: { change: change.start(), ask: ask.start() } });
}

/** The tree of the step that asks, once it was compared that it does what the step does. */
function treeOf(system: System): StepTree {
  const found = searchCompiled(system);
  expect(found.engine).toBe("compiled");
  expect(summary(found)).toEqual(summary(searchPacked(system)));
  return complete(compileSystem(new PackedSystem(system), system.properties))?.processes[1]?.actions[0]?.[0]?.tree as StepTree;
}

const foldOf = (tree: StepTree): FoldedField => (tree.kind === "test" ? tree.field : undefined) as FoldedField;

describe("a step asks of all members at once", () => {
  it("whether a quantifier holds is one test of two cases, and what it looks at is read", () => {
    const tree = treeOf(asking((k) => {
      k.first = Member.every((member) => !k.flag[member]) ? 0 : 1;
    }));
    // Those of the members that never change are no terms that matter.
    expect(foldOf(tree)).toMatchObject({ kind: "folded", fold: "every", codes: 2 });
    expect(new Footprints().of(tree).reads.toString(2).replaceAll("0", "")).toHaveLength(2);
  });

  it("so is one within another", () => {
    const tree = treeOf(asking((k) => {
      k.first = Member.some((member) => k.flag[member] && Member.every((other) => other === member || k.n[other] === 0)) ? 1 : 2;
    }));
    expect(foldOf(tree).codes).toBe(2);
    expect(new Footprints().of(tree).reads.toString(2).replaceAll("0", "")).toHaveLength(4);
  });

  it("a count has a case for each number", () => {
    expect(foldOf(treeOf(asking((k) => {
      k.first = Member.count((member) => k.flag[member] && k.n[member] === 1);
    })))).toMatchObject({ fold: "sum", codes: 3 });
  });

  it("a set that is assigned from another is copied, and its size is that of the other", () => {
    const tree = treeOf(asking((k) => {
      k.waited = k.in;
      k.waited.delete(Member.first);
      if (k.waited.size > 0) k.first = k.waited.size;
    }));
    expect(tree.kind).toBe("test");
  });
});

describe("terms must only look", () => {
  it("one that leaves something behind is evaluated where it stands", () => {
    const tree = treeOf(asking((k) => {
      let found: M | null = null;
      const any = Member.some((each) => {
        if (!k.flag[each]) return false;
        found = each;
        return true;
      });
      k.first = any ? 1 + Member.ordinal(found ?? Member.at(5)) : 0;
    }));
    expect(foldOf(tree).kind).toBe("shared");
  });

  it("so is one that writes", () => {
    const tree = treeOf(asking((k) => {
      Member.every((each) => {
        k.first = Member.ordinal(each);
        return !k.flag[each];
      });
    }));
    expect(foldOf(tree).kind).toBe("shared");
  });

  it("so is one that fails where it is not asked", () => {
    const tree = treeOf(asking((k) => {
      k.first = Member.every((each) => {
        if (k.flag[Member.first] && each !== Member.first) throw new Error("nobody asks on");
        return !k.flag[Member.first];
      }) ? 1 : 2;
    }));
    expect(foldOf(tree).kind).toBe("shared");
  });
});
