import { bool, each, fair, range, type Index, type ProcessStart } from "allways";
import {
  cut,
  daxFault,
  daxWrite,
  daxWriteback,
  dmapReclaim,
  dmaHolder,
  dmaUser,
  evict,
  fsDaxMunmap as munmap,
  fuseTruncation,
  punchHole,
  remapFileRange,
  splitHugePmd,
  storeByCpu,
  truncation,
  type FsDax,
} from "../../model/index.ts";
import type { Scenario, User } from "./scenario.ts";

/** How many tasks a scenario has. */
export function countTasks(scenario: Scenario): number {
  const { users, dma, fsyncs = 0, write } = scenario;
  return users.length + fsyncs + [dma, write].filter(Boolean).length + countWaiters(scenario);
}

/** And how many of them may wait for a page. */
export function countWaiters({ truncate, evict, reclaim, punch, reflink }: Scenario): number {
  return [truncate !== undefined, evict !== undefined, reclaim, punch, reflink].filter(Boolean).length;
}

/** The processes of a scenario, each of them fair: none is left out for ever. The ones that it does not have end before they begin. */
export function processesOf(dax: FsDax, scenario: Scenario) {
  const { world, File, Mm, Pgoff, Page, Waiter, Fsync, knobs } = dax;
  const absent = world.procedure("absent", () => {});
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? start() : absent.start());
  const ofFile = (file: number | undefined, start: (file: Index<"file">) => ProcessStart): ProcessStart => (file === undefined ? absent.start() : start(File.at(file)));
  let waiters = 0;
  const newWaiter = (): Index<"waiter"> => Waiter.at(waiters++);

  const unmap = munmap(dax);
  const split = splitHugePmd(dax);

  const program = ({ faults, write = false, unmaps = false, sync = false, stores = false, divides = false }: User) => {
    const fault = daxFault(dax, { sync });
    return world.procedure("process", { params: { mm: Mm }, locals: { pgoff: Pgoff, left: range(0, faults), done: bool } }, (p) => {
      p.do((l) => {
        l.left = faults;
      });
      p.while(
        (l) => l.left > 0,
        () => {
          // Nobody has to use its memory.
          p.fair("none", () =>
            p.choose("touch", Pgoff, (_, l, pgoff) => {
              l.pgoff = pgoff;
              l.left--;
            }),
          );
          if (stores) {
            p.while("store", (k, l) => !storeByCpu(dax, k, l.mm, l.pgoff), () => {
              p.call(fault, (l) => ({ mm: l.mm, vaddr: l.pgoff, write }), "done");
              p.if((l) => !l.done, () => p.break());
            });
          } else {
            p.call(fault, (l) => ({ mm: l.mm, vaddr: l.pgoff, write }), "done");
          }
          if (divides) p.if((l) => l.left === faults - 1, () => p.call(split, (l) => ({ mm: l.mm })));
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
    dma: fair("weak", dma === undefined ? absent.start() : dma.pinned === true ? dmaHolder(dax, dma.put ?? "put_page").start({ page: Page.at(dma.pgoff ?? 0) }) : dmaUser(dax, { longterm: false, put: "put_page", ...dma }, daxFault(dax)).start({ mm: Mm.first, pgoff: Pgoff.at(dma.pgoff ?? 0) })),
    truncate: fair("weak", ofFile(scenario.truncate, (file) => cut(dax, knobs.fileSystem === "fuse" ? fuseTruncation(dax) : truncation(dax)).start({ file, waiter: newWaiter() }))),
    evict: fair("weak", ofFile(scenario.evict, (file) => evict(dax).start({ file, waiter: newWaiter() }))),
    reclaim: fair("weak", when(scenario.reclaim, () => cut(dax, dmapReclaim(dax)).start({ file: File.first, waiter: newWaiter() }))),
    punch: fair("weak", when(scenario.punch, () => cut(dax, punchHole(dax)).start({ file: File.first, waiter: newWaiter() }))),
    reflink: fair("weak", when(scenario.reflink, () => remapFileRange(dax).start({ from: File.first, to: File.at(1), waiter: newWaiter() }))),
    write: fair("weak", when(scenario.write, () => daxWrite(dax).start({ file: File.first, pgoff: Pgoff.first }))),
    fsync: fair("weak", each(Fsync, (fsync) => when(Fsync.ordinal(fsync) < (scenario.fsyncs ?? 0), () => daxWriteback(dax).start({ file: File.first, fsync })))),
  };
}

export type Processes = ReturnType<typeof processesOf>;
