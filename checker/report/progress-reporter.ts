import type { RunEvent } from "../run/event.ts";
import type { Progress } from "../search/outcome.ts";
import { configurationText, unusual } from "./configuration-text.ts";
import { count, duration, memory, plural, roughly } from "./figures.ts";
import { liveStatus } from "./live-status.ts";
import type { Output, Reporter } from "./reporter.ts";
import type { Style } from "./style.ts";
import { surprise } from "./result-table.ts";

export interface ProgressOptions {
  /** Three lines that are drawn over and over, or a plain line now and then. */
  readonly live: boolean;
  /** Asked at every drawing: windows change. */
  readonly columns: () => number;
  readonly style: Style;
  /** Seconds, monotonic. */
  readonly clock: () => number;
  readonly peakMemoryBytes: () => number;
}

const redrawSeconds = 0.1;
const firstLineSeconds = 10;
const longestSilenceSeconds = 600;

/** How far a long run has come: levels, states, rate, memory. There is no percentage, since nobody knows the total. */
export function progressReporter(out: Output, options: ProgressOptions): Reporter {
  const started = options.clock();
  const status = liveStatus(out);
  let due = options.live ? 0 : firstLineSeconds;
  let [configurations, surprises] = [0, 0];
  let current: Configuration = { spec: "", name: "", ordinal: 0, startedAt: started, levels: [] };

  const show = (progress: Progress): void => {
    const elapsed = options.clock() - started;
    if (elapsed < due) return;
    const figures = figuresOf(progress, options.clock() - current.startedAt, options.peakMemoryBytes());
    const lead = `[${current.ordinal}/${configurations}] ${current.name}`;
    if (options.live) {
      due = elapsed + redrawSeconds;
      const lines = [[lead], [`${figures.level}${trend(current.levels)}`, figures.states, figures.transitions, figures.toDo], [figures.time, figures.rate, figures.memory, ...(surprises === 0 ? [] : [`${plural(surprises, "configuration")} not as expected so far`])]];
      const [first = "", ...rest] = lines.map((parts) => fitted(parts, options.columns() - 1));
      status.draw([options.style.strong(first), ...rest]);
    } else {
      due = elapsed + Math.min(Math.max(elapsed, firstLineSeconds), longestSilenceSeconds);
      out.write(`${[lead, figures.level, figures.states, figures.rate, figures.toDo, figures.memory, figures.time].join("  ")}\n`);
    }
  };

  return (event: RunEvent): void => {
    switch (event.kind) {
      case "run-start":
        ({ configurations } = event);
        return;
      case "configuration-start":
        // What was found of the spec before is printed now.
        if (event.spec.name !== current.spec) status.erase();
        current = { spec: event.spec.name, name: `${event.spec.name} ${configurationText(event.config, unusual(event.config, event.spec.parameters))}`.trim(), ordinal: current.ordinal + 1, startedAt: options.clock(), levels: [] };
        return;
      case "progress":
        current.levels[event.progress.depth] = event.progress.states;
        // A search that is compiled begins anew.
        current.levels.length = event.progress.depth + 1;
        show(event.progress);
        return;
      case "property-decided":
      case "trace":
      case "remark":
        return;
      case "configuration-end":
        if (surprise(event.result) !== "") surprises++;
        return;
      case "failure":
        surprises++;
        status.erase();
        return;
      case "run-end":
        status.erase();
        return;
    }
  };
}

interface Configuration {
  readonly spec: string;
  readonly name: string;
  /** From 1. */
  readonly ordinal: number;
  readonly startedAt: number;
  /** How many states were known when each level was last heard of. */
  readonly levels: (number | undefined)[];
}

type Figure = "level" | "states" | "transitions" | "toDo" | "time" | "rate" | "memory";

function figuresOf({ states, transitions, depth, frontier }: Progress, seconds: number, bytes: number): Readonly<Record<Figure, string>> {
  return {
    level: `level ${depth}`,
    states: `${count(states)} states`,
    transitions: `${count(transitions)} transitions`,
    toDo: `${roughly(frontier)} to do`,
    time: duration(seconds),
    rate: `${roughly(seconds > 0 ? states / seconds : 0)} states/s`,
    memory: memory(bytes),
  };
}

/** Whether an end is in sight: the last complete level found more states than the one before, or fewer. Levels that are over at once are not heard of. */
function trend(levels: readonly (number | undefined)[]): string {
  const [first, second, third] = levels.slice(-4, -1);
  if (first === undefined || second === undefined || third === undefined || third - second === second - first) return "";
  return third - second > second - first ? ", growing" : ", shrinking";
}

/** As many parts as a line has room for; the first is cut if it must be. */
function fitted([first = "", ...more]: readonly string[], columns: number): string {
  if (first.length > columns) return `${first.slice(0, Math.max(0, columns - 3))}...`.slice(0, columns);
  let line = first;
  for (const part of more) if (line.length + 2 + part.length <= columns) line += `  ${part}`;
  return line;
}
