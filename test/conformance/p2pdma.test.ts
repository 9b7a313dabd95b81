import { configurations } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import spec from "../../specs/p2pdma.ts";
import { scenarioNames } from "../../specs/p2pdma/scenarios.ts";
import { all, conforms } from "./kernel-specs.ts";

/*
 * The kernel model on every engine: the same counts, verdicts and shortest paths, and the recorded ones. The reference interpreter takes about a second
 * for 2,000 states, so the suite takes one version of each scenario; CONFORMANCE=all (npm run conformance) takes the whole matrix, a quarter of an hour.
 */

const matrix = configurations(spec.parameters, spec.matrix);

/** For each scenario the next version, and the configuration of the matrix with the most unusual knobs. */
function sample(): readonly Config[] {
  const variants = [...new Set(matrix.map(({ variant }) => variant))];
  return scenarioNames.flatMap((scenario, position) => {
    const rows = matrix.filter((config) => config["scenario"] === scenario && config["variant"] === variants[position % variants.length]);
    return rows.slice(-1);
  });
}

conforms(spec, all ? matrix : sample(), { compiled: Infinity, reference: all ? 200_000 : 2_000 });
