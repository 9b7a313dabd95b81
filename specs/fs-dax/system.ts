import type { System } from "allways";
import { declareFsDax, mountFsDax, type FsDaxState, type PatchLevel } from "../../model/index.ts";
import { countTasks, countWaiters, processesOf } from "./processes.ts";
import { propertiesOf } from "./properties.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";

/** A scenario on a kernel that does what the switches say. `upset` may change the state that it starts in. */
export function fsDaxSystem(level: PatchLevel, name: ScenarioName, upset: (k: FsDaxState) => void = () => {}): System {
  const scenario = scenarios[name];
  const { files, pages, users, fileSystem, huge = false } = scenario;
  const bounds = {
    files: files.length,
    pgoffs: Math.max(...files.map((file) => file.length)),
    pages,
    maps: users.map(({ file }) => file),
    tasks: countTasks(scenario),
    waiters: countWaiters(scenario),
  };
  const dax = declareFsDax(bounds, { level, fileSystem, huge });
  return dax.world.system({
    processes: processesOf(dax, scenario),
    initially(k) {
      mountFsDax(dax, k, files);
      upset(k);
    },
    properties: (prove) => propertiesOf(dax, scenario, prove),
  });
}
