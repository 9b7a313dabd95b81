import { describe, expect, it } from "vitest";
import mcsLock from "../../specs/classics/mcs-lock.ts";
import petersonN from "../../specs/classics/peterson-n.ts";
import refcountPool from "../../specs/classics/refcount-pool.ts";
import twoPhaseCommit from "../../specs/classics/two-phase-commit.ts";
import { configurations, type Spec } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { isOfRuns } from "../../checker/search/verdicts.ts";
import { finish } from "../support.ts";

function reduced(spec: Spec, config: Config): Outcome {
  const [defaults] = configurations(spec.parameters, [{}]);
  const system = spec.build({ ...defaults, ...config });
  return finish(new AutoSearch(system, system.properties.filter((property) => !isOfRuns(property)), { reduce: "symmetry" }, { compile: 0, reduce: 0 }));
}

/** Orbits as others have counted them, and states and transitions of the whole graph, which the sizes of the orbits add up to. */
const published: readonly (readonly [spec: Spec, config: Config, orbits: number, states: number, transitions: number])[] = [
  [refcountPool, { processes: 5 }, 2997, 252_693, 1_525_176],
  [refcountPool, { processes: 6 }, 6484, 2_072_061, 14_818_302],
  [refcountPool, { processes: 7 }, 13_066, 17_375_715, 143_854_056],
  [refcountPool, { processes: 8 }, 24_909, 148_321_611, 1_396_042_290],
  [twoPhaseCommit, { managers: 5 }, 314, 8832, 58_145],
  [twoPhaseCommit, { managers: 6 }, 553, 50_816, 402_305],
  [mcsLock, { processes: 3 }, 1285, 7597, 22_791],
  [mcsLock, { processes: 4 }, 23_636, 554_221, 2_216_884],
  [petersonN, { processes: 5 }, 6770, 628_868, 3_144_340],
  [petersonN, { processes: 7 }, 163_298, 511_615_338, 3_581_307_366],
];

describe("symmetry keeps one state of each orbit", () => {
  for (const [spec, config, orbits, states, transitions] of published) {
    it(`${spec.name} ${JSON.stringify(config)}: ${orbits} of ${states} states`, () => {
      const outcome = reduced(spec, config);
      expect([outcome.reduction?.stored, outcome.states, outcome.transitions]).toEqual([orbits, states, transitions]);
    });
  }
});
