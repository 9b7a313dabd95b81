import { isPropertyError } from "../../language/judge.ts";
import type { PlainState } from "../../language/plain-state.ts";
import type { Property } from "../../language/property.ts";
import type { System } from "../../language/system.ts";
import { FailedStep } from "../failed-step.ts";
import type { Move, Outcome, Path, Progress, SearchOptions, StopReason } from "../outcome.ts";
import { Levels } from "../levels.ts";
import { Verdicts, type Witness } from "../verdicts.ts";
import { Announcer, type Walker, type WalkingSearch } from "../walk.ts";
import { Interpreter, type Successor } from "./interpreter.ts";

/** A state that was reached, and how. */
interface Node {
  readonly state: PlainState;
  readonly depth: number;
  /** The ordinal of the initial state, or the node and the move that led here. */
  readonly from: number | { readonly node: Node; readonly move: Move };
}

/** States between two reports of progress. */
const block = 100;

/** Breadth-first search on the reference interpreter: a queue, and a map from states as text. The oracle for every other engine. */
export class ReferenceSearch implements WalkingSearch {
  readonly engine = "reference";
  readonly workers = 1;
  readonly phase = "searching";
  readonly interpreter: Interpreter;
  readonly #limits: SearchOptions;
  readonly #levels = new Levels();
  readonly #verdicts: Verdicts<Node>;
  readonly #walker: Walker | undefined;
  readonly #announcer: Announcer | undefined;
  /** Ids by text. */
  readonly #visited = new Map<string, number>();
  readonly #queue: Node[] = [];
  readonly #passed: number[];
  #transitions = 0;
  #current: Node | undefined;
  #move: Move = { process: 0, action: 0, choice: 0 };

  constructor(system: System, properties: readonly Property[], limits: SearchOptions = {}, walker?: Walker) {
    this.#walker = walker;
    if (walker !== undefined) this.#announcer = new Announcer(walker);
    this.interpreter = new Interpreter(system);
    this.#limits = limits;
    this.#verdicts = new Verdicts(properties);
    this.#passed = Array.from({ length: this.interpreter.sites.counters }, () => 0);
  }

  *run(): Generator<Progress, StopReason | undefined> {
    const { maxStates, maxDepth, stopOnViolation } = this.#limits;
    let stopped: StopReason | undefined;
    for (const { state, ordinal } of this.interpreter.initialStates()) {
      this.#count(this.interpreter.passed);
      this.#discover({ state, depth: 0, from: ordinal });
      if (ordinal % block === block - 1) yield { states: this.#queue.length, transitions: 0, depth: 0, frontier: this.#queue.length };
    }
    for (let next = 0; next < this.#queue.length && stopped === undefined; next++) {
      const node = this.#queue[next] as Node;
      if (node.depth > (this.#queue[next - 1]?.depth ?? -1)) this.#levels.begin(this.#queue.length - next, this.#transitions);
      if (node.depth === maxDepth) {
        stopped = "depth";
        break;
      }
      this.#expand(node);
      if (stopOnViolation === true && this.#verdicts.violated) stopped = "violation";
      else if (maxStates !== undefined && this.#queue.length > maxStates) stopped = "states";
      if (next % block === block - 1) yield { states: this.#queue.length, transitions: this.#transitions, depth: node.depth, frontier: this.#queue.length - next - 1 };
    }
    return stopped;
  }

  outcome(stopped: StopReason | undefined): Outcome {
    return {
      states: this.#queue.length,
      transitions: this.#transitions,
      depth: this.#queue.at(-1)?.depth ?? 0,
      stopped,
      decisions: this.#verdicts.decisions(stopped === undefined, pathOf),
      bytesPerState: 0,
      passed: this.#passed,
      omissionProbability: undefined,
      statistics: this.#limits.statistics === true ? { levels: this.#levels.sizes(this.#transitions), variables: undefined, localStates: undefined, compiled: undefined } : undefined,
    };
  }

  currentPath(): Path {
    return pathOf({ state: this.#current as Node, move: this.#move });
  }

  initialOf(id: number): number {
    return this.#queue[id]?.from as number;
  }

  moveOf(id: number, transition: number): Move {
    return ([...this.interpreter.successors((this.#queue[id] as Node).state)][transition] as Successor).move;
  }

  #expand(node: Node): void {
    this.#current = node;
    this.#walker?.expanding();
    let enabled = 0;
    try {
      for (const { move, next, raised, passed } of this.interpreter.successors(node.state, (tried) => (this.#move = tried))) {
        enabled++;
        this.#transitions++;
        this.#count(passed);
        for (const assertion of raised) if (this.#verdicts.isOpen(assertion)) this.#verdicts.decide(assertion, node, move);
        for (const property of this.#verdicts.open("transition")) {
          if (!this.interpreter.allows(property, node.state, next)) this.#verdicts.decide(property, node, move);
        }
        const target = this.#discover({ state: next, depth: node.depth + 1, from: { node, move } });
        this.#walker?.transition(this.#walker.kindOf(move.process, node.state.processes[move.process]?.pc as number, move.action), target);
      }
    } catch (error) {
      if (isPropertyError(error)) throw error;
      const path = this.currentPath();
      throw new FailedStep(() => path, "threw", error);
    }
    if (enabled > 0) return;
    for (const property of this.#verdicts.open("terminal")) if (!this.interpreter.satisfies(property, node.state)) this.#verdicts.decide(property, node);
  }

  #count(passed: readonly number[]): void {
    for (const counter of passed) (this.#passed[counter] as number)++;
  }

  /** Returns the state's id. */
  #discover(node: Node): number {
    const key = JSON.stringify(node.state);
    const known = this.#visited.get(key);
    if (known !== undefined) return known;
    const id = this.#queue.length;
    this.#visited.set(key, id);
    this.#queue.push(node);
    this.#announcer?.found((predicate) => this.interpreter.satisfies(predicate, node.state), typeof node.from === "number");
    for (const property of this.#verdicts.open("invariant")) if (!this.interpreter.satisfies(property, node.state)) this.#verdicts.decide(property, node);
    for (const property of this.#verdicts.open("reachable")) if (this.interpreter.satisfies(property, node.state)) this.#verdicts.decide(property, node);
    return id;
  }
}

function pathOf({ state, move }: Witness<Node>): Path {
  const moves = move === undefined ? [] : [move];
  let node = state;
  while (typeof node.from !== "number") {
    moves.unshift(node.from.move);
    node = node.from.node;
  }
  return { initial: node.from, moves };
}
