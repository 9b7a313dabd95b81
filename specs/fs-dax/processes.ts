import { bool, each, fair, range, type Index, type ProcessStart } from "allways";
import {
  cut,
  daxFault,
  daxWrite,
  daxWriteback,
  dmapReclaim,
  dmaUser,
  evict,
  fsDaxMunmap as munmap,
  fuseTruncation,
  remapFileRange,
  truncation,
  type FsDax,
} from "../../model/index.ts";
import type { Scenario, User } from "./scenarios.ts";

/** How many tasks a scenario has. */
export function countTasks(scenario: Scenario): number {
  const { users, dma, writeback, write } = scenario;
  return users.length + [dma, writeback, write].filter(Boolean).length + countWaiters(scenario);
}

/** And how many of them may wait for a page. */
export function countWaiters({ truncate, evict, reclaim, reflink }: Scenario): number {
  return [truncate !== undefined, evict !== undefined, reclaim, reflink].filter(Boolean).length;
}

/** The processes of a scenario, each of them fair: none is left out for ever. The ones that it does not have end before they begin. */
export function processesOf(dax: FsDax, scenario: Scenario) {
  const { world, File, Mm, Pgoff, Waiter, knobs } = dax;
  const absent = world.procedure("absent", () => {});
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? start() : absent.start());
  const ofFile = (file: number | undefined, start: (file: Index<"file">) => ProcessStart): ProcessStart => (file === undefined ? absent.start() : start(File.at(file)));
  let waiters = 0;
  const newWaiter = (): Index<"waiter"> => Waiter.at(waiters++);

  const unmap = munmap(dax);

  const program = ({ faults, write = false, unmaps = false, sync = false }: User) => {
    const fault = daxFault(dax, { sync });
    return world.procedure("process", { params: { mm: Mm }, locals: { pgoff: Pgoff, left: range(0, faults), done: bool } }, (p) => {
      p.do((l) => {
        l.left = faults;
      });
      p.while(
        (l) => l.left > 0,
        () => {
          p.choose("touch", Pgoff, (_, l, pgoff) => {
            l.pgoff = pgoff;
            l.left--;
          });
          p.call(fault, (l) => ({ mm: l.mm, pgoff: l.pgoff, write }), "done");
        },
      );
      if (unmaps) p.call(unmap, (l) => ({ mm: l.mm }));
    });
  };

  const { dma } = scenario;

  return {
    user: fair(
      "weak",
      each(Mm, (mm) => {
        const user = scenario.users[Mm.ordinal(mm)];
        return user === undefined ? absent.start() : program(user).start({ mm });
      }),
    ),
    dma: fair("weak", dma === undefined ? absent.start() : dmaUser(dax, { longterm: false, put: "put_page", ...dma }, daxFault(dax)).start({ mm: Mm.first, pgoff: Pgoff.at(dma.pgoff ?? 0) })),
    truncate: fair("weak", ofFile(scenario.truncate, (file) => cut(dax, knobs.fileSystem === "fuse" ? fuseTruncation(dax) : truncation(dax)).start({ file, waiter: newWaiter() }))),
    evict: fair("weak", ofFile(scenario.evict, (file) => evict(dax).start({ file, waiter: newWaiter() }))),
    reclaim: fair("weak", when(scenario.reclaim, () => cut(dax, dmapReclaim(dax)).start({ file: File.first, waiter: newWaiter() }))),
    reflink: fair("weak", when(scenario.reflink, () => remapFileRange(dax).start({ from: File.first, to: File.at(1), waiter: newWaiter() }))),
    write: fair("weak", when(scenario.write, () => daxWrite(dax).start({ file: File.first, pgoff: Pgoff.first }))),
    writeback: fair("weak", when(scenario.writeback, () => daxWriteback(dax).start({ file: File.first }))),
  };
}

export type Processes = ReturnType<typeof processesOf>;
