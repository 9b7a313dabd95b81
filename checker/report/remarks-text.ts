import type { RunResult } from "../run/event.ts";
import { neverRan } from "./coverage-text.ts";
import { omissionText } from "./omission-text.ts";
import { reductionText } from "./reduction-text.ts";

/** What is to be remarked of a property in every configuration. That it says nothing in some of them is what a matrix is for. */
export function commonRemarks(results: readonly RunResult[], id: string): readonly string[] {
  const [first = [], ...others] = results.flatMap(({ properties }) => properties.filter((property) => property.id === id).map(({ remarks }) => remarks));
  return first.filter((remark) => others.every((remarks) => remarks.includes(remark)));
}

/** All properties of which there is something to remark in every configuration, with what it is. */
export function allCommonRemarks(results: readonly RunResult[]): readonly { readonly id: string; readonly remark: string }[] {
  const ids = [...new Set(results.flatMap(({ properties }) => properties.map(({ id }) => id)))];
  return ids.flatMap((id) => commonRemarks(results, id).map((remark) => ({ id, remark })));
}

/**
 * What is to be remarked of the searches of a spec, in blocks of lines: that they are not exact, what they left out, which steps never ran.
 *
 * @param told reductions: also of small searches, and what could not be left out; coverage: steps that never ran
 */
export function searchRemarks(results: readonly RunResult[], vary: readonly string[], width: number, told: { readonly reductions: boolean; readonly coverage: boolean }): readonly (readonly string[])[] {
  return [omissionText(results, vary, width), reductionText(results, vary, width, told.reductions), told.coverage ? neverRan(results, width) : []].filter(({ length }) => length > 0);
}
