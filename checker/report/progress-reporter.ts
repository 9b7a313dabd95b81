import type { RunEvent } from "../run/event.ts";
import type { Progress } from "../search/outcome.ts";
import { configurationText, unusual } from "./configuration-text.ts";
import { count, duration, memory, roughly } from "./figures.ts";
import type { Output, Reporter } from "./reporter.ts";

export interface ProgressOptions {
  /** One line that is drawn over and over, or a plain line now and then. */
  readonly live: boolean;
  readonly columns: number;
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
  let configuration = { name: "", startedAt: started, ordinal: 0, of: 0 };
  let drawn = false;
  let due = options.live ? 0 : firstLineSeconds;

  const clear = (): void => {
    if (drawn) out.write("\r\u001B[2K");
    drawn = false;
  };
  const show = (progress: Progress): void => {
    const now = options.clock();
    if (now - started < due) return;
    const text = statusText(configuration, progress, now - configuration.startedAt, options.peakMemoryBytes());
    if (options.live) {
      due = now - started + redrawSeconds;
      out.write(`\r\u001B[2K${fitted(text, options.columns - 1)}`);
      drawn = true;
    } else {
      due = now - started + Math.min(Math.max(now - started, firstLineSeconds), longestSilenceSeconds);
      out.write(`${text.lead}  ${text.figures}\n`);
    }
  };

  return (event: RunEvent): void => {
    switch (event.kind) {
      case "run-start":
        configuration = { ...configuration, of: event.configurations };
        return;
      case "configuration-start":
        configuration = { ...configuration, name: `${event.spec.name} ${configurationText(event.config, unusual(event.config, event.spec.parameters))}`.trim(), startedAt: options.clock(), ordinal: configuration.ordinal + 1 };
        return;
      case "progress":
        show(event.progress);
        return;
      case "property-decided":
      case "trace":
        return;
      case "configuration-end":
      case "failure":
      case "run-end":
        clear();
        return;
    }
  };
}

interface StatusText {
  readonly lead: string;
  readonly figures: string;
}

function statusText(configuration: { readonly name: string; readonly ordinal: number; readonly of: number }, progress: Progress, seconds: number, bytes: number): StatusText {
  const rate = seconds > 0 ? progress.states / seconds : 0;
  const figures = [`level ${progress.depth}`, `${count(progress.states)} states`, `${roughly(rate)}/s`, `${roughly(progress.frontier)} to do`, memory(bytes), duration(seconds)];
  return { lead: `[${configuration.ordinal}/${configuration.of}] ${configuration.name}`, figures: figures.join("  ") };
}

/** The figures matter more than the end of a long configuration. */
function fitted({ lead, figures }: StatusText, columns: number): string {
  const room = columns - figures.length - 2;
  if (room < 8) return figures.slice(0, columns);
  return `${lead.length > room ? `${lead.slice(0, room - 3)}...` : lead}  ${figures}`;
}
