import type { RunResult } from "../run/event.ts";
import { configurationText } from "./configuration-text.ts";
import { wrap } from "./wrap.ts";

/** What the verdicts of searches that kept only fingerprints are worth; nothing where every search was exact. */
export function omissionText(results: readonly RunResult[], vary: readonly string[], width: number): string[] {
  const uncertain = results.filter(({ omissionProbability }) => omissionProbability !== undefined);
  if (uncertain.length === 0) return [];
  const risks = uncertain.map(({ config, omissionProbability = 0 }) => [configurationText(config, vary), `at most ${omissionProbability.toExponential(1)}`].filter((text) => text !== "").join(": "));
  return wrap(`Not exact: states were told apart by fingerprints of 64 bits. The probability that one was taken for another and left out: ${risks.join("; ")}. (n states have n(n-1)/2 pairs, each alike with probability 2^-64; Stern and Dill 1995.)`, width);
}
