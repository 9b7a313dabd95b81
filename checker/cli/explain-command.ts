import { AllwaysError } from "../language/error.ts";
import { programsOf } from "../language/link.ts";
import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import { configurationText } from "../report/configuration-text.ts";
import { explanationText } from "../report/explanation.ts";
import { count } from "../report/figures.ts";
import { neverRanText, neverReachedText } from "../report/never-text.ts";
import { raceDiagram } from "../report/race-diagram.ts";
import { writeLines } from "../report/reporter.ts";
import { statisticsText } from "../report/statistics-text.ts";
import { style } from "../report/style.ts";
import { verdictText } from "../report/test-outcome.ts";
import { longTrace, wholeTrace } from "../report/trace-view.ts";
import { exitCodeOf } from "../report/verdicts.ts";
import { indent, wrap } from "../report/wrap.ts";
import { Interpreter } from "../search/reference/interpreter.ts";
import { checkSpec } from "../run/check.ts";
import type { RunEvent, RunFailure, RunResult } from "../run/event.ts";
import { remarkVacuity } from "../run/vacuity.ts";
import { firstStates } from "../trace/first-states.ts";
import { whyNeverRan } from "../trace/never-ran.ts";
import { whyNeverReached } from "../trace/never-reached.ts";
import { usesColour } from "./colour.ts";
import type { Command } from "./command.ts";
import { findSpec } from "./find-specs.ts";
import { buildSystem } from "./load-module.ts";
import { suggestion } from "./nearest.ts";
import { color, help, property, set, view, type OptionTable } from "./options.ts";
import { misuse, parse } from "./parse.ts";
import { terminalReporters } from "./reporters.ts";
import { jobsOf, oneConfiguration, parseSettings, type Job } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";
import { viewOptions } from "./view-options.ts";

/** States that are looked at for what was never found in any. */
const statesLookedAt = 5000;
/** To take a property apart takes longer than to make a state. */
const statesReasonedAbout = 1000;
/** No more than that are walked once more to find out that an invariant says nothing. */
const statesWalkedForVacuity = 2_000_000;
/** From so many states on it is told what they are made of. */
const manyMeans = 10_000;

const options = {
  set: { ...set, about: "the value of a parameter; may be repeated" },
  property,
  step: { type: "string", multiple: true, argument: "STEP", about: "say along each trace who comes before the step with this label, and what keeps it from running; may be repeated" },
  ...view,
  color,
  help,
} satisfies OptionTable;

export const explain: Command = {
  operands: "SPEC",
  about: "say why: what decides a violated property along its trace, what blocks a step, why one never ran",
  options,
  notes: [
    "Looks at one configuration. For each violated property: the race, the parts of the property that decide it before the first step and wherever a step changes them, and what each process waits for in the end. Then what no state has that a property asks for, the steps that never ran and what blocked them, and, of 10,000 states and more, what makes them so many.",
    "The parts are taken from the text of the property. What is not an expression, or a helper of a few declarations and returns, is taken as a whole.",
  ],
  examples: [
    ["allways explain p2pdma --set variant=V3 --set failBudget=1 --property P2", "what became of the count?"],
    ["allways explain lock.ts --step unlock", "why does nobody unlock?"],
  ],
  run: explainCommand,
};

/** `allways explain SPEC`: one configuration, everything that can be said of what it violates. */
async function explainCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("explain", options, args);
  const view = viewOptions("explain", values);
  const [word, ...others] = operands;
  if (word === undefined || others.length > 0) throw misuse(`explain needs one spec, not ${operands.length}`, "allways explain");
  const { spec } = await findSpec(word, around.cwd);
  const config = oneConfiguration(spec, parseSettings(values.set ?? []), "explain looks at");
  const [{ properties }] = jobsOf(spec, [config], values.property ?? []) as readonly [Job];

  const expected = values.step ?? [];
  requireSteps(spec, config, expected);

  const width = textWidth(around.stdout);
  const paint = style(usesColour(values.color, around.env, around.stdout.isTTY));
  const text: string[] = [];
  const onTerminal = terminalReporters(values.color, true, around);
  const emit = (event: RunEvent): void => {
    for (const reporter of onTerminal) reporter(event);
    if (event.kind !== "trace" || event.property.verdict !== "violated") return;
    const { trace } = event.counterexample;
    const heading = wrap(`${spec.name} ${configurationText(event.config)}`.trim(), width, 2);
    text.push(
      ...[...heading.slice(0, -1), `${heading.at(-1) ?? ""}: ${event.property.id} ${verdictText(event.property)}`].map(paint.strong),
      "",
      ...indent(raceDiagram(trace, event.property, width - 2, { ...wholeTrace, folded: trace.steps.length > longTrace, ...view }), 2),
      "",
      ...indent(explanationText(event.counterexample, width - 2, expected), 2),
      "",
    );
  };
  emit({ kind: "run-start", specs: [spec], configurations: 1 });
  const results = await checkSpec(spec, [config], { properties, statistics: true }, around.host, emit);
  const finished = results.filter((one): one is RunResult => !("error" in one));
  const failures = results.filter((one): one is RunFailure => "error" in one);
  if (failures.length === 0 && !around.host.interrupted()) await remarkVacuity(spec, finished, around.host, statesWalkedForVacuity);
  const exitCode = around.host.interrupted() ? 130 : exitCodeOf(finished, failures);
  emit({ kind: "run-end", results: finished, seconds: 0, exitCode });
  writeLines(around.stdout, text);
  for (const result of finished) writeLines(around.stdout, [...never(spec, result, around, width), ...manyStates(result, width), ...verdicts(result, width)]);
  return exitCode;
}

/** @throws AllwaysError AW301 for a step that no process has. */
function requireSteps(spec: Spec, config: Config, wanted: readonly string[]): void {
  const labels = [...new Set(programsOf(buildSystem(spec, config)).flatMap(({ locations }) => locations.flatMap(({ actions }) => actions.map(({ step }) => step.label))))];
  for (const label of wanted) {
    if (!labels.includes(label)) throw new AllwaysError("AW301", `${spec.name} has no step "${label}"`, { hint: suggestion(label, labels, `its steps: ${labels.join(", ")}`) });
  }
}

/** What was never found: steps that never ran, and properties that ask for what no state has. */
function never(spec: Spec, { config, coverage, properties }: RunResult, { host }: Surroundings, width: number): string[] {
  // Procedures of one name are told apart by nobody: a step of theirs has run if one of them has run it.
  const times = new Map<string, { readonly procedure: string; readonly step: string; readonly ran: number }>();
  for (const { procedure, step, count: ran } of coverage) {
    if (step !== undefined) times.set(`${procedure} > ${step}`, { procedure, step, ran: ran + (times.get(`${procedure} > ${step}`)?.ran ?? 0) });
  }
  const steps = [...times.values()].filter(({ ran }) => ran === 0);
  const unreached = properties.filter(({ kind, verdict }) => kind === "reachable" && verdict === "violated");
  if (steps.length + unreached.length === 0) return [];
  return host.guarded(() => {
    const interpreter = new Interpreter(buildSystem(spec, config));
    const first = firstStates(interpreter, statesLookedAt);
    const reached = unreached.flatMap((property) => {
      const of = interpreter.system.properties.find(({ id }) => id === property.id);
      if (of?.kind !== "reachable") return [];
      const some = { states: first.states.slice(0, statesReasonedAbout), all: first.all && first.states.length <= statesReasonedAbout };
      return neverReachedText(property, whyNeverReached(interpreter, some, of.holds, host.scopeOf), some, width);
    });
    return [...reached, ...neverRanText(whyNeverRan(interpreter, first, steps, host.scopeOf), first, width)];
  });
}

/** Why there are so many, if there are. */
function manyStates(result: RunResult, width: number): string[] {
  return result.states < manyMeans ? [] : [...statisticsText(result, [], width, `why there are ${count(result.states)} states:`), ""];
}

function verdicts({ properties }: RunResult, width: number): string[] {
  const remarks = properties.flatMap(({ id, remarks: of }) => of.flatMap((remark) => wrap(`${id}: ${remark}`, width, 2)));
  const violated = properties.filter(({ verdict }) => verdict === "violated");
  const undecided = properties.filter(({ verdict }) => verdict === "inconclusive");
  return [...remarks, ...(remarks.length === 0 ? [] : [""]), `${violated.length} of ${properties.length} properties violated${undecided.length === 0 ? "" : `, ${undecided.length} undecided`}`];
}
