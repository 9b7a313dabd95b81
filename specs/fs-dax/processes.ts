import { bool, each, range, type ProcessStart } from "allways";
import { daxFault, daxWriteback, dmaUser, evict, fsDaxMunmap as munmap, truncate, type FsDax } from "../../model/index.ts";
import type { Scenario, User } from "./scenarios.ts";

/** How many tasks a scenario has. */
export function countTasks({ users, dma, truncate, evict, writeback }: Scenario): number {
  return users.length + [dma, truncate, evict, writeback].filter(Boolean).length;
}

/** The processes of a scenario; the ones that it does not have end before they begin. */
export function processesOf(dax: FsDax, scenario: Scenario) {
  const { world, File, Mm, Pgoff, Waiter } = dax;
  const absent = world.procedure("absent", () => {});
  const when = (present: boolean | undefined, start: () => ProcessStart): ProcessStart => (present === true ? start() : absent.start());

  const fault = daxFault(dax);
  const unmap = munmap(dax);

  const program = ({ faults, write = false, unmaps = false }: User) =>
    world.procedure("process", { params: { mm: Mm }, locals: { pgoff: Pgoff, left: range(0, faults), done: bool } }, (p) => {
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

  const { dma } = scenario;
  const file = File.first;
  const waiter = Waiter.first;

  return {
    user: each(Mm, (mm) => {
      const user = scenario.users[Mm.ordinal(mm)];
      return user === undefined ? absent.start() : program(user).start({ mm });
    }),
    dma: dma === undefined ? absent.start() : dmaUser(dax, { longterm: false, put: "put_page", ...dma }, fault).start({ mm: Mm.first, pgoff: Pgoff.at(dma.pgoff ?? 0) }),
    truncate: when(scenario.truncate, () => truncate(dax).start({ file, waiter })),
    evict: when(scenario.evict, () => evict(dax).start({ file, waiter })),
    writeback: when(scenario.writeback, () => daxWriteback(dax).start({ file })),
  };
}

export type Processes = ReturnType<typeof processesOf>;
