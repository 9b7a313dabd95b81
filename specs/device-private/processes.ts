import { each, fair, indexSet, type Index, type ProcessStart } from "allways";
import { deviceMemoryDriver, deviceMemoryGup, deviceMemoryMunmap, pageFault, type DeviceMemory } from "../../model/index.ts";
import type { Scenario } from "./scenarios.ts";

/** How many tasks a scenario has. */
export function countTasks({ faults = [], toDevice = [], toSystem = [], evict, munmap = [], pin = [], pinLongterm = [], remove }: Scenario): number {
  return [...faults, ...toDevice, ...toSystem, ...munmap, ...pin, ...pinLongterm].length + [evict, remove].filter(Boolean).length;
}

/** The processes of a scenario; the ones that it does not have end before they begin. All run kernel code, and none of them stops in the middle of it. */
export function processesOf(machine: DeviceMemory, scenario: Scenario) {
  const { world, Mm, Task } = machine;
  const { faults = [], toDevice = [], toSystem = [], munmap = [], pin = [], pinLongterm = [] } = scenario;
  let tasks = 0;
  const newTask = (): Index<"task"> => Task.at(tasks++);
  const absent = world.procedure("absent", () => {});
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? start() : absent.start());

  const Thread = indexSet("thread", Math.max(1, faults.length, toDevice.length, toSystem.length, munmap.length, pin.length, pinLongterm.length));
  /** One process for each mm that is listed. */
  const many = (mms: readonly number[], start: (mm: Index<"mm">, task: Index<"task">) => ProcessStart) =>
    fair(
      "weak",
      each(Thread, (thread) => {
        const mm = mms[Thread.ordinal(thread)];
        return mm === undefined ? absent.start() : start(Mm.at(mm), newTask());
      }),
    );

  const driver = deviceMemoryDriver(machine);
  const fault = pageFault(machine, driver.migrateToRam);
  const unmap = deviceMemoryMunmap(machine);
  const gup = deviceMemoryGup(machine);

  return {
    fault: many(faults, (mm, task) => fault.start({ mm, task })),
    migrate: many(toDevice, (mm, task) => driver.migrateRange.start({ mm, task })),
    giveBack: many(toSystem, (mm, task) => driver.migrateBack.start({ mm, task })),
    munmap: many(munmap, (mm) => unmap.start({ mm })),
    pin: many(pin, (mm, task) => gup.fastUser.start({ mm, task })),
    longterm: many(pinLongterm, (mm, task) => gup.longtermUser.start({ mm, task })),
    evict: fair("weak", when(scenario.evict, () => driver.evictAll.start({ task: newTask() }))),
    remove: fair("weak", when(scenario.remove, () => driver.remove.start({ task: newTask() }))),
  };
}

export type Processes = ReturnType<typeof processesOf>;
