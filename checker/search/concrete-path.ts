import type { CompiledSystem } from "../compile/compiled-system.ts";
import { codeIn, type WideSlot } from "../compile/compiled-layout.ts";
import { codeOfFold, type Field, type Leaf, type OpenLeaf, type Test, type Tree, type ValueLeaf } from "../compile/decision-tree.ts";
import type { LocalSteps, StepEvent } from "../compile/expand-module.ts";
import { AllwaysError } from "../language/error.ts";
import type { Move, Path } from "./outcome.ts";

/**
 * A path of a search that keeps one state in place of several, as a path of the system itself: from an initial state that the first one stands for, each step the first
 * whose successor is one that the next one stands for. There always is such a step, because what a state can do, every state that it stands for can do in its way.
 *
 * @param states what the search kept, from level to level. @param keptFor the state that the search keeps in place of another. @param local steps that the search has taken in
 * passing. @param event what the step after the last state does, if the path ends in a step.
 */
export function concretePath(system: CompiledSystem, states: readonly BigUint64Array[], keptFor: (state: BigUint64Array) => BigUint64Array, local: LocalSteps | undefined, event: StepEvent | undefined): Path {
  const { packed, layout } = system;
  const successor = new BigUint64Array(layout.words);
  /** The state in the packed words is one that another stands for. */
  const fits = (kept: BigUint64Array): boolean => {
    system.encode(successor, 0);
    return keptFor(successor).every((word, position) => word === kept[position]);
  };
  let initial = 0;
  while (!(packed.initialize(initial) && fits(states[0] as BigUint64Array))) {
    if (++initial === packed.initialChoices) throw noSuchStep();
  }
  const moves: Move[] = [];
  const take = (before: Uint32Array, isIt: (process: number) => boolean): boolean => {
    let found: { readonly move: Move; readonly words: Uint32Array } | undefined;
    packed.expand(before, 0, {
      transition: (process, action, choice) => {
        if (found === undefined && isIt(process)) found = { move: { process, action, choice }, words: packed.words.slice() };
      },
    });
    if (found === undefined) return false;
    moves.push(found.move);
    packed.words.set(found.words);
    return true;
  };
  const settle = (): void => {
    for (;;) {
      system.encode(successor, 0);
      const localOf = (process: number): number => codeIn(successor, 0, layout.locals[process] as WideSlot);
      const isAlone = (process: number): boolean => (local?.alone[process]?.get(localOf(process)) ?? []).every((hindrance) => !hindrance.locals.has(localOf(hindrance.process)));
      const next = local?.only.findIndex((locals, process) => locals.has(localOf(process)) && isAlone(process)) ?? -1;
      if (next < 0) return;
      if (!take(packed.words.slice(), (process) => process === next)) throw noSuchStep();
    }
  };
  settle();
  for (const kept of states.slice(1)) {
    if (!take(packed.words.slice(), () => fits(kept))) throw noSuchStep();
    settle();
  }
  if (event === undefined) return { initial, moves };
  system.encode(successor, 0);
  return { initial, moves: [...moves, moveWith(system, successor, event)] };
}

/** The first step from a state that does what is to be found: raises these assertions, or is not known. */
function moveWith({ processes, layout }: CompiledSystem, state: BigUint64Array, { raised }: StepEvent): Move {
  const wanted = raised?.join();
  const localOf = (process: number): number => codeIn(state, 0, layout.locals[process] as WideSlot);
  const codeOf = (field: Field): number => {
    if (field.kind === "shared") return codeIn(state, 0, layout.fields[field.ordinal] as WideSlot);
    if (field.kind === "local") return field.byLocal[localOf(field.process)] as number;
    return codeOfFold(
      field,
      field.terms.map((term) => (leafOf(term, codeOf) as ValueLeaf).value),
    );
  };
  for (const [process, { actions }] of processes.entries()) {
    for (const { action, choice, tree } of actions[localOf(process)] ?? []) {
      const leaf = leafOf(tree, codeOf);
      if (leaf.kind === "step" ? leaf.raised.join() === wanted && leaf.raised.length > 0 : leaf.kind === "open" && wanted === undefined) return { process, action, choice };
    }
  }
  throw noSuchStep();
}

function leafOf<L extends Leaf>(tree: Tree<L>, codeOf: (field: Field) => number): L | OpenLeaf {
  let at = tree;
  while (at.kind === "test") at = (at as Test<L>).cases[codeOf((at as Test<L>).field)] as Tree<L>;
  return at as L | OpenLeaf;
}

function noSuchStep(): AllwaysError {
  return new AllwaysError("AW901", "a path of a reduced search is no path of the system");
}
