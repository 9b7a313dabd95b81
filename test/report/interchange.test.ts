import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Shown } from "../../checker/report/race-diagram.ts";
import { mermaidDiagram, plantUmlDiagram } from "../../checker/report/sequence-diagram.ts";
import { shivizExpression, shivizLog } from "../../checker/report/shiviz-log.ts";
import { autGraph } from "../../checker/report/state-graph-text.ts";
import type { Accesses } from "../../checker/trace/accesses.ts";
import { stateGraph, type StateGraph } from "../../checker/trace/state-graph.ts";
import type { Trace } from "../../checker/trace/trace.ts";
import { brokenLock as lockSpec, everyType } from "../trace/specs.ts";
import { brokenLock, gupRace, traceOf, type Sketch } from "./traces.ts";

/*
 * Formats that other tools read, read by these tools where they are installed: `npm install --no-save mermaid`, and a `plantuml` in the path (Debian has it). What has no tool that
 * is easily installed, Aldebaran's format and ShiViz logs, is read strictly by its grammar, and by what ShiViz demands of clocks.
 */

const shown: Shown = { id: "mutex", kind: "invariant", meaning: "at most one process is in the critical section", verdict: "violated" };

/** Labels with everything that some format takes for its own. */
const part = fc.constantFrom("end", "loop", "note over", "alt", "participant", "as", "put_page()", "a", "pdev->p2pdma", "x--", "**b**", "__i__", "~~", "//", '"q"', "'", ";", ":", "#", "#35;", "<b>", "&amp;", "&", "%%", "%", "\\n", "\\", "{}", "[1]", "|", ",", "@enduml", "$x", "!include", "<!--", "é", "...", "==", "--", "<-");
const label = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(" "));
const trace: fc.Arbitrary<Trace> = fc.uniqueArray(label, { minLength: 1, maxLength: 3 }).chain((processes) =>
  fc
    .tuple(fc.array(fc.tuple(fc.constantFrom(...processes), label, label, fc.array(fc.tuple(label, label, label), { maxLength: 2 })), { minLength: 1, maxLength: 6 }), fc.option(fc.nat(6), { nil: undefined }))
    .map(([steps, loop]) => traceOf(processes, steps.map(([process, path, step, changes]): Sketch => [process, path, step, ...changes]), { loopStart: loop === undefined ? undefined : Math.min(loop, steps.length) })),
);
const known = [brokenLock, gupRace, { ...brokenLock, loopStart: 2 }, { ...brokenLock, loopStart: 4 }, traceOf(["user"], [], { loopStart: 0 })];
const samples = [...known, ...fc.sample(trace, { numRuns: 40, seed: 8 })];

/** `npm install --no-save mermaid` puts it there; its types are not. */
const mermaid = await (async () => {
  try {
    const name = "mermaid";
    return ((await import(/* @vite-ignore */ name)) as { readonly default: Mermaid }).default;
  } catch {
    return undefined;
  }
})();

interface Mermaid {
  parse(text: string): Promise<unknown>;
  readonly mermaidAPI: { getDiagramFromText(text: string): Promise<{ readonly type: string; readonly db: { getMessages(): readonly { readonly message: string; readonly type: number }[]; getActors(): ReadonlyMap<string, { readonly description: string }> } }> };
}

/** The number of a step, its procedure and its label, as every sequence diagram has them. */
function told({ steps }: Trace, at: number): string {
  return `${at + 1} ${steps[at]?.callPath.at(-1) ?? ""}: ${steps[at]?.step ?? ""}`;
}

/** As a browser would show it. Mermaid marks entities in its own way until then; the word that ends a block stands in parentheses. */
function decoded(message: string): string {
  const names: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&" };
  return message
    .replaceAll(/ﬂ°°?|&#?/gu, "&")
    .replaceAll("¶ß", ";")
    .replaceAll(/&(\w+);/gu, (entity, name: string) => names[name] ?? (/^\d+$/u.test(name) ? String.fromCharCode(Number(name)) : entity))
    .replaceAll(/\((end)\)/giu, "$1");
}

describe("a Mermaid diagram", () => {
  it.skipIf(mermaid === undefined)("is read by Mermaid, with every step, every process and the loop", async () => {
    for (const given of samples) {
      const text = mermaidDiagram(given, shown).join("\n");
      await mermaid?.parse(text);
      const { type, db } = await (mermaid as Mermaid).mermaidAPI.getDiagramFromText(text);
      expect(type).toBe("sequence");
      const messages = db.getMessages().map(({ message }) => decoded(message));
      const steps = messages.filter((message) => /^\d+ /u.test(message));
      expect(steps.map((message, at) => message.slice(0, told(given, at).length))).toEqual(given.steps.map((_, at) => told(given, at)));
      expect(messages.filter((message) => message === "for ever")).toHaveLength(given.loopStart !== undefined && given.loopStart < given.steps.length ? 1 : 0);
      expect([...db.getActors().keys()]).toHaveLength(new Set(given.steps.map(({ process }) => process)).size + 1);
    }
  });
});

describe("a PlantUML diagram", () => {
  const plantUml = spawnSync("plantuml", ["-help"]).error === undefined;

  it.skipIf(!plantUml)("is drawn by PlantUML, with every step", () => {
    const text = samples.map((given) => plantUmlDiagram(given, shown).join("\n")).join("\n");
    const { status, stdout, stderr } = spawnSync("plantuml", ["-tsvg", "-pipe"], { input: text, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const drawings = stdout.split("</svg>").slice(0, -1);
    expect(drawings).toHaveLength(samples.length);
    for (const [ordinal, drawing] of drawings.entries()) {
      const given = samples[ordinal] as Trace;
      const texts = [...drawing.matchAll(/<text [^>]*>([^<]*)<\/text>/gu)].map(([, content = ""]) => content.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
      const steps = texts.filter((one) => /^\d+ /u.test(one));
      expect(steps.map((one, at) => one.slice(0, told(given, at).length))).toEqual(given.steps.map((_, at) => told(given, at)));
    }
  });
});

describe("an Aldebaran graph", () => {
  const line = (text: string): { readonly from: number; readonly label: string; readonly to: number } => {
    const [, from, label, to] = /^\((\d+), "([^"\n]+)", (\d+)\)$/u.exec(text) ?? [];
    if (from === undefined || label === undefined || to === undefined) throw new Error(`not a transition: ${text}`);
    return { from: Number(from), label, to: Number(to) };
  };

  /** Read as CADP defines it: a header, then one transition in each line; every state can be reached from the initial one. */
  const read = (lines: readonly string[]): { readonly states: number; readonly labels: readonly string[] } => {
    const [, initial, transitions, states] = /^des \((\d+), (\d+), (\d+)\)$/u.exec(lines[0] ?? "") ?? [];
    const edges = lines.slice(1).map(line);
    expect(edges).toHaveLength(Number(transitions));
    const reached = new Set([Number(initial)]);
    for (const state of reached) for (const { from, to } of edges) if (from === state) reached.add(to);
    expect([...reached].toSorted((one, other) => one - other)).toEqual(Array.from({ length: Number(states) }, (_, state) => state));
    return { states: Number(states), labels: edges.map(({ label: of }) => of) };
  };

  it("is read by its grammar, whole and cut", () => {
    for (const [spec, most] of [[lockSpec, 1000], [lockSpec, 7], [everyType, 60]] as const) {
      const graph = stateGraph(spec.build({}), most);
      expect(read(autGraph(graph))).toEqual({ states: graph.nodes.length, labels: graph.edges.map(({ label: of }) => of) });
    }
  });

  it("gets one initial state where there are several, and keeps to its grammar whatever the labels", () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 8 }), (labels) => {
        const node = { state: { shared: {}, processes: [] }, depth: 0, standing: [], violated: [] };
        const graph: StateGraph = { nodes: [node, node], edges: labels.map((of, at) => ({ from: at % 2, to: (at + 1) % 2, label: of })), initial: 2, cut: false };
        const { states, labels: found } = read(autGraph(graph));
        expect([states, ...found]).toEqual([3, "start", "start", ...labels.map((of) => of.replaceAll('"', "'"))]);
      }),
    );
  });
});

describe("a ShiViz log", () => {
  /** With ShiViz's own expression; then what it demands: the own clock of each host counts its events from 1, and no clock runs ahead of what its host has done by then. */
  const read = (log: readonly string[]): readonly { readonly host: string; readonly event: string }[] => {
    const done = new Map<string, number>();
    return [...log.join("\n").matchAll(new RegExp(shivizExpression, "gmu"))].map(({ groups = {} }) => {
      const { host = "", event = "" } = groups;
      const clock = JSON.parse(groups["clock"] ?? "") as Readonly<Record<string, number>>;
      done.set(host, (done.get(host) ?? 0) + 1);
      expect(clock[host]).toBe(done.get(host));
      for (const [other, count] of Object.entries(clock)) expect(count).toBeLessThanOrEqual(done.get(other) ?? 0);
      return { host, event };
    });
  };

  const accesses = (given: Trace): fc.Arbitrary<readonly Accesses[]> => {
    const paths = fc.uniqueArray(fc.constantFrom("a", "b", "c"));
    return fc.array(fc.record({ reads: paths, writes: paths }), { minLength: given.steps.length, maxLength: given.steps.length });
  };

  it("has every step as an event of its process, with a clock that fits", () => {
    fc.assert(
      fc.property(trace.chain((given) => fc.tuple(fc.constant(given), accesses(given))), ([given, looked]) => {
        expect(read(shivizLog(given, looked))).toEqual(given.steps.map(({ process, callPath, step }) => ({ host: process.replaceAll(/\s+/gu, "-"), event: `${callPath.at(-1) ?? ""}: ${step}` })));
      }),
    );
  });

  it("has an event for each process where no step is taken: an empty log is refused", () => {
    expect(read(shivizLog({ ...brokenLock, steps: [] }, []))).toEqual([{ host: "user-process0", event: "no step is taken" }, { host: "user-process1", event: "no step is taken" }]);
  });

  it("orders who reads after who has written", () => {
    const log = shivizLog(brokenLock, [{ reads: ["locked"], writes: [] }, { reads: ["locked"], writes: [] }, { reads: [], writes: ["locked"] }, { reads: [], writes: ["locked"] }]);
    expect(log.filter((_, at) => at % 2 === 0).at(-1)).toBe('user-process1 {"user-process1":2,"user-process0":2}');
  });
});
