import type { Frame, Location } from "../language/program.ts";
import type { PlainProcess, PlainRecord, PlainState } from "../language/plain-state.ts";
import type { RecordType, Type } from "../language/types.ts";
import { isScalar, type Plain } from "../language/value.ts";
import type { Change } from "./trace.ts";

/** The leaves of the shared state that differ, in the order of their declaration. Sets and queues count as leaves. */
export function sharedChanges(type: RecordType, before: PlainState, after: PlainState): readonly Change[] {
  return Object.entries(type.fields).flatMap(([field, of]) => leafChanges(of, field, before.shared[field], after.shared[field], false));
}

/**
 * The locals of a process that a step gave another value. Frames that the step entered count as unset before, their parameters are
 * left out (a call shows them), and frames that it left are gone.
 */
export function localChanges(title: string, from: Location, to: Location, before: PlainProcess, after: PlainProcess): readonly Change[] {
  const old = chain(from.frame);
  return chain(to.frame).flatMap((frame, depth): readonly Change[] => {
    const alive = old[depth] === frame && old.slice(0, depth).every((outer, at) => outer === chain(to.frame)[at]);
    const was: PlainRecord = alive ? (before.frames[depth] ?? {}) : {};
    const is = after.frames[depth] ?? {};
    const path = [title, ...frame.callPath.slice(1)].join(" > ");
    return Object.entries(frame.procedure.locals).flatMap(([local, type]) => {
      if (!alive && !isScalar(type)) return [];
      return leafChanges(type, `${path}.${local}`, was[local], is[local], false);
    });
  });
}

function chain(frame: Frame | null): readonly Frame[] {
  return frame === null ? [] : [...chain(frame.parent), frame];
}

function leafChanges(type: Type, path: string, from: Plain | undefined, to: Plain | undefined, ghost: boolean): readonly Change[] {
  switch (type.kind) {
    case "record":
      return Object.entries(type.fields).flatMap(([field, of]) => leafChanges(of, `${path}.${field}`, memberOf(from, field), memberOf(to, field), ghost || type.ghost === true));
    case "table":
      return type.index.members.flatMap((member) => leafChanges(type.of, `${path}.${member}`, memberOf(from, member), memberOf(to, member), ghost));
    default:
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to, ghost, matters: true }];
  }
}

function memberOf(value: Plain | undefined, member: string): Plain | undefined {
  return (value as { readonly [key: string]: Plain } | undefined)?.[member];
}
