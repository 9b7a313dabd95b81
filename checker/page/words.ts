import type { ConfigurationData, PropertyData, ResultData, SpecData, Story } from "./data.ts";
import { stepLabel } from "./story-model.ts";

/*
 * Numbers, names and verdicts in words: the same ones that the terminal uses.
 */

/** `1,204,311` */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}

/** `1 state`, `2 states`, `2 processes` */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : /(?:s|ch)$/u.test(noun) ? "es" : "s"}`;
}

/** `0.4 s`, `12 s`, `3:05 min` */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

/** A property is as expected if its verdict is; where the spec says nothing, it is expected to hold. */
export function isUnexpected({ verdict, expected }: PropertyData): boolean {
  return verdict !== "inconclusive" && verdict !== (expected ?? "holds");
}

export function verdictText(property: PropertyData): string {
  if (property.verdict === "inconclusive") return "undecided";
  if (property.verdict === "holds") return isUnexpected(property) ? "holds, not expected" : "holds";
  return isUnexpected(property) ? "violated, not expected" : "violated, as expected";
}

/** Why a configuration is not as expected; undefined if it is. */
export function complaint(result: ResultData): string | undefined {
  const unexpected = result.properties.filter(isUnexpected).length;
  if (unexpected > 0) return `${plural(unexpected, "verdict")} not as expected`;
  if (result.mismatches.length > 0) return "counts not as expected";
  return result.undecided ? "undecided" : undefined;
}

/** How certain it is that the search has seen every state. */
export function completeness({ exhaustive, stopped, omissionProbability }: ResultData): string {
  if (exhaustive) return "complete";
  const early = stopped === undefined ? "" : `incomplete: ended ${stopped}`;
  const omitted = omissionProbability === undefined ? "" : `states were left out with a probability of at most ${omissionProbability.toExponential(1)}`;
  return [early, omitted].filter(Boolean).join("; ");
}

/** The parameters that do not have the same value in all configurations. */
export function varying({ configurations }: SpecData): readonly string[] {
  const [first] = configurations;
  return Object.keys(first?.config ?? {}).filter((name) => configurations.some(({ config }) => config[name] !== first?.config[name]));
}

/** What is to be remarked of a property in every configuration that was checked. */
export function commonRemarks({ configurations }: SpecData, id: string): readonly string[] {
  const [first = [], ...others] = configurations.flatMap(({ result }) => result?.properties.filter((property) => property.id === id).map(({ remarks = [] }) => remarks) ?? []);
  return first.filter((remark) => others.every((remarks) => remarks.includes(remark)));
}

/** `variant=V3 failBudget=1` */
export function configurationText({ config }: ConfigurationData, names: readonly string[] = Object.keys(config)): string {
  return names.map((name) => `${name}=${config[name] ?? ""}`).join(" ");
}

/** How a run that never breaks off goes on; `start` is the first of the steps that repeat, counted from 0. */
export function loopSentence(start: number, steps: number): string {
  if (start === steps) return steps === 0 ? "Nothing that must run can run: the run stays where it starts." : `After step ${steps} nothing that must run can run: the run stays there for ever.`;
  return start + 1 === steps ? `Step ${steps} repeats for ever.` : `Steps ${start + 1} to ${steps} repeat for ever.`;
}

/** What a story shows of a property, in one sentence. */
export function storySentence(story: Story, { kind, verdict }: PropertyData): string {
  const steps = story.steps.length;
  const last = story.steps.at(-1);
  const acting = new Set(story.steps.map((step) => story.actions[step.action]?.process)).size;
  if (last === undefined && story.loopStart !== undefined) return loopSentence(story.loopStart, 0);
  if (last === undefined && kind === "alwaysPossible") return "It is not possible from an initial state on.";
  if (last === undefined) return verdict === "violated" ? "It is false in an initial state." : "It is true in an initial state.";
  const walk = `${plural(steps, "step")} of ${plural(acting, "process")}`;
  if (kind === "reachable") return `It is reached in ${walk}.`;
  const who = `${stepLabel(story, last.action)} of ${story.processes[story.actions[last.action]?.process ?? 0] ?? ""}`;
  if (story.loopStart !== undefined) return `${loopSentence(story.loopStart, steps)} ${plural(acting, "process")} ${acting === 1 ? "takes" : "take"} part.`;
  if (kind === "alwaysPossible") return `After ${walk} it is not possible any more, whatever happens next.`;
  if (kind === "terminal") return `After ${walk} no step can run any more.`;
  return `It takes ${walk}; step ${steps}, ${who}, breaks it.`;
}
