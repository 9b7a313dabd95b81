/**
 * Every message that Allways can end with, by its code. The code is stable; the words may improve.
 * 1xx: how a spec is written. 2xx: what a step did. 3xx: how the command was called. 9xx: our own fault.
 */
export const messages = {
  AW101: "duplicate label",
  AW102: "goto to a label that does not exist",
  AW103: "a process is too large",
  AW104: "a branch that does not start with a step",
  AW105: "a loop without a step",
  AW106: "bad type declaration",
  AW107: "duplicate property id",
  AW108: "break or continue outside of a loop",
  AW109: "bad process declaration",
  AW110: "bad parameter declaration",
  AW111: "bad expectation",
  AW112: "bad formula",
  AW201: "value out of range",
  AW202: "read of a value that was never written",
  AW203: "a step threw",
  AW204: "a step did not finish",
  AW205: "a step is not deterministic",
  AW206: "unknown field or index",
  AW207: "write where only reading is allowed",
  AW208: "a condition did not return a boolean",
  AW209: "a property threw",
  AW301: "unknown option or command",
  AW302: "no such spec",
  AW303: "the spec does not compile",
  AW304: "the spec threw while it was loaded",
  AW305: "the file exports no spec",
  AW306: "unknown parameter",
  AW307: "parameter value out of range",
  AW308: "unknown property",
  AW309: "unwritable report file",
  AW310: "unreadable result file",
  AW311: "no such state to explore",
  AW312: "no port to serve on",
  AW901: "internal error",
} as const;

export type MessageCode = keyof typeof messages;

/** A place in a source file; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ErrorDetails {
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly position?: SourcePosition | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class: a code, what was wrong, where, and what to do.
 *
 * @example
 * new AllwaysError("AW306", 'p2pdma has no parameter "varient"', { hint: 'did you mean "variant"?' }).code; // "AW306"
 */
export class AllwaysError extends Error {
  readonly code: MessageCode;
  readonly hint: string | undefined;
  readonly position: SourcePosition | undefined;

  constructor(code: MessageCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "AllwaysError";
    this.code = code;
    this.hint = details.hint;
    this.position = details.position;
  }

  /** The same error, with a position where it had none. */
  at(position: SourcePosition | undefined): AllwaysError {
    if (this.position !== undefined || position === undefined) return this;
    return new AllwaysError(this.code, this.message, {
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      position,
      cause: this.cause,
    });
  }
}
