import type { Frame } from "../language/program.ts";
import type { PlainProcess, PlainRecord } from "../language/plain-state.ts";
import type { RecordType, Type } from "../language/types.ts";
import type { Plain } from "../language/value.ts";

/** A scalar, set or queue of a state. */
export interface Leaf {
  /** As in a spec: `pages.page0._refcount`; of a local, below its process: `mmap.page`. */
  readonly path: string;
  /** `undefined` stands for a local that has no value. */
  readonly value: Plain | undefined;
  /** Only the model has it: declared with `ghost`. */
  readonly ghost: boolean;
}

/** The leaves of the shared state in the order of their declaration. */
export function sharedLeaves(type: RecordType, shared: PlainRecord): readonly Leaf[] {
  return leavesOf(type, "", shared as Plain, false);
}

/** The parameters and locals of a process, frame by frame from its own procedure on. */
export function localLeaves(frame: Frame | null, { frames }: PlainProcess): readonly Leaf[] {
  if (frame === null) return [];
  const { procedure, callPath, depth } = frame;
  const path = callPath.slice(1).join(" > ");
  const own = Object.entries({ ...procedure.params, ...procedure.locals }).flatMap(([name, type]) => leavesOf(type, under(path, name), frames[depth]?.[name], false));
  return [...localLeaves(frame.parent, { pc: -1, frames }), ...own];
}

function leavesOf(type: Type, path: string, value: Plain | undefined, ghost: boolean): readonly Leaf[] {
  switch (type.kind) {
    case "record":
      return Object.entries(type.fields).flatMap(([field, of]) => leavesOf(of, under(path, field), memberOf(value, field), ghost || type.ghost === true));
    case "table":
      return type.index.members.flatMap((member) => leavesOf(type.of, under(path, member), memberOf(value, member), ghost));
    default:
      return [{ path, value, ghost }];
  }
}

function under(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function memberOf(value: Plain | undefined, member: string): Plain | undefined {
  return (value as { readonly [key: string]: Plain } | undefined)?.[member];
}
