import { tally, type Fate, type JudgedMutation, type SpecMutations } from "../mutate/fate.ts";
import { configurationText } from "./configuration-text.ts";
import { failureText, positionText, type FileName } from "./failure-text.ts";
import { duration, plural } from "./figures.ts";
import type { Style } from "./style.ts";
import { textTable } from "./text-table.ts";
import { isUnexpected } from "./verdicts.ts";
import { indent, wrap } from "./wrap.ts";

export interface MutationTextOptions {
  readonly width: number;
  readonly style: Style;
  readonly fileName: FileName;
}

/** What mutating a spec has shown, for a reader: the figures, and every mistake that no property notices. */
export function mutationText(mutated: SpecMutations, options: MutationTextOptions): string[] {
  const { spec, configs, unfit, mutations } = mutated;
  const { width, style } = options;
  const [title = "", ...more] = wrap(`${spec.name}: ${spec.about}`, width, 2);
  const head = [style.strong(title), ...more];
  if (unfit.length > 0) return [...head, "", ...unfitText(mutated, options)];
  const sections: readonly (readonly [Fate["kind"], string])[] = [
    ["survived", "no property notices:"],
    ["inconclusive", "a limit was reached before a property noticed:"],
    ["not reached", "no process ever comes to:"],
  ];
  return [
    ...head,
    `  ${plural(configs.length, "configuration")}, ${plural(tally(mutations).mutants, "mutant")}`,
    "",
    ...indent(figures(mutations), 2),
    ...sections.flatMap(([kind, heading]) => {
      const found = mutations.filter(({ fate }) => fate.kind === kind);
      return found.length === 0 ? [] : ["", `  ${kind === "survived" ? style.bad(heading) : heading}`, "", ...indent(listing(found, options), 2)];
    }),
  ];
}

function figures(mutations: readonly JudgedMutation[]): string[] {
  const { killed, survived, equivalent, notReached, inconclusive } = tally(mutations);
  const columns = ["killed", "survived", "equivalent", "not reached", "inconclusive", "score"].map((title) => ({ title, align: "right" }) as const);
  return textTable(columns, [[killed, survived, equivalent, notReached, inconclusive, scoreText(mutations)].map(String)], Number.POSITIVE_INFINITY).flat();
}

/** `91 %`; rounded down, so that only all is all. */
export function scoreText(mutations: readonly JudgedMutation[]): string {
  const { score } = tally(mutations);
  return score === null ? "-" : `${Math.floor(score * 100)} %`;
}

function listing(mutations: readonly JudgedMutation[], { width, fileName }: MutationTextOptions): string[] {
  const rows = mutations.map(({ procedure, change, position, fate }) => [procedure, change, position === undefined ? "" : positionText(position, fileName), remark(fate)]);
  const columns = ["procedure", "mistake", "at", "remark"].map((title, at) => ({ title, align: "left", elastic: at === 1 || at === 3 }) as const);
  const [, ...lines] = textTable(rows.some((row) => row[3] !== "") ? columns : columns.slice(0, 3), rows, width - 2);
  return lines.flat();
}

function remark(fate: Fate): string {
  if (fate.kind === "survived") return fate.countsDiffer ? "other counts" : "";
  return fate.kind === "inconclusive" ? `${fate.stopped} ${configurationText(fate.config)}`.trim() : "";
}

function unfitText({ unfit }: SpecMutations, { width, style, fileName }: MutationTextOptions): string[] {
  const lines = unfit.flatMap((result) => {
    if ("error" in result) return failureText(result, width - 2, fileName, style);
    const surprises = result.properties.filter(isUnexpected).map(({ id, verdict }) => `${id} ${verdict}`);
    return wrap(`${configurationText(result.config)}: ${surprises.length > 0 ? surprises.join(", ") : `stopped by the limit on ${result.stopped}`}`.replace(/^: /u, ""), width - 2, 2);
  });
  return [...indent(wrap(style.bad("not mutated, because not all is as expected without a mistake (allways check shows more):"), width - 2), 2), ...indent(lines, 2)];
}

/** One line over all specs. */
export function mutationSummary(all: readonly SpecMutations[], seconds: number, { width, style }: MutationTextOptions): string[] {
  const mutations = all.flatMap((one) => one.mutations);
  const { mutants, survived, inconclusive } = tally(mutations);
  const unfit = all.filter((one) => one.unfit.length > 0).length;
  const bad = [
    ...(survived === 0 ? [] : [`${plural(survived, "mutant")} SURVIVED`]),
    ...(inconclusive === 0 ? [] : [`${inconclusive} undecided`]),
    ...(unfit === 0 ? [] : [`${plural(unfit, "spec")} not mutated`]),
  ];
  return wrap(`${plural(mutants, "mutant")} of ${plural(all.length, "spec")}, ${duration(seconds)}: ${bad.length === 0 ? "the properties notice every mistake" : bad.join(", ")}`, width).map(
    bad.length === 0 ? style.good : style.bad,
  );
}
