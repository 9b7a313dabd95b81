import { bool, each, fair, range, type Index, type ProcessStart } from "allways";
import {
  deviceUnbind,
  dupMmap,
  flagsOf,
  gup,
  kernfsFopMmap,
  madviseDontneed,
  memoryFailure,
  mmapRegion,
  munmap,
  p2pmemAllocMmap,
  p2pmemConsumer,
  pciP2pmemUser,
  type Kernel,
} from "../../model/index.ts";
import type { Scenario } from "./scenarios.ts";

/** How many tasks a scenario has, given the mms and the threads that call GUP. */
export function countTasks(scenario: Scenario, mms: number, threads: number): number {
  const { madvise, driver, consumer, unbind } = scenario;
  // Every mm has one process: its user, or the forked child. memory_failure() never enters a read section or a free path.
  return mms + threads + [madvise, driver, consumer, unbind].filter(Boolean).length;
}

/** The processes of a scenario; the ones that it does not have end before they begin. */
export function processesOf(kernel: Kernel, scenario: Scenario) {
  const { world, Mm, Thread, Task, bounds } = kernel;
  const parent = Mm.first;
  const child = scenario.fork === true ? Mm.at(Mm.size - 1) : null;
  let tasks = 0;
  const newTask = (): Index<"task"> => Task.at(tasks++);
  /** A process that keeps its mapping for ever matters only to a device that goes away. */
  const mayKeep = scenario.unbind === true;
  const absent = world.procedure("absent", () => {});
  /** Whoever can always take a step takes one: L1 to L3 speak of fair threads. */
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? fair("weak", start()) : absent.start());

  const mmap = mmapRegion(kernel, kernfsFopMmap(kernel, p2pmemAllocMmap(kernel)));
  const unmap = munmap(kernel);
  const rounds = scenario.rounds ?? 1;
  const user = world.procedure("process", { params: { mm: Mm, task: Task }, locals: { mapped: bool, left: range(0, rounds) } }, (p) => {
    p.do((l) => {
      l.left = rounds;
    });
    p.while(
      (l) => l.left > 0,
      () => {
        p.call(mmap, (l) => ({ mm: l.mm, task: l.task }), "mapped");
        p.do((l) => {
          l.left--;
        });
        p.if(
          (l) => l.mapped,
          () =>
            p.either(
              () => p.call(unmap, (l) => ({ mm: l.mm, task: l.task })),
              ...optionally(mayKeep, () => {
                p.step("keeps the mapping");
                p.return();
              }),
            ),
        );
      },
    );
  });

  const fork = dupMmap(kernel);
  const forked = world.procedure("child", { params: { parent: Mm, mm: Mm, task: Task }, locals: { mapped: bool } }, (p) => {
    p.call(fork, (l) => ({ parent: l.parent, child: l.mm }), "mapped");
    p.if(
      (l) => l.mapped,
      () =>
        p.either(
          () => p.call(unmap, (l) => ({ mm: l.mm, task: l.task })),
          ...optionally(mayKeep, () => p.step("keeps the mapping")),
        ),
    );
  });

  const gupUser = gup(kernel).user(scenario.gup ?? "fast", scenario.gupFlags ?? flagsOf);

  return {
    user: each(Mm, (mm) => when(mm !== child, () => user.start({ mm, task: newTask() }))),
    fork: child === null ? absent.start() : fair("weak", forked.start({ parent, mm: child, task: newTask() })),
    gup: each(Thread, () => when(bounds.threads > 0, () => gupUser.start({ mm: parent, task: newTask() }))),
    madvise: when(scenario.madvise, () => madviseDontneed(kernel).start({ mm: parent, task: newTask() })),
    driver: when(scenario.driver, () => pciP2pmemUser(kernel, { lends: scenario.consumer === true }).start({ task: newTask() })),
    consumer: when(scenario.consumer, () => p2pmemConsumer(kernel).start({ task: newTask() })),
    memoryFailure: when(scenario.memoryFailure, () => memoryFailure(kernel).start()),
    unbind: when(scenario.unbind, () => deviceUnbind(kernel).start({ task: newTask() })),
  };
}

const optionally = <T>(present: boolean, value: T): readonly T[] => (present ? [value] : []);

export type Processes = ReturnType<typeof processesOf>;
