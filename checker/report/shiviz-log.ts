import { show } from "../language/value.ts";
import type { Accesses } from "../trace/accesses.ts";
import type { Trace } from "../trace/trace.ts";

/** What ShiViz must be told to read the log: https://bestchai.bitbucket.io/shiviz takes it as the log parsing expression. */
export const shivizExpression: string = String.raw`(?<host>\S+) (?<clock>\{.*\})\n(?<event>.*)`;

/**
 * A trace as a log of events with vector clocks (Fidge, Mattern 1988). What one process knows of another it knows through the shared state: a step that looks
 * at a field has seen the step that wrote it, and a step that writes it comes after those that have looked at it.
 */
export function shivizLog(trace: Trace, accesses: readonly Accesses[]): string[] {
  // ShiViz does not read a log without events; where the initial state decides a property, all that happens is that nobody has done anything.
  if (trace.steps.length === 0) return (trace.processes.length === 0 ? ["nobody"] : trace.processes).flatMap((process) => [`${hostName(process)} ${JSON.stringify({ [hostName(process)]: 1 })}`, "no step is taken"]);
  const clocks = new Map<string, Map<string, number>>();
  const written = new Map<string, ReadonlyMap<string, number>>();
  const seen = new Map<string, ReadonlyMap<string, number>>();
  return trace.steps.flatMap(({ process, callPath, step, choice }, at) => {
    const clock = clocks.get(process) ?? new Map<string, number>();
    clocks.set(process, clock);
    const { reads, writes } = accesses[at] ?? { reads: [], writes: [] };
    for (const path of [...reads, ...writes]) join(clock, written.get(path));
    for (const path of writes) join(clock, seen.get(path));
    clock.set(process, (clock.get(process) ?? 0) + 1);
    for (const path of writes) written.set(path, new Map(clock));
    for (const path of reads) seen.set(path, joined(seen.get(path), clock));
    const hosts = Object.fromEntries([...clock].map(([host, count]) => [hostName(host), count]));
    return [`${hostName(process)} ${JSON.stringify(hosts)}`, `${callPath.at(-1) ?? ""}: ${step}${choice === undefined ? "" : ` [${show(choice)}]`}`];
  });
}

function join(clock: Map<string, number>, other: ReadonlyMap<string, number> | undefined): void {
  for (const [host, count] of other ?? []) clock.set(host, Math.max(count, clock.get(host) ?? 0));
}

function joined(one: ReadonlyMap<string, number> | undefined, other: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const both = new Map(one);
  join(both, other);
  return both;
}

/** A host is one word. */
function hostName(process: string): string {
  return process.replaceAll(/\s+/gu, "-");
}
