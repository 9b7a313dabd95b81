import { configurations, expectationOf, type Selection, type Spec } from "../../checker/language/spec.ts";
import type { Config, Parameters, ParameterValue } from "../../checker/language/parameter.ts";
import { levels } from "../../model/index.ts";
import deviceDax from "../../specs/device-dax.ts";
import devicePrivate from "../../specs/device-private.ts";
import fsDax from "../../specs/fs-dax.ts";
import { scenarioNames } from "../../specs/fs-dax/scenarios.ts";
import { all, conforms } from "./kernel-specs.ts";

/*
 * The specs over the patch ladder. The suite takes one configuration of each scenario; CONFORMANCE=all (npm run conformance) takes the whole matrix, and
 * the whole ladder of FS_DAX.
 */

/** For each scenario the next configuration of the matrix that has it. */
function sample(spec: Spec): readonly Config[] {
  const matrix = configurations(spec.parameters, spec.matrix);
  const scenarios = [...new Set(matrix.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario, position) => {
    const rows = matrix.filter((config) => config["scenario"] === scenario);
    return rows.slice(position % rows.length, (position % rows.length) + 1);
  });
}

function ofFsDax(selection: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>): readonly Config[] {
  return configurations(fsDax.parameters, [selection as unknown as Selection<Parameters>]);
}

/** Of FS_DAX, by turns a level before the page counts changed, and one after; not the largest ones. */
function sampleOfFsDax(): readonly Config[] {
  const configs = scenarioNames.flatMap((scenario, position) => ofFsDax({ scenario, patchLevel: levels[position % 2 === 0 ? (position * 3) % 18 : 18 + (position % 7)] ?? "V26" }));
  return configs.filter((config) => (expectationOf(fsDax, config)?.states ?? 0) <= 8_000);
}

for (const spec of [deviceDax, devicePrivate]) {
  conforms(spec, all ? configurations(spec.parameters, spec.matrix) : sample(spec), all ? { compiled: Infinity, reference: 200_000 } : { compiled: 4_000, reference: 700 });
}
conforms(fsDax, all ? ofFsDax({ scenario: scenarioNames, patchLevel: levels }) : sampleOfFsDax(), all ? { compiled: Infinity, reference: 5_000 } : { compiled: 2_000, reference: 500 });
