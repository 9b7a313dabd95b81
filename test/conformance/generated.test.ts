import { expect, test } from "vitest";
import { expectationOf, type Spec } from "../../checker/language/spec.ts";
import ewd840 from "../../specs/classics/ewd840.ts";
import missionaries from "../../specs/classics/missionaries-and-cannibals.ts";
import { statesOf } from "../support.ts";

/*
 * TLC's "states generated" are initial states and transitions; but where an action's condition is a disjunction, TLC makes the same step once for every
 * part that is true. Two classics have such conditions: here what TLC makes again is counted, and the published figure comes out.
 */

type Colors = Readonly<Record<string, "white" | "black">>;
interface Ring {
  readonly active: Readonly<Record<string, boolean>>;
  readonly color: Colors;
  readonly token: { readonly at: string; readonly color: "white" | "black" };
}
interface River {
  readonly boat: string;
  readonly east: readonly string[];
}

function sharedStates(spec: Spec, config: Parameters<Spec["build"]>[0]): readonly unknown[] {
  return statesOf(spec.build(config)).map((text) => (JSON.parse(text) as { shared: unknown }).shared);
}

test.each([[3, 2_001], ...(process.env["CONFORMANCE"] === "all" ? [[4, 15_986] as const] : [])] as const)("EWD 840 with %i nodes: a token moves once for every reason", (nodes, generated) => {
  const config = { nodes, bug: "none" };
  const again = (sharedStates(ewd840, config) as readonly Ring[]).map(({ active, color, token }) => {
    const reasons = [token.color === "black", color[token.at] === "black", token.at !== "node0" && active[token.at] === false];
    return Math.max(0, reasons.filter(Boolean).length - 1);
  });
  const initial = nodes * 2 ** nodes * 2 ** nodes;
  expect(initial + (expectationOf(ewd840, config)?.transitions ?? 0) + again.reduce((sum, one) => sum + one, 0)).toBe(generated);
});

test("missionaries and cannibals: a bank that is left empty is safe for two reasons", () => {
  const again = (sharedStates(missionaries, { pairs: 3 }) as readonly River[]).filter(({ boat, east }) => {
    const here = boat === "east" ? east.length : 6 - east.length;
    return here === 1 || here === 2;
  });
  expect(1 + (expectationOf(missionaries, { pairs: 3 })?.transitions ?? 0) + again.length).toBe(283);
});
