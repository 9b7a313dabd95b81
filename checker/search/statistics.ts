/** What makes a state space as large as it is. */
export interface SearchStatistics {
  /** By level, from the initial states on. */
  readonly levels: readonly LevelSize[];
  /** Variables of the shared state, in the order of their declaration. The reference interpreter does not tell. */
  readonly variables: readonly VariableRange[] | undefined;
  /** By process: how many combinations of program counter, parameters and locals occur. The reference interpreter does not tell. */
  readonly localStates: readonly number[] | undefined;
  /** Present if the steps were compiled. */
  readonly compiled: CompiledStatistics | undefined;
}

export interface LevelSize {
  /** States that are as many steps away from an initial state, and not fewer. */
  readonly states: number;
  /** Transitions from these states. */
  readonly transitions: number;
}

/** How many values of a variable occur in reachable states. A set or a queue is one variable. */
export interface VariableRange {
  readonly path: string;
  readonly seen: number;
  /** How many values the declaration allows. */
  readonly possible: number;
}

export interface OpenStatistics {
  /** Trees that stayed open. */
  readonly trees: number;
  /** How often generated code came to one of them. */
  readonly misses: number;
  /** How often a step was run then, because nobody had learned yet what it does. */
  readonly runs: number;
}

export interface CompiledStatistics {
  /** Decision trees: one for each action and choice in each local state of a process that has it. */
  readonly trees: number;
  /** Different nodes of all trees, leaves included. */
  readonly nodes: number;
  /** Local states of all processes that compiling has found; some may not be reachable together with the others. */
  readonly localStates: number;
  /** Bytes of generated WebAssembly. */
  readonly codeBytes: number;
  /** Present if some trees take too many runs to be completed. */
  readonly open?: OpenStatistics;
}
