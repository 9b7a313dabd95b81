import type { Spec } from "../../language/spec.ts";
import type { ConfigurationData, ReportData, SpecData, Story } from "../../page/data.ts";
import type { PropertyResult, RunEvent } from "../../run/event.ts";
import type { Output, Reporter } from "../reporter.ts";
import type { TraceChoice } from "../trace-choice.ts";
import { htmlDocument, type PageBundle } from "./document.ts";
import { configurationData, failureData, resultData } from "./report-data.ts";
import { StatementTable } from "./statement-table.ts";
import { storyOfCounterexample, type FileName } from "./story.ts";

export interface HtmlOptions {
  /** `allways 0.1.0` */
  readonly tool: string;
  readonly page: PageBundle;
  /** `none` tells no story, `all` also those of what is reachable; otherwise every violation has one. */
  readonly traces: TraceChoice;
  readonly short: FileName;
}

/** Writes the page in one piece at the end of the run: the matrix of configurations, and a story for each violation. */
export function htmlReporter(out: Output, { tool, page, traces, short }: HtmlOptions): Reporter {
  const specs = new Map<Spec, { readonly configurations: (() => ConfigurationData)[]; readonly statements: StatementTable }>();
  const stories = new StoryBook();
  let told = new Map<string, number>();
  // Put into words at the end: something may be remarked of a property when all configurations of its spec were checked.
  let current = { configurations: [] as (() => ConfigurationData)[], statements: new StatementTable() };
  return (event: RunEvent): void => {
    switch (event.kind) {
      case "configuration-start":
        current = specs.get(event.spec) ?? { configurations: [], statements: new StatementTable() };
        specs.set(event.spec, current);
        told = new Map();
        return;
      case "trace":
        if (!isTold(event.property, traces)) return;
        told.set(event.property.id, stories.add(storyOfCounterexample(event.counterexample, short)));
        return;
      case "configuration-end": {
        const [{ statements }, stories] = [current, told];
        current.configurations.push(() => ({ ...configurationData(event.result.config), result: resultData(event.result, (id) => stories.get(id), statements) }));
        return;
      }
      case "failure":
        current.configurations.push(() => ({ ...configurationData(event.failure.config), failure: failureData(event.failure, short) }));
        return;
      case "run-end": {
        const data: ReportData = { format: "allways-report", version: 1, tool, seconds: event.seconds, specs: [...specs].map(([spec, of]) => specData(spec, of.configurations.map((each) => each()), of.statements)) };
        const title = [...specs.keys()].map(({ name }) => name).join(", ");
        out.write(htmlDocument(`${title} - Allways`, page, new Map<string, unknown>([["report", data], ...stories.blocks()])));
        return;
      }
      default:
    }
  };
}

function specData({ name, about }: Spec, configurations: readonly ConfigurationData[], { entries }: StatementTable): SpecData {
  return { name, about, statements: entries, configurations };
}

function isTold({ verdict }: PropertyResult, traces: TraceChoice): boolean {
  return traces === "all" || (traces !== "none" && verdict === "violated");
}

/** Stories by number. Many configurations of a matrix share one; it is kept once. */
class StoryBook {
  readonly #numbers = new Map<string, number>();
  readonly #stories: Story[] = [];

  add(story: Story): number {
    const text = JSON.stringify(story);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#stories.length);
    return this.#stories.push(story) - 1;
  }

  /** The elements of the document that hold them. */
  blocks(): readonly (readonly [id: string, story: Story])[] {
    return this.#stories.map((story, number) => [`story-${number}`, story]);
  }
}
