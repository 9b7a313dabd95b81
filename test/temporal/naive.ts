/*
 * A second model checker for runs, as plain as can be: a tableau of guesses in the manner of Lichtenstein and Pnueli (1985), the full product as objects, and one
 * plain search for every way to keep the strong fairness conditions. It shares no code with checker/temporal.
 */

export type NaiveFormula =
  | { readonly op: "node"; readonly nodes: readonly number[] }
  | { readonly op: "enabled" | "taken"; readonly edges: readonly number[] }
  | { readonly op: "not" | "next"; readonly of: NaiveFormula }
  | { readonly op: "or" | "until" | "since"; readonly left: NaiveFormula; readonly right: NaiveFormula };

export interface NaiveGraph {
  readonly initial: readonly number[];
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  readonly fairness: readonly { readonly strength: "weak" | "strong"; readonly edges: readonly number[] }[];
}

/** A place in a run: a node, the edge that is taken there (null: the run stutters, for ever), and what is guessed of the next place, and of the place before. */
interface Place {
  readonly node: number;
  readonly edge: number | null;
  readonly stopped: boolean;
  readonly truth: ReadonlyMap<NaiveFormula, boolean>;
  readonly guesses: readonly boolean[];
  readonly successors: Place[];
}

/** Whether some fair run of the graph makes a formula false. */
export function isViolated(graph: NaiveGraph, formula: NaiveFormula): boolean {
  const negation: NaiveFormula = { op: "not", of: formula };
  const parts = subformulas(negation);
  const temporal = parts.filter((part) => part.op === "next" || part.op === "until" || part.op === "since");
  const enabledIn = (node: number): number[] => graph.edges.flatMap(({ from }, edge) => (from === node ? [edge] : []));
  const nodes = new Set([...graph.initial, ...graph.edges.flatMap(({ from, to }) => [from, to])]);
  const places: Place[] = [];
  for (const node of nodes) {
    for (const [edge, stopped] of [...enabledIn(node).map((edge) => [edge, false] as const), [null, false] as const, [null, true] as const]) {
      for (let bits = 0; bits < 2 ** temporal.length; bits++) {
        const guesses = temporal.map((_, at) => ((bits >> at) & 1) === 1);
        const truth = new Map<NaiveFormula, boolean>();
        for (const part of parts) truth.set(part, truthOf(part, truth, guesses[temporal.indexOf(part)] === true, node, edge, enabledIn(node)));
        places.push({ node, edge, stopped, truth, guesses, successors: [] });
      }
    }
  }
  const expected = (part: NaiveFormula): NaiveFormula => (part.op === "next" ? part.of : part);
  // By node, whether the run has stopped, what the place before must have guessed of it, and what it has guessed of the place before.
  const byGuesses = new Map<string, Place[]>();
  const keyOf = (node: number | undefined, stopped: boolean, guesses: readonly (boolean | undefined)[]): string => [node, stopped, ...guesses].join(" ");
  for (const place of places) {
    const key = keyOf(place.node, place.stopped, temporal.map((part, at) => (part.op === "since" ? place.guesses[at] : place.truth.get(expected(part)))));
    byGuesses.set(key, [...(byGuesses.get(key) ?? []), place]);
  }
  for (const { node, edge, guesses, truth, successors } of places) {
    const told = temporal.map((part, at) => (part.op === "since" ? truth.get(part) : guesses[at]));
    successors.push(...(byGuesses.get(edge === null ? keyOf(node, true, told) : keyOf(graph.edges[edge]?.to, false, told)) ?? []));
  }
  const begins = (guesses: readonly boolean[]): boolean => temporal.every(({ op }, at) => op !== "since" || guesses[at] === false);
  const start = places.filter(({ node, stopped, truth, guesses }) => graph.initial.includes(node) && !stopped && begins(guesses) && truth.get(negation) === true);
  const reachable = [...closure(start)];
  const fulfilled = parts.flatMap((part) => (part.op === "until" ? [(place: Place): boolean => place.truth.get(part) === false || place.truth.get(part.right) === true] : []));
  const enabled = (place: Place, edges: readonly number[]): boolean => enabledIn(place.node).some((edge) => edges.includes(edge));
  const taken = (place: Place, edges: readonly number[]): boolean => place.edge !== null && edges.includes(place.edge);
  const weak = graph.fairness.flatMap(({ strength, edges }) => (strength === "weak" ? [(place: Place): boolean => taken(place, edges) || !enabled(place, edges)] : []));
  const strong = graph.fairness.filter(({ strength }) => strength === "strong");
  // Each strong condition is kept in one of two ways: a run takes its steps again and again, or it stays where they cannot be taken.
  for (let ways = 0; ways < 2 ** strong.length; ways++) {
    const avoided = strong.filter((_, at) => ((ways >> at) & 1) === 1);
    const sought = strong.filter((_, at) => ((ways >> at) & 1) === 0).map(({ edges }) => (place: Place): boolean => taken(place, edges));
    const allowed = new Set(reachable.filter((place) => !avoided.some(({ edges }) => enabled(place, edges))));
    if (hasCircle(allowed, [...fulfilled, ...weak, ...sought])) return true;
  }
  return false;
}

function truthOf(part: NaiveFormula, truth: ReadonlyMap<NaiveFormula, boolean>, guess: boolean, node: number, edge: number | null, enabled: readonly number[]): boolean {
  switch (part.op) {
    case "node":
      return part.nodes.includes(node);
    case "enabled":
      return part.edges.some((other) => enabled.includes(other));
    case "taken":
      return edge !== null && part.edges.includes(edge);
    case "not":
      return truth.get(part.of) === false;
    case "next":
      return guess;
    case "or":
      return truth.get(part.left) === true || truth.get(part.right) === true;
    case "until":
    case "since":
      return truth.get(part.right) === true || (truth.get(part.left) === true && guess);
  }
}

/** Inner formulas before outer ones. */
function subformulas(formula: NaiveFormula): NaiveFormula[] {
  const inner = "of" in formula ? subformulas(formula.of) : "left" in formula ? [...subformulas(formula.left), ...subformulas(formula.right)] : [];
  return [...inner, formula];
}

function closure(start: readonly Place[], inside?: ReadonlySet<Place>): Set<Place> {
  const found = new Set(start);
  for (const place of found) for (const next of place.successors) if (inside === undefined || inside.has(next)) found.add(next);
  return found;
}

/** Whether there is a circle that passes a place of every kind. */
function hasCircle(allowed: ReadonlySet<Place>, kinds: readonly ((place: Place) => boolean)[]): boolean {
  const before = new Map<Place, Place[]>();
  for (const place of allowed) for (const next of place.successors) before.set(next, [...(before.get(next) ?? []), place]);
  const left = new Set(allowed);
  for (const place of allowed) {
    if (!left.has(place)) continue;
    const forward = closure([place], left);
    const backward = new Set([place]);
    for (const at of backward) for (const source of before.get(at) ?? []) if (left.has(source)) backward.add(source);
    const component = [...forward].filter((other) => backward.has(other));
    for (const other of component) left.delete(other);
    const circles = component.length > 1 || place.successors.includes(place);
    if (circles && kinds.every((isOf) => component.some(isOf))) return true;
  }
  return false;
}
