import type { System } from "allways";
import { declareDeviceMemory, deviceMemoryMemremap, type DeviceMemory, type DeviceMemoryState as State, type PatchLevel } from "../../model/index.ts";
import type { DevicePrivateConfig } from "./parameters.ts";
import { countTasks, processesOf } from "./processes.ts";
import { propertiesOf } from "./properties.ts";
import { scenarios, type Scenario } from "./scenarios.ts";

type Config = Omit<DevicePrivateConfig, "patchLevel" | "scenario"> & { readonly scenario: DevicePrivateConfig["scenario"] | Scenario };

/** The memory of the device is there, and every address space maps the same page, or none. */
function start(machine: DeviceMemory, { starts }: Scenario, k: State): void {
  const { Page, Mm, bounds, level, device, entryOf } = machine;
  deviceMemoryMemremap(machine, k);
  for (const page of Page.members.slice(bounds.device)) k.pages[page].free = true;
  const mapped = starts === "nothing" ? null : Page.at(starts === "device" ? 0 : bounds.device);
  if (mapped === null) return;
  k.pages[mapped].free = false;
  k.pages[mapped]._refcount = bounds.mms;
  k.pages[mapped]._mapcount = bounds.mms;
  for (const mm of Mm) k.mms[mm].pte = { maps: entryOf(mapped), page: mapped };
  if (!device.includes(mapped)) return;
  k.pages[mapped].ghost.allocated = true;
  if (!level.privateHoldsPgmap) return;
  k.pages[mapped].ghost.charged = 1;
  k.pgmap.ref++;
}

/** The machine at a level of the ladder, which need not be one that the table has, in a scenario, one that has a name or another, and what is claimed about it. */
export function devicePrivateSystem(level: PatchLevel, { scenario: named, ...knobs }: Config, breaks?: (k: State) => void): System {
  const scenario = typeof named === "string" ? scenarios[named] : named;
  const machine = declareDeviceMemory({ device: 1, ram: scenario.ram, mms: scenario.mms, tasks: countTasks(scenario) }, { level, type: scenario.type, drains: scenario.drains === true, ...knobs });
  return machine.world.system({
    processes: processesOf(machine, scenario),
    initially(k) {
      start(machine, scenario, k);
      breaks?.(k);
    },
    properties: (prove) => propertiesOf(machine, scenario, prove),
  });
}
