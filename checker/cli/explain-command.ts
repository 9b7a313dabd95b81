import { AllwaysError } from "../language/error.ts";
import { configurationText } from "../report/configuration-text.ts";
import { explanationText } from "../report/explanation.ts";
import { failureReporter } from "../report/failure-text.ts";
import { count } from "../report/figures.ts";
import { raceDiagram } from "../report/race-diagram.ts";
import { writeLines } from "../report/reporter.ts";
import { style } from "../report/style.ts";
import { verdictText } from "../report/test-outcome.ts";
import { longTrace, wholeTrace } from "../report/trace-view.ts";
import { exitCodeOf } from "../report/verdicts.ts";
import { indent, wrap } from "../report/wrap.ts";
import { checkSpec } from "../run/check.ts";
import type { RunEvent, RunFailure, RunResult } from "../run/event.ts";
import { whyNeverRan } from "../trace/never-ran.ts";
import { usesColour } from "./colour.ts";
import { shortFileName } from "./file-names.ts";
import { findSpec } from "./find-specs.ts";
import { buildSystem } from "./load-module.ts";
import { commands } from "./options.ts";
import { misuse, parse } from "./parse.ts";
import { jobsOf, parseSettings, selectConfigurations, type Job } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";
import { viewOptions } from "./view-options.ts";

/** States that are looked at for what blocks a step that never ran. */
const statesLookedAt = 5000;

/** `allways explain SPEC`: one configuration, everything that can be said of what it violates. */
export async function explainCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("explain", commands.explain.options, args);
  const view = viewOptions("explain", values);
  const [word, ...others] = operands;
  if (word === undefined || others.length > 0) throw misuse(`explain needs one spec, not ${operands.length}`, "allways explain");
  const { spec } = await findSpec(word, around.cwd);
  const [job, ...more] = jobsOf(spec, selectConfigurations(spec, parseSettings(values.set ?? [])), values.property ?? []);
  if (job === undefined || more.length > 0) {
    throw new AllwaysError("AW301", `${spec.name} has ${more.length + (job === undefined ? 0 : 1)} configurations, and explain looks at one`, { hint: `choose with --set ${Object.keys(spec.parameters).join(", --set ")}; see: allways list ${word}` });
  }

  const width = textWidth(around.stdout);
  const paint = style(usesColour(values.color, around.env, around.stdout.isTTY));
  const told = failureReporter(around.stderr, width, shortFileName(around.cwd), paint);
  const listen = (event: RunEvent): void => {
    told(event);
    if (event.kind !== "trace" || event.property.verdict !== "violated") return;
    const { trace } = event.counterexample;
    const heading = wrap(`${spec.name} ${configurationText(event.config)}`.trim(), width, 2);
    writeLines(around.stdout, [
      ...[...heading.slice(0, -1), `${heading.at(-1) ?? ""}: ${event.property.id} ${verdictText(event.property)}`].map(paint.strong),
      "",
      ...indent(raceDiagram(trace, event.property, width - 2, { ...wholeTrace, folded: trace.steps.length > longTrace, ...view }), 2),
      "",
      ...indent(explanationText(event.counterexample, width - 2), 2),
      "",
    ]);
  };
  const results = await checkSpec(spec, [job.config], { properties: job.properties }, around.host, listen);
  const finished = results.filter((one): one is RunResult => !("error" in one));
  const failures = results.filter((one): one is RunFailure => "error" in one);
  for (const result of finished) writeLines(around.stdout, [...neverRan(job, result, around, width), ...verdicts(result)]);
  return exitCodeOf(finished, failures);
}

function neverRan({ spec, config }: Job, { coverage }: RunResult, { host }: Surroundings, width: number): string[] {
  // Procedures of one name are told apart by nobody: a step of theirs has run if one of them has run it.
  const times = new Map<string, { readonly procedure: string; readonly step: string; readonly ran: number }>();
  for (const { procedure, step, count: ran } of coverage) {
    if (step !== undefined) times.set(`${procedure} > ${step}`, { procedure, step, ran: ran + (times.get(`${procedure} > ${step}`)?.ran ?? 0) });
  }
  const steps = [...times.values()].filter(({ ran }) => ran === 0);
  if (steps.length === 0) return [];
  const found = host.guarded(() => whyNeverRan(buildSystem(spec, config), steps, statesLookedAt, host.scopeOf));
  const lines = found.flatMap(({ procedure, step, met, everywhere }) => {
    const where = everywhere ? "no reachable state" : `none of the first ${count(statesLookedAt)} states`;
    const why = met === undefined ? `${where} has a process before it` : met.reasons.length === 0 ? `${met.process} comes before it` : `${met.process} comes before it, and waits:`;
    return [...wrap(`${procedure} > ${step}: ${why}`, width - 2, 2), ...indent((met?.reasons ?? []).flatMap(({ text, value }) => wrap(`${text} is ${value}`, width - 6, 2)), 4)];
  });
  return ["steps that never ran:", "", ...indent(lines, 2), ""];
}

function verdicts({ properties }: RunResult): string[] {
  const violated = properties.filter(({ verdict }) => verdict === "violated");
  const undecided = properties.filter(({ verdict }) => verdict === "inconclusive");
  return [`${violated.length} of ${properties.length} properties violated${undecided.length === 0 ? "" : `, ${undecided.length} undecided`}`];
}
