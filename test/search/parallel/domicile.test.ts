import { expect, test } from "vitest";
import { compileSystem, type CompiledSystem } from "../../../checker/compile/compiled-system.ts";
import { PackedSystem } from "../../../checker/compile/packed-system.ts";
import type { System } from "../../../checker/language/system.ts";
import { domicile } from "../../../checker/search/parallel/domicile.ts";
import petriNet from "../../../specs/classics/philosophers-petri-net.ts";
import qrcu from "../../../specs/classics/qrcu.ts";
import refcountPool from "../../../specs/classics/refcount-pool.ts";
import { complete } from "../../support.ts";

function compiled(system: System): CompiledSystem {
  const result = complete(compileSystem(new PackedSystem(system), []));
  if (result === undefined) throw new Error("too large to compile");
  return result;
}

/** For each resident, how many steps there are between its local states, and how many of them lead to another district. */
function steps(system: CompiledSystem, shards: number): readonly { readonly all: number; readonly leaving: number }[] {
  return domicile(system, shards).map(({ process, districts }) => {
    const trees = (system.processes[process]?.actions ?? []).map((actions) => new Set(actions.map(({ tree }) => tree)));
    let [all, leaving] = [0, 0];
    for (const [from, each] of trees.entries()) {
      for (const tree of each) {
        if (tree.kind === "test") for (const below of tree.cases) each.add(below);
        if (tree.kind !== "step") continue;
        all++;
        if (districts[from] !== districts[tree.local]) leaving++;
      }
    }
    return { all, leaving };
  });
}

test("the local states of three processes say where a state belongs, dealt out evenly", () => {
  const residents = domicile(compiled(refcountPool.build({ processes: 5, pages: 2 })), 2);
  expect(residents.map(({ process }) => process)).toEqual([0, 1, 2]);
  for (const { districts } of residents) expect([...districts].reduce((sum, each) => sum + each, 0)).toBe(Math.floor(districts.length / 2));
});

test("most steps of these processes stay at home, too", () => {
  for (const system of [refcountPool.build({ processes: 5, pages: 2 }), qrcu.build({ updaters: 2, readers: 1 })]) {
    for (const shards of [2, 3]) for (const { all, leaving } of steps(compiled(system), shards)) expect(leaving / all).toBeLessThan(0.45);
  }
});

test("where processes have few local states, it takes the whole state", () => {
  expect(domicile(compiled(petriNet.build({ philosophers: 4 })), 2)).toEqual([]);
});
