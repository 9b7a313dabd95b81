/*
 * Every command and option, once: the parser and the help are made from this table.
 */

interface Described {
  readonly short?: string;
  /** The placeholder of the value. */
  readonly argument?: string;
  readonly about: string;
}

export interface FlagOption extends Described {
  readonly type: "boolean";
}
export interface TextOption extends Described {
  readonly type: "string";
}
/** May be repeated. */
export interface ListOption extends Described {
  readonly type: "string";
  readonly multiple: true;
}

export type OptionTable = Readonly<Record<string, FlagOption | TextOption | ListOption>>;

type Options<Lists extends string, Texts extends string, Flags extends string> = {
  readonly [N in Lists | Texts | Flags]: N extends Lists ? ListOption : N extends Texts ? TextOption : FlagOption;
};

export interface CommandDefinition<O extends OptionTable = OptionTable> {
  /** The arguments after the command's name. */
  readonly operands: string;
  readonly about: string;
  readonly options: O;
  readonly notes: readonly string[];
  readonly examples: readonly (readonly [command: string, about: string])[];
}

const help: FlagOption = { type: "boolean", short: "h", about: "show this help" };
const color: FlagOption = { type: "boolean", about: "colour, or --no-color; without it a terminal, NO_COLOR and FORCE_COLOR decide" };
const format: TextOption = { type: "string", argument: "FORMAT", about: "table: results and diagrams; commit: only the race diagrams, at most 75 columns, indented by 4, ready for a commit message" };
const set: ListOption = { type: "string", multiple: true, argument: "NAME=VALUE[,VALUE]", about: "narrow the spec's matrix to values of a parameter, or set it where the matrix does not say; may be repeated" };
const reporter: ListOption = { type: "string", multiple: true, argument: "NAME[=FILE]", about: "default: text; json: one document; without a file, to the standard output; may be repeated" };
const view: Options<"hide" | "only" | "process", "states", "every-step"> = {
  states: { type: "string", argument: "WHAT", about: "what diagrams show of the state: diff, all that a step changed (default); cause, only what the end depends on (default of --format commit); full, also the whole state at both ends; or none" },
  hide: { type: "string", multiple: true, argument: "FIELD", about: "leave a field out of diagrams, or a part of the state: kernfs, page0, _refcount; may be repeated" },
  only: { type: "string", multiple: true, argument: "FIELD", about: "show only this field or part of the state in diagrams; may be repeated" },
  process: { type: "string", multiple: true, argument: "PROCESS", about: "draw only the steps of this process, or of all with this name; may be repeated" },
  "every-step": { type: "boolean", about: "draw every step also of a long trace, and in --format commit" },
};
const property: ListOption = { type: "string", multiple: true, argument: "ID", about: "only this property; may be repeated" };

export const exitCodes: readonly (readonly [code: number, about: string])[] = [
  [0, "every verdict is as expected (where a spec says nothing: every property holds)"],
  [1, "some verdict or golden count is not as expected"],
  [2, "the command was called wrongly, or a spec has an error"],
  [3, "inconclusive: a limit was reached"],
  [70, "an error inside Allways"],
  [130, "interrupted"],
];

export const commands: {
  readonly check: CommandDefinition<Options<"set" | "property" | "reporter" | "hide" | "only" | "process", "format" | "traces" | "states" | "max-states" | "max-depth" | "max-memory" | "workers" | "store" | "engine" | "reduce", "stop-on-violation" | "bisect" | "watch" | "every-step" | "coverage" | "stats" | "color" | "help">>;
  readonly explore: CommandDefinition<Options<"set", "port" | "max-states", "help">>;
  readonly mutate: CommandDefinition<Options<"set" | "property" | "reporter", "max-states" | "max-memory", "color" | "help">>;
  readonly ladder: CommandDefinition<Options<"set" | "property" | "reporter", never, "color" | "help">>;
  readonly list: CommandDefinition<Options<never, never, "json" | "color" | "help">>;
  readonly replay: CommandDefinition<Options<"property" | "hide" | "only" | "process", "format" | "states", "every-step" | "color" | "help">>;
  readonly explain: CommandDefinition<Options<"set" | "property" | "step" | "hide" | "only" | "process", "states", "every-step" | "color" | "help">>;
  readonly graph: CommandDefinition<Options<"set", "format" | "max-states", "help">>;
  readonly completion: CommandDefinition<Options<never, never, "help">>;
  readonly man: CommandDefinition<Options<never, never, "help">>;
} = {
  check: {
    operands: "[spec ...]",
    about: "walk every interleaving and say which properties hold",
    options: {
      set,
      property,
      reporter: { ...reporter, about: "default: text; json, jsonl, html, junit, sarif, github, markdown, tap (see below); without a file, to the standard output; may be repeated" },
      format,
      traces: { type: "string", argument: "WHICH", about: "which race diagrams to draw: auto, first, all or none (see below)" },
      ...view,
      "max-states": { type: "string", argument: "N", about: "stop a configuration after this many states (then exit 3)" },
      "max-memory": { type: "string", argument: "MIB", about: "do not keep more mebibytes of states (default: 75 % of the machine's memory; then exit 3)" },
      "max-depth": { type: "string", argument: "N", about: "do not search deeper than this many steps (then exit 3)" },
      workers: { type: "string", argument: "N", about: "search large state spaces in so many threads, 1 to 64 (default: as many as there are cores); what is found is the same for any number" },
      "stop-on-violation": { type: "boolean", about: "stop a configuration at its first violation" },
      store: { type: "string", argument: "STORE", about: "exact (default); fingerprint: keep 64 bits of each state, where states are wider: less memory, and a small probability, which is told, that states are left out" },
      reduce: { type: "string", argument: "WHAT", about: "what may be left out of a search where it makes no difference: none, symmetry, por or all (default: all, of large state spaces); if it is said, small ones are reduced, too, and what could not be left out is explained" },
      bisect: { type: "boolean", about: "exit as git bisect run wants it: 0 good, 1 bad, 125 cannot be told (a spec error, a limit)" },
      watch: { type: "boolean", about: "check again whenever the spec or a file that it imports changes, until Ctrl-C" },
      coverage: { type: "boolean", about: "say how often every step ran and every branch was taken (without it: which steps never ran)" },
      stats: { type: "boolean", about: "say why there are so many states: levels, values of each variable, steps; and where the time went" },
      engine: { type: "string", argument: "ENGINE", about: "auto: run the steps of small systems, compile those of large ones (default); packed, compiled: one of these; reference: the slow and obvious one" },
      color,
      help,
    },
    notes: [
      "A spec is a .ts or .js file, or the name of a spec that comes with Allways (see: allways list). Without a spec, all of those are checked.",
      "--traces auto draws every violation if one configuration is checked; of several configurations it draws each property that is violated unexpectedly, once, by its shortest trace. first: each violated property once, expected or not (the default of --format commit). all: every trace, also the witnesses of what is reachable.",
      "json is one document, jsonl an object for each event as it happens; html a page to step through the races; junit for CI servers; sarif for code scanning; github annotates the lines of a spec in GitHub Actions, and writes the job's summary (by itself where GITHUB_ACTIONS is true); markdown for people; tap for test harnesses.",
      "A report file is written only when the run has ended, in one piece. It does not silence the terminal. Progress goes to the standard error output.",
    ],
    examples: [
      ["allways check", "everything that comes with Allways"],
      ["allways check p2pdma --set variant=V3 --set failBudget=0,1", "two configurations"],
      ["allways check lock.ts --reporter json=out.json", "your own spec, with a report"],
      ["allways check lock.ts --reporter junit=junit.xml --reporter sarif=lock.sarif", "reports for a CI server"],
      ["allways check lock.ts --format commit", "race diagrams to paste"],
      ["allways check lock.ts --watch", "while you write"],
      ["git bisect run npx allways check lock.ts --bisect", "which commit broke it?"],
    ],
  },
  explore: {
    operands: "[spec ...]",
    about: "walk through the states of a spec by hand, in the browser",
    options: {
      set,
      port: { type: "string", argument: "PORT", about: "where to listen on 127.0.0.1 (default: any port that is free)" },
      "max-states": { type: "string", argument: "N", about: "look for violations in no more states than these" },
      help,
    },
    notes: [
      "Serves a page until Ctrl-C: choose who runs next in any state, go back, or let it look for violations and go on from where they lead. Every state has an address: what stands after its # leads there again, in a later session too.",
      "The page is served to this machine only, and only to whoever knows the address with its random token.",
    ],
    examples: [
      ["allways explore lock.ts", "your own spec"],
      ["allways explore p2pdma --set variant=V3 --set scenario=gup-fast", "one configuration of many"],
    ],
  },
  mutate: {
    operands: "[spec ...]",
    about: "make mistakes in a spec, and show which of them no property notices",
    options: {
      set,
      property: { ...property, about: "let only this property notice; may be repeated" },
      reporter: { ...reporter, about: "default: text; json: one document; without a file, to the standard output; may be repeated" },
      "max-states": { type: "string", argument: "N", about: "stop a search after this many states (default: 4 times those of the spec without a mistake, and at least 10,000; then exit 3)" },
      "max-memory": { type: "string", argument: "MIB", about: "do not keep more mebibytes of states (default: 75 % of the machine's memory; then exit 3)" },
      color,
      help,
    },
    notes: [
      "The mistakes, one at a time: a step does nothing; does not wait, or waits for the opposite; two steps that follow each other change places; a condition is always true, always false, or negated; a count that a step writes is one more or one less; a call is left out.",
      "A mistake is killed where a verdict is not as expected, or a step breaks the rules of the language. Not counted are equivalent ones, whose state graphs differ only in program counters and locals that nobody sees (compared up to 30,000 states), and those that no process comes to. The score is what was killed of the rest; undecided mistakes lower it.",
      "Exit code 0: every mistake that counts was killed. 1: some survived, or the spec is not as expected without a mistake. 3: some are undecided.",
    ],
    examples: [
      ["allways mutate lock.ts", "which mistakes would nobody notice?"],
      ["allways mutate p2pdma --set variant=V3 --set scenario=mmap,fork", "some configurations"],
      ["allways mutate lock.ts --reporter json=mutants.json", "with every mutant in a file"],
    ],
  },
  ladder: {
    operands: "[spec ...]",
    about: "check every version that a spec knows, and say what each repairs and breaks",
    options: { set, property, reporter, color, help },
    notes: [
      "For a spec that names a parameter as its ladder: the versions of what is modelled, oldest first. Each configuration of its matrix is checked at every level. Without a spec, all that have a ladder are checked.",
      "The table shows in how many configurations each property is violated. Below it, each level that changes a verdict, with what it repairs and what it breaks, compared with the level below.",
    ],
    examples: [
      ["allways ladder fs-dax", "which commit of the series repairs what, and which breaks what"],
      ["allways ladder fs-dax --set patchLevel=P17,P18", "one commit"],
    ],
  },
  list: {
    operands: "[spec ...]",
    about: "show specs, their parameters and their properties",
    options: {
      json: { type: "boolean", about: "as JSON" },
      color,
      help,
    },
    notes: [],
    examples: [
      ["allways list", "what comes with Allways"],
      ["allways list lock.ts --json", "your own spec, for a program"],
    ],
  },
  replay: {
    operands: "FILE",
    about: "replay the traces of a file on the reference interpreter, and draw them or write them in another format",
    options: {
      property,
      format: { type: "string", argument: "FORMAT", about: "table: race diagrams; commit: the same for a commit message; mermaid, plantuml: sequence diagrams; shiviz: a log with vector clocks; itf: the Informal Trace Format of Apalache and Quint" },
      ...view,
      color,
      help,
    },
    notes: [
      "FILE was written by: allways check --reporter json=FILE; or it is one trace in the Informal Trace Format. Its specs are loaded again, a spec file from where it stood relative to FILE.",
      "mermaid, shiviz and itf hold one trace: choose it with --property. https://bestchai.bitbucket.io/shiviz reads the log with the expression of its first line.",
      "Exit code 0: every trace replays on the spec as it is now. 1: some trace does not fit the spec any more; the message says at which step. 2: FILE or a spec cannot be read.",
    ],
    examples: [
      ["allways replay out.json --property P4", "the traces of one property"],
      ["allways replay out.json --property P4 --format itf > p4.itf.json", "one trace for another tool"],
      ["allways replay p4.itf.json", "and back again"],
    ],
  },
  explain: {
    operands: "SPEC",
    about: "say why: what decides a violated property along its trace, what blocks a step, why one never ran",
    options: {
      set: { ...set, about: "the value of a parameter; may be repeated" },
      property,
      step: { type: "string", multiple: true, argument: "STEP", about: "say along each trace who comes before the step with this label, and what keeps it from running; may be repeated" },
      ...view,
      color,
      help,
    },
    notes: [
      "Looks at one configuration. For each violated property: the race, the parts of the property that decide it before the first step and wherever a step changes them, and what each process waits for in the end. Then what no state has that a property asks for, the steps that never ran and what blocked them, and, of 10,000 states and more, what makes them so many.",
      "The parts are taken from the text of the property. What is not an expression, or a helper of a few declarations and returns, is taken as a whole.",
    ],
    examples: [
      ["allways explain p2pdma --set variant=V3 --set failBudget=1 --property P2", "what became of the count?"],
      ["allways explain lock.ts --step unlock", "why does nobody unlock?"],
    ],
  },
  graph: {
    operands: "SPEC",
    about: "write the states and transitions of one configuration as a graph",
    options: {
      set: { ...set, about: "the value of a parameter; may be repeated" },
      format: { type: "string", argument: "FORMAT", about: "dot: for Graphviz (default); aut: Aldebaran, for CADP, mCRL2 and LTSmin" },
      "max-states": { type: "string", argument: "N", about: "no more states than this (default: 1000)" },
      help,
    },
    notes: ["The graph is written to the standard output. States that violate an invariant are red. A graph that is not complete says so, in itself (dot) and on the standard error output."],
    examples: [["allways graph peterson | dot -Tsvg > peterson.svg", "a picture"]],
  },
  completion: {
    operands: "SHELL",
    about: "print a completion script for bash, zsh or fish",
    options: { help },
    notes: ["It completes commands, options and files."],
    examples: [["source <(allways completion bash)", "for this session"]],
  },
  man: {
    operands: "",
    about: "print the manual page",
    options: { help },
    notes: ["A global npm install puts it where man finds it."],
    examples: [["allways man | man -l -", "read it"]],
  },
};

export type CommandName = keyof typeof commands;

/** What is understood without a command. */
export const globalOptions: Options<never, never, "help" | "version"> = {
  help,
  version: { type: "boolean", short: "v", about: "show the version" },
};
