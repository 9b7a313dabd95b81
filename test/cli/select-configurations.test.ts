import { expect, it } from "vitest";
import { jobsOf, parseSettings, selectConfigurations } from "../../checker/cli/select-configurations.ts";
import { bool, choice, integer, spec, state, type Spec } from "../../checker/language/index.ts";

const versions = spec({
  name: "versions",
  about: "a property that only the later version has",
  parameters: { version: choice("which", { values: ["old", "new"], default: "old" }), size: integer("how many", { from: 1, to: 3, default: 1 }) },
  matrix: [{ version: ["old", "new"] }, { version: "old", size: [2, 3] }],
  build({ version }) {
    const world = state({ done: bool });
    const only = world.procedure("only", (p) => p.step("finish"));
    return world.system({ processes: { only: only.start() }, properties: ({ invariant }) => (version === "new" ? [invariant("later", "not done", (k) => !k.done)] : []) });
  },
});

const select = (...settings: string[]): string[] => selectConfigurations(versions, parseSettings(settings)).map(({ version, size }) => `${version} ${size}`);

it("takes the matrix where nothing is set", () => {
  expect(select()).toEqual(["old 1", "new 1", "old 2", "old 3"]);
});

it("narrows rows that list a parameter, sets it in the others, and checks nothing twice", () => {
  expect(select("size=2")).toEqual(["old 2", "new 2"]);
  expect(select("version=new")).toEqual(["new 1"]);
  expect(select("version=new,old", "size=1", "size=3")).toEqual(["new 1", "new 3", "old 1", "old 3"]);
});

it("checks a value that the matrix does not have with the defaults", () => {
  const sized: Spec = { ...versions, matrix: [{ version: "old", size: [1, 2] }] as unknown as Spec["matrix"] };
  const chosen = (...settings: string[]): string[] => selectConfigurations(sized, parseSettings(settings)).map(({ version, size }) => `${version} ${size}`);
  expect(chosen("size=3")).toEqual(["old 3"]);
  expect(chosen("size=2,3")).toEqual(["old 2", "old 3"]);
  expect(chosen("version=new", "size=3")).toEqual(["new 3"]);
});

it("leaves out configurations that do not have the asked property", () => {
  const configs = selectConfigurations(versions, parseSettings([]));
  expect(jobsOf(versions, configs, ["later"]).map(({ config, properties }) => [config["version"], properties])).toEqual([["new", ["later"]]]);
  expect(jobsOf(versions, configs, ["deadlock", "later"]).map(({ properties }) => properties)).toEqual([["deadlock"], ["deadlock", "later"], ["deadlock"], ["deadlock"]]);
  expect(jobsOf(versions, configs, []).map(({ properties }) => properties)).toEqual([undefined, undefined, undefined, undefined]);
});
