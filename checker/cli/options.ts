/*
 * What an option is, and those that several commands have. Each command's file has its own: the parser, the help, the manual page and completion are made from these tables.
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

export const help: FlagOption = { type: "boolean", short: "h", about: "show this help" };
export const color: FlagOption = { type: "boolean", about: "colour, or --no-color; without it a terminal, NO_COLOR and FORCE_COLOR decide" };
export const set: ListOption = { type: "string", multiple: true, argument: "NAME=VALUE[,VALUE]", about: "narrow the spec's matrix to values of a parameter, or set it where the matrix does not say; may be repeated" };
export const reporter: ListOption = { type: "string", multiple: true, argument: "NAME[=FILE]", about: "default: text; json: one document; without a file, to the standard output; may be repeated" };
/** How diagrams are drawn. */
export const view: { readonly states: TextOption; readonly hide: ListOption; readonly only: ListOption; readonly process: ListOption; readonly "every-step": FlagOption } = {
  states: { type: "string", argument: "WHAT", about: "what diagrams show of the state: diff, all that a step changed (default); cause, only what the end depends on (default of --format commit); full, also the whole state at both ends; or none" },
  hide: { type: "string", multiple: true, argument: "FIELD", about: "leave a field out of diagrams, a part of the state, or a column at the right: kernfs, page0, _refcount; may be repeated" },
  only: { type: "string", multiple: true, argument: "FIELD", about: "show only this field or part of the state in diagrams; may be repeated" },
  process: { type: "string", multiple: true, argument: "PROCESS", about: "draw only the steps of this process, or of all with this name; may be repeated" },
  "every-step": { type: "boolean", about: "draw every step also of a long trace, and in --format commit" },
};
export const property: ListOption = { type: "string", multiple: true, argument: "ID", about: "only this property; may be repeated" };

export const exitCodes: readonly (readonly [code: number, about: string])[] = [
  [0, "every verdict is as expected (where a spec says nothing: every property holds)"],
  [1, "some verdict or golden count is not as expected"],
  [2, "the command was called wrongly, or a spec has an error"],
  [3, "inconclusive: a limit was reached"],
  [70, "an error inside Allways"],
  [130, "interrupted"],
];

/** What is understood without a command. */
export const globalOptions: { readonly help: FlagOption; readonly version: FlagOption } = {
  help,
  version: { type: "boolean", short: "v", about: "show the version" },
};
