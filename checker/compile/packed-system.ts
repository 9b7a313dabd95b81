import { countInitial, initialChoice } from "../language/initially.ts";
import type { PlainState } from "../language/plain-state.ts";
import { programsOf } from "../language/link.ts";
import type { Program } from "../language/program.ts";
import { Sites } from "../language/sites.ts";
import { initialError } from "../language/step-error.ts";
import type { System } from "../language/system.ts";
import { initialValue } from "../language/value.ts";
import { Whereabouts } from "../language/whereabouts.ts";
import { PackedBits } from "./bits.ts";
import { BoundProcess, type BoundAction } from "./bound-process.ts";
import { decodeState, encode } from "./codec.ts";
import { layoutOf, type Layout, type ProcessLayout } from "./layout.ts";
import { Passage } from "./passage.ts";
import { Views } from "./view.ts";

/** Told of every enabled action; the successor is in the system's words until the call returns. */
export interface Sink {
  transition(process: number, action: number, choice: number): void;
}

/** Shared state and processes as properties see them. */
export interface PredicateView {
  readonly shared: object;
  readonly processes: object;
}

/**
 * The narrow waist between steps and search: a system on packed states. It says how long a state is, what the initial states are, and what
 * the successors of a state are; a search needs to know nothing else.
 */
export class PackedSystem {
  readonly system: System;
  readonly programs: readonly Program[];
  readonly layout: Layout;
  readonly sites: Sites;
  /** What the last step has passed, or all processes together when they started. */
  readonly passage: Passage = new Passage();
  /** The state that steps work on. */
  readonly words: Uint32Array;
  /** A second state, for what was before a step. */
  readonly before: Uint32Array;
  readonly view: PredicateView;
  readonly viewBefore: PredicateView;
  /** The step that is running, or ran last: what an error or a hang is blamed on. */
  readonly current = { process: 0, action: 0, choice: 0 };
  /** Where the process of the running step stands: the ordinal of a location. */
  location = 0;
  readonly #shared: object;
  readonly #processes: readonly BoundProcess[];
  /** The words of the declared initial values. */
  readonly #declared: Uint32Array;

  constructor(system: System) {
    this.system = system;
    this.programs = programsOf(system);
    this.layout = layoutOf(system, this.programs);
    this.sites = new Sites(system);
    this.words = new Uint32Array(this.layout.words);
    this.before = new Uint32Array(this.layout.words);
    const bits = new PackedBits(this.words);
    const views = new Views(bits);
    this.#shared = views.of(this.layout.shared, "write");
    this.#declared = new Uint32Array(this.layout.words);
    encode(new PackedBits(this.#declared), this.layout.shared, initialValue(this.system.shared));
    const before = new PackedBits(this.before);
    this.view = this.#predicateView(views, bits);
    this.viewBefore = this.#predicateView(new Views(before), before);
    const binding = { bits, views, sites: this.sites, passage: this.passage };
    this.#processes = this.programs.map((program, process) => new BoundProcess(program, this.layout.processes[process] as ProcessLayout, binding));
  }

  /** How many initial choices there are: at least as many as initial states. */
  get initialChoices(): number {
    return countInitial(this.system.initially);
  }

  /** Put the initial state of a choice into the words. Returns false if the choice is none: then the words mean nothing. */
  initialize(ordinal: number): boolean {
    const { initially } = this.system;
    try {
      const choice = initialChoice(initially, ordinal);
      if (choice === undefined) return false;
      this.words.set(this.#declared);
      this.passage.clear();
      (initially.set as ((shared: object, choice: unknown) => void) | undefined)?.(this.#shared, choice.value);
      for (const process of this.#processes) process.start();
      return true;
    } catch (error) {
      throw initialError(error);
    }
  }

  /**
   * Find every successor of the state in `states` at `offset`, in the order of processes, actions and choices.
   *
   * @returns how many enabled actions there are.
   * @throws whatever a user's function throws; `current` then says which step it was.
   */
  expand(states: Uint32Array, offset: number, sink: Sink): number {
    const { words, current } = this;
    const { alarm } = this.system;
    const seen = this.view.shared;
    const length = words.length;
    let enabled = 0;
    for (let word = 0; word < length; word++) words[word] = states[offset + word] as number;
    for (let process = 0; process < this.#processes.length; process++) {
      const bound = this.#processes[process] as BoundProcess;
      this.location = bound.pc;
      const actions = bound.actions[this.location] as readonly BoundAction[];
      current.process = process;
      for (let action = 0; action < actions.length; action++) {
        const candidate = actions[action] as BoundAction;
        current.action = action;
        for (let choice = 0; choice < candidate.choices.length; choice++) {
          current.choice = choice;
          if (bound.take(candidate, choice, seen, this.#shared, alarm)) {
            enabled++;
            sink.transition(process, action, choice);
          } else if (candidate.prelude.length === 0) continue;
          for (let word = 0; word < length; word++) words[word] = states[offset + word] as number;
        }
      }
    }
    return enabled;
  }

  /** A packed state as plain data. */
  decode(words: Uint32Array): PlainState {
    return decodeState(new PackedBits(words), this.layout, this.programs.map(({ locations }) => locations));
  }

  #predicateView(views: Views, bits: PackedBits): PredicateView {
    const processes: Record<string, unknown> = {};
    this.system.processes.forEach(({ group, member, title }, process) => {
      const { pc } = this.layout.processes[process] as ProcessLayout;
      const view = new Whereabouts(this.programs[process] as Program, title).view(() => bits.read(pc));
      if (member === null) processes[group] = view;
      else processes[group] = { ...(processes[group] as object | undefined), [member]: view };
    });
    return { shared: views.of(this.layout.shared, "read"), processes };
  }
}
