import type { System } from "allways";
import { declareDeviceDax, deviceDaxMemremap, type DeviceDaxState, type PatchLevel } from "../../model/index.ts";
import type { DeviceDaxConfig } from "./parameters.ts";
import { processesOf } from "./processes.ts";
import { propertiesOf } from "./properties.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

type Config = Omit<DeviceDaxConfig, "patchLevel" | "scenario"> & { readonly scenario: DeviceDaxConfig["scenario"] | Scenario };

/** The device as dev_dax_probe() leaves it. */
export function probed(k: DeviceDaxState): void {
  deviceDaxMemremap(k);
  k.dev_dax.pgmap = true;
  k.dax_dev.alive = true;
}

/** The machine at a level of the ladder, which need not be one that the table has, in a scenario, one that has a name or another, and what is claimed about it. */
export function deviceDaxSystem(level: PatchLevel, { scenario: named, ...config }: Config, initially?: (k: DeviceDaxState) => void): System {
  const scenario = typeof named === "string" ? scenarios[named] : named;
  const threads = scenario.gup === undefined ? 0 : 1;
  const machine = declareDeviceDax({ mms: scenario.mms, threads, tasks: scenario.mms + threads }, { level, ...config });
  return machine.world.system({
    processes: processesOf(machine, scenario),
    initially: initially ?? (scenario.probe === true ? () => {} : probed),
    properties: (prove) => propertiesOf(machine, scenario, prove),
  });
}
