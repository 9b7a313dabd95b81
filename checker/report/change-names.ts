import type { Plain } from "../language/value.ts";
import { show } from "../language/value.ts";
import type { Change, Trace, TraceStep } from "../trace/trace.ts";

/** How a diagram writes a change: `page0._refcount: 0 -> 1`, or `pte = page0` where a local got its first value. */
export type ChangeText = (change: Change, step: TraceStep) => string | undefined;

/** A segment that names a member of an index set: `page0`. */
const member = /^([A-Za-z_]+)\d+$/u;

/** How the changes of one trace are written, with the names of {@link pathNames}. */
export function changeNames(trace: Trace): ChangeText {
  const names = pathNames(trace);
  return (change, step) => {
    const path = ownPath(change.path, step.process);
    const name = names.get(path) ?? path;
    if (change.to === undefined) return undefined; // a local that ended with its procedure: no news
    return change.from === undefined ? `${name} = ${show(change.to)}` : `${name}: ${show(change.from as Plain)} -> ${show(change.to)}`;
  };
}

/**
 * The shortest names that tell the paths that change in a trace apart. A path keeps its last field and the record that this is in;
 * a member of an index set is kept if the trace touches several of the set; and two paths that would read the same keep as much as it takes.
 */
export function pathNames(trace: Trace): ReadonlyMap<string, string> {
  const paths = new Set(trace.steps.flatMap((step) => step.changes.map((change) => ownPath(change.path, step.process))));
  const membersSeen = new Map<string, Set<string>>();
  for (const path of paths) {
    for (const segment of path.split(".")) {
      const set = member.exec(segment)?.[1];
      if (set !== undefined) membersSeen.set(set, (membersSeen.get(set) ?? new Set()).add(segment));
    }
  }
  const telling = (segment: string): boolean => (membersSeen.get(member.exec(segment)?.[1] ?? "")?.size ?? 0) > 1;
  const names = new Map<string, string>();
  const owners = new Map<string, string[]>();
  for (const path of paths) {
    const name = shortName(path.split("."), telling);
    owners.set(name, [...(owners.get(name) ?? []), path]);
  }
  for (const [name, sharing] of owners) {
    if (sharing.length === 1) names.set(sharing[0] ?? name, name);
    else for (const path of sharing) names.set(path, uniqueSuffix(path, sharing));
  }
  // Whoever knows a place by its whole path finds it, too.
  for (const { process, changes } of trace.steps) for (const { path } of changes) names.set(path, names.get(ownPath(path, process)) ?? path);
  return names;
}

/** A local of the acting process (`user mm0 > mmap.page`) needs no owner: the column says whose it is. */
function ownPath(path: string, process: string): string {
  const rest = path.startsWith(process) ? path.slice(process.length) : "";
  return /^(?: > [^.]*)*\.(?<local>.+)$/u.exec(rest)?.groups?.["local"] ?? path;
}

function shortName(segments: readonly string[], telling: (segment: string) => boolean): string {
  const leaf = Math.max(0, segments.findLastIndex((segment) => !member.test(segment)));
  const record = segments[leaf - 1];
  const from = record !== undefined && !member.test(record) ? leaf - 1 : leaf;
  const owner = segments.slice(0, from).findLast(telling);
  return [...(owner === undefined ? [] : [owner]), ...segments.slice(from)].join(".");
}

function uniqueSuffix(path: string, among: readonly string[]): string {
  const segments = path.split(".");
  for (let keep = 1; keep < segments.length; keep++) {
    const suffix = segments.slice(-keep).join(".");
    if (among.filter((other) => other === suffix || other.endsWith(`.${suffix}`)).length === 1) return suffix;
  }
  return path;
}
