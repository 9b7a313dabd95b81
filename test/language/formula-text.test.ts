import { expect, it } from "vitest";
import { formulaText } from "../../checker/language/formula-text.ts";
import { prover } from "../../checker/language/prover.ts";

interface Shared {
  readonly free: boolean;
}
const { always, eventually, until, release, next, leadsTo, once, historically, since, not, and, or, implies, enabled, taken } = prover<Shared, Record<"user", unknown>>();

const free = (k: Shared): boolean => k.free;
const unlock = taken({ process: "user", step: "unlock" });

it.each([
  [always(eventually(free)), "[]<>free"],
  [leadsTo(not(free), free), "!free ~> free"],
  [until(not(free), next(free)), "!free U (X free)"],
  [release(enabled({}), (k) => k.free && true), "enabled(any step) R (k.free && true)"],
  [always(implies(free, once(unlock))), '[](free => (O taken(user: "unlock")))'],
  [historically(or(free, not(once(unlock)))), 'H (free || !(O taken(user: "unlock")))'],
  [always(and(since(free, unlock), not(historically(free)))), '[]((free S taken(user: "unlock")) && !(H free))'],
] as const)("writes a formula as the field does: %#", (formula, text) => {
  expect(formulaText(formula)).toBe(text);
});
