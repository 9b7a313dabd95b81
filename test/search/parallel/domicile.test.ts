import { expect, test } from "vitest";
import { compileSystem } from "../../../checker/compile/compiled-system.ts";
import { PackedSystem } from "../../../checker/compile/packed-system.ts";
import type { System } from "../../../checker/language/system.ts";
import { domicile } from "../../../checker/search/parallel/domicile.ts";
import petriNet from "../../../specs/classics/philosophers-petri-net.ts";
import refcountPool from "../../../specs/classics/refcount-pool.ts";
import { complete } from "../../support.ts";

function domicileOf(system: System): { readonly bits: readonly bigint[]; readonly slots: readonly bigint[] } {
  const compiled = complete(compileSystem(new PackedSystem(system), system.properties));
  if (compiled === undefined) throw new Error("too large to compile");
  const slots = compiled.layout.locals.map(({ shift, bits }) => ((1n << BigInt(bits)) - 1n) << BigInt(shift));
  return { bits: domicile(compiled), slots };
}

test("the local states of three processes say where a state belongs, so that most steps stay at home", () => {
  const { bits, slots } = domicileOf(refcountPool.build({ processes: 5, pages: 2 }));
  expect(bits).toEqual([slots.slice(0, 3).reduce((all, slot) => all | slot, 0n)]);
});

test("where processes have few local states, all bits say it", () => {
  expect(domicileOf(petriNet.build({ philosophers: 4 })).bits).toEqual([-1n]);
});
