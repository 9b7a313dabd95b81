import { signal, type ReadonlySignal } from "@preact/signals";
import type { ReportData, Story } from "./data.ts";
import { walkText, type WalkPath } from "./route.ts";

/** Where the page has its data from: its own document, or the server that sent it. */
export interface Source {
  readonly report: ReadonlySignal<ReportData>;
  /** The story of a property, by its number. */
  story(number: number): Promise<Story>;
  /** Present if the page is served by `allways explore`. */
  readonly live?: Live;
}

export interface Live {
  /** Any path, walked anew. Rejects with a message for the reader if it cannot be. */
  walk(spec: string, configuration: number, path: WalkPath): Promise<Story>;
  /** Check one configuration; the report is another when it resolves. */
  check(spec: string, configuration: number): Promise<void>;
}

/** The data of a document. */
export function embeddedSource(document: Document): Source {
  const read = (id: string): unknown => JSON.parse(document.querySelector(`#${id}`)?.textContent ?? "null");
  const report = signal(read("report") as ReportData);
  const story = async (number: number): Promise<Story> => read(`story-${number}`) as Story;
  return report.value.live === true ? served(report, story) : { report, story };
}

function served(report: ReturnType<typeof signal<ReportData>>, embedded: Source["story"]): Source {
  const stories = new Map<number, Promise<Story>>();
  return {
    report: report as ReadonlySignal<ReportData>,
    async story(number) {
      const known = stories.get(number) ?? (ask(`api/story/${number}`) as Promise<Story>);
      stories.set(number, known);
      return (await known) ?? embedded(number);
    },
    live: {
      walk: async (spec, configuration, path) => (await ask(`api/walk/${encodeURIComponent(spec)}/${configuration}/${walkText(path)}`)) as Story,
      async check(spec, configuration) {
        report.value = (await ask(`api/check/${encodeURIComponent(spec)}/${configuration}`, "POST")) as ReportData;
      },
    },
  };
}

async function ask(path: string, method: "GET" | "POST" = "GET"): Promise<unknown> {
  const answer = await fetch(path, { method });
  const body = (await answer.json()) as { readonly error?: string };
  if (answer.ok) return body;
  throw new Error(body.error ?? `the server answers ${answer.status}`);
}
