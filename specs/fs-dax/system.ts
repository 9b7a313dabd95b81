import type { System } from "allways";
import { declareFsDax, mountFsDax, pinnedByDevice, readByPte, type FsDaxState, type PatchLevel } from "../../model/index.ts";
import { countTasks, countWaiters, processesOf } from "./processes.ts";
import { propertiesOf } from "./properties.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios, type ScenarioName } from "./scenarios.ts";

/** A scenario, one that has a name or another, on a kernel that does what the switches say. `upset` may change the state that it starts in. */
export function fsDaxSystem(level: PatchLevel, named: ScenarioName | Scenario, upset: (k: FsDaxState) => void = () => {}): System {
  const scenario = typeof named === "string" ? scenarios[named] : named;
  const { dma, files, pages, users, fileSystem, huge = false, parts = false, oneSlot = false, entryQueue = false, insertFails = false, signals = false } = scenario;
  const bounds = {
    files: files.length,
    pgoffs: Math.max(...files.map((file) => file.length)),
    pages,
    maps: users.map(({ file }) => file),
    tasks: countTasks(scenario),
    waiters: countWaiters(scenario),
    fsyncs: scenario.fsyncs ?? 0,
  };
  const dax = declareFsDax(bounds, { level, fileSystem, huge, parts, oneSlot, entryQueue, insertFails, signals });
  return dax.world.system({
    processes: processesOf(dax, scenario),
    initially(k) {
      mountFsDax(dax, k, files);
      if (oneSlot) readByPte(dax, k);
      if (dma?.pinned === true) pinnedByDevice(dax, k, dma.pgoff ?? 0);
      upset(k);
    },
    properties: (prove) => propertiesOf(dax, scenario, prove),
  });
}
