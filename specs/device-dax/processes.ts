import { bool, each, fair, range, type Index, type ProcessStart } from "allways";
import { daxMmap, devDaxHugeFault, devDaxProbe, devDaxUnbind, deviceDaxGup, deviceDaxMadvise, deviceDaxMunmap, type DeviceDax } from "../../model/index.ts";
import type { Scenario } from "./scenarios.ts";

/** The processes of a scenario, each of them fair; the ones that it does not have end before they begin. A user may choose to keep what it has. */
export function processesOf(machine: DeviceDax, scenario: Scenario) {
  const { world, Mm, Thread, Task, bounds } = machine;
  let tasks = 0;
  const newTask = (): Index<"task"> => Task.at(tasks++);
  /** A process that keeps its mapping, or a pin, for ever matters only to a device that goes away. */
  const mayKeep = scenario.unbind === true;
  const absent = world.procedure("absent", () => {});
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? start() : absent.start());

  const mmap = daxMmap(machine);
  const fault = devDaxHugeFault(machine);
  const madvise = deviceDaxMadvise(machine);
  const unmap = deviceDaxMunmap(machine);
  const { touches } = scenario;
  const user = world.procedure("process", { params: { mm: Mm, task: Task }, locals: { done: bool, left: range(0, touches) } }, (p) => {
    p.call(mmap, (l) => ({ mm: l.mm, task: l.task }), "done");
    p.if((l) => !l.done, () => p.return());
    p.do((l) => {
      l.left = touches;
    });
    p.while(
      (l) => l.left > 0,
      () => {
        p.call(fault, (l) => ({ mm: l.mm, task: l.task }), "done");
        p.do((l) => {
          l.left--;
        });
        p.if((l) => l.done && l.left > 0, () => p.call(madvise, (l) => ({ mm: l.mm })));
      },
    );
    if (mayKeep) {
      p.either(
        () => {
          p.step("keeps the mapping");
          p.return();
        },
        () => p.step("done with the mapping"),
      );
    }
    p.call(unmap, (l) => ({ mm: l.mm }));
  });

  const probe = devDaxProbe(machine);
  const unbind = devDaxUnbind(machine);
  const owner = world.procedure("device", (p) => {
    if (scenario.probe === true) p.call(probe);
    if (scenario.unbind === true) p.call(unbind);
  });

  const gupUser = deviceDaxGup(machine).user(scenario.gup ?? "slow", mayKeep);

  return {
    user: fair("weak", each(Mm, (mm) => user.start({ mm, task: newTask() }))),
    gup: fair("weak", each(Thread, () => when(bounds.threads > 0, () => gupUser.start({ mm: Mm.first, task: newTask() })))),
    device: fair("weak", owner.start()),
  };
}

export type Processes = ReturnType<typeof processesOf>;
