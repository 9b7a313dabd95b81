import { spec } from "allways";
import { declareFsDax, ladder, mountFsDax } from "../model/index.ts";
import { expectations } from "./fs-dax/expectations.ts";
import { matrix } from "./fs-dax/matrix.ts";
import { parameters } from "./fs-dax/parameters.ts";
import { countTasks, processesOf } from "./fs-dax/processes.ts";
import { propertiesOf } from "./fs-dax/properties.ts";
import { scenarios } from "./fs-dax/scenarios.ts";

export default spec({
  name: "fs-dax",
  about: "reference counting of FS_DAX pages: faults, GUP, truncate, evict and writeback at every commit of the series",
  parameters,
  matrix,
  build(config) {
    const scenario = scenarios[config.scenario];
    const { files, pages, users } = scenario;
    const dax = declareFsDax(
      {
        files: files.length,
        pgoffs: Math.max(...files.map((file) => file.length)),
        pages,
        maps: users.map(({ file }) => file),
        tasks: countTasks(scenario),
        waiters: 1,
      },
      { level: ladder[config.patchLevel], fileSystem: config.fileSystem === "default" ? scenario.fileSystem : config.fileSystem },
    );
    return dax.world.system({
      processes: processesOf(dax, scenario),
      initially: (k) => mountFsDax(dax, k, files),
      properties: (prove) => propertiesOf(dax, scenario, prove),
    });
  },
  expect: expectations,
});
