import { AllwaysError } from "../language/error.ts";
import { countInitial } from "../language/initially.ts";
import type { Config } from "../language/parameter.ts";
import type { PlainState } from "../language/plain-state.ts";
import type { Spec } from "../language/spec.ts";
import type { ConfigurationData, ReportData, Story } from "../page/data.ts";
import { configurationData, failureData, resultData } from "../report/html/report-data.ts";
import { StatementTable } from "../report/html/statement-table.ts";
import { storyOf, storyOfCounterexample, type FileName } from "../report/html/story.ts";
import { checkSpec } from "../run/check.ts";
import { TimedOut, type Host } from "../run/host.ts";
import type { Move, Path, SearchLimits } from "../search/outcome.ts";
import { choicesOf, Interpreter } from "../search/reference/interpreter.ts";
import { Walk } from "../trace/walk.ts";
import { buildSystem } from "./load-module.ts";

export interface ExplorerOptions {
  /** `allways 0.1.0` */
  readonly tool: string;
  readonly short: FileName;
  readonly host: Host;
  readonly limits: SearchLimits;
}

/** A spec and what is explored of it. */
export interface Explored {
  readonly spec: Spec;
  readonly configs: readonly Config[];
}

/** Of very many initial states only the first are offered. */
const mostStarts = 100;

/** What `allways explore` serves: any path through the states of some configurations, walked anew for each question, and what a search finds in them. */
export class Explorer {
  readonly #explored: readonly Explored[];
  readonly #options: ExplorerOptions;
  readonly #interpreters = new Map<Config, Interpreter>();
  readonly #found = new Map<Config, Promise<ConfigurationData>>();
  readonly #known = new Map<Config, ConfigurationData>();
  readonly #statements: ReadonlyMap<Spec, StatementTable>;
  readonly #stories: Story[] = [];

  constructor(explored: readonly Explored[], options: ExplorerOptions) {
    this.#explored = explored;
    this.#options = options;
    this.#statements = new Map(explored.map(({ spec }) => [spec, new StatementTable()]));
  }

  /** All configurations, and what is known of them by now. */
  get report(): ReportData {
    return {
      format: "allways-report",
      version: 1,
      tool: this.#options.tool,
      live: true,
      specs: this.#explored.map(({ spec, configs }) => ({
        name: spec.name,
        about: spec.about,
        statements: this.#statements.get(spec)?.entries ?? [],
        configurations: configs.map((config) => this.#known.get(config) ?? configurationData(config)),
      })),
    };
  }

  /** A story that a search has left; undefined if there is none with this number. */
  story(number: number): Story | undefined {
    return this.#stories[number];
  }

  /**
   * Walk a path: the ordinal of an initial state, and moves. Without moves any ordinal will do: where there is no such initial state, the first is meant.
   *
   * @throws AllwaysError AW311 if the path does not exist; 2xx if its last step breaks the rules of the language.
   */
  walk(name: string, number: number, path: Path): Story {
    const { spec, config } = this.#configuration(name, number);
    const interpreter = this.#interpreter(spec, config);
    try {
      return this.#options.host.guarded(() => this.#walk(interpreter, path));
    } catch (error) {
      if (error instanceof TimedOut) throw new AllwaysError("AW204", "a step does not come to an end", { hint: "a step is one instant: give every loop in it a bound", cause: error });
      throw error;
    }
  }

  #walk(interpreter: Interpreter, path: Path): Story {
    const starts: number[] = [];
    for (const { ordinal } of interpreter.initialStates()) if (starts.push(ordinal) === mostStarts) break;
    const [first] = starts;
    let state = path.initial < countInitial(interpreter.system.initially) ? interpreter.initialState(path.initial) : undefined;
    if (state === undefined && (path.moves.length > 0 || first === undefined)) throw nowhere(`there is no initial state ${path.initial}`, starts.map(String));
    const initial = state === undefined ? (first ?? 0) : path.initial;
    for (const [position, move] of path.moves.entries()) {
      const next = state === undefined || !exists(interpreter, state, move) ? undefined : interpreter.take(state, move);
      if (next === undefined) {
        const possible = state === undefined ? [] : [...interpreter.successors(state)].map((successor) => `${successor.move.process}.${successor.move.action}.${successor.move.choice}`);
        throw nowhere(`step ${position + 1}, ${move.process}.${move.action}.${move.choice}, cannot be taken`, possible);
      }
      state = next.next;
    }
    return { ...storyOf(new Walk(interpreter, { initial, moves: path.moves }), this.#options.short), starts };
  }

  /** Check one configuration, once; resolves when its result is part of the {@link report}. */
  async check(name: string, number: number): Promise<void> {
    const { spec, config } = this.#configuration(name, number);
    const running = this.#found.get(config) ?? this.#check(spec, config);
    this.#found.set(config, running);
    this.#known.set(config, await running);
  }

  async #check(spec: Spec, config: Config): Promise<ConfigurationData> {
    const { host, limits, short } = this.#options;
    const told = new Map<string, number>();
    const [result] = await checkSpec(spec, [config], { limits }, host, (event) => {
      if (event.kind === "trace") told.set(event.property.id, this.#stories.push(storyOfCounterexample(event.counterexample, short)) - 1);
    });
    if (result === undefined) return configurationData(config);
    if ("error" in result) return { ...configurationData(config), failure: failureData(result, short) };
    return { ...configurationData(config), result: resultData(result, (id) => told.get(id), this.#statements.get(spec) ?? new StatementTable()) };
  }

  #configuration(name: string, number: number): { readonly spec: Spec; readonly config: Config } {
    const explored = this.#explored.find(({ spec }) => spec.name === name);
    const config = explored?.configs[number];
    if (explored === undefined || config === undefined) throw nowhere(`there is no configuration ${number + 1} of ${name}`, []);
    return { spec: explored.spec, config };
  }

  #interpreter(spec: Spec, config: Config): Interpreter {
    const known = this.#interpreters.get(config);
    if (known !== undefined) return known;
    const interpreter = new Interpreter(buildSystem(spec, config));
    this.#interpreters.set(config, interpreter);
    return interpreter;
  }
}

/** Whether a process is where it has such an action, with so many choices. */
function exists({ programs }: Interpreter, state: PlainState, { process, action, choice }: Move): boolean {
  const found = programs[process]?.locations[state.processes[process]?.pc ?? -1]?.actions[action];
  return found !== undefined && choice < choicesOf(found).length;
}

/** An address that leads nowhere: the spec has changed since it was written, or it was typed wrongly. */
function nowhere(what: string, possible: readonly string[]): AllwaysError {
  return new AllwaysError("AW311", what, { hint: possible.length === 0 ? "the spec may have changed since this address was written" : `possible: ${possible.join(", ")}` });
}
