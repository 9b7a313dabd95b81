import { beforeAll, describe, expect, it } from "vitest";
import { shell } from "./shell.ts";
import { screensOf } from "./terminal.ts";

/*
 * What a terminal shows of every kind of result, for eyes: narrow and wide. Look at each one that changes.
 */

const { folder, file } = shell();

/** Room for two references, and three that are taken. */
file(
  "references.ts",
  `import { each, indexSet, range, spec, state } from "allways";

export default spec({
  name: "references",
  about: "three threads take a reference each, and there is room for two",
  build() {
    const Thread = indexSet("thread", 3);
    const world = state({ pages: { head: { _refcount: range(0, 2) } } });
    const get = world.procedure("try_get_folio", (p) => {
      p.step("folio_ref_try_add", (k) => {
        k.pages.head._refcount++;
      });
      p.step("return");
    });
    return world.system({ processes: { gup_fast: each(Thread, () => get.start()) } });
  },
});
`,
);

const commands = {
  "all holds": "check ticket-lock --set processes=3 --set tickets=4 --set bug=none",
  "one violation": "check p2pdma --set variant=V1 --set scenario=mmap --set failBudget=1 --set debugVm=false --reduce none --property P10",
  "a lasso": "check ticket-lock --set processes=3 --set tickets=2 --property served",
  "a spec error": "check references.ts",
  inconclusive: "check refcount-pool --set processes=5 --set pages=2 --reduce none --max-depth 9",
  "a matrix": "check p2pdma --set scenario=mmap --set variant=V0,V5 --set debugVm=false --reduce none --property P2 --property P3 --property P9 --property L3",
} as const;

const screens = new Map<string, string>();

beforeAll(async () => {
  const runs = [80, 120].flatMap((columns) => Object.values(commands).map((args) => ({ columns, args })));
  for (const [at, screen] of (await screensOf(folder, runs)).entries()) screens.set(`${runs[at]?.columns ?? 0} ${runs[at]?.args ?? ""}`, screen);
}, 60_000);

function screen(columns: number, result: keyof typeof commands): string {
  return screens.get(`${columns} ${commands[result]}`) ?? "";
}

it("no line is wider than the terminal", () => {
  expect(screens.size).toBe(12);
  const tooWide = [...screens].flatMap(([name, text]) => text.split("\n").filter((line) => !line.startsWith("$") && line.length > Number(name.split(" ")[0])));
  expect(tooWide).toEqual([]);
});

describe("in 80 columns", () => {
  it("all holds", () => {
    expect(screen(80, "all holds")).toMatchInlineSnapshot(`
      "
      $ allways check ticket-lock --set processes=3 --set tickets=4 --set bug=none
      ticket-lock: a ticket lock lets one process at a time into the critical section
        processes=3 tickets=4 bug=none

        states  transitions  depth   time  verdict
           924        2,292     39  0.0 s  all hold

        mutex     holds  at most one process is in the critical section
        served    holds  whoever takes a ticket comes to the critical section
        queue     holds  all processes can have a ticket at the same time
        deadlock  holds  where no step can run, every process has ended

      1 configuration, 924 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("one violation", () => {
    expect(screen(80, "one violation")).toMatchInlineSnapshot(`
      "
      $ allways check p2pdma --set variant=V1 --set scenario=mmap --set failBudget=1 --set debugVm=false --reduce none --property P10
      p2pdma: reference counting of P2PDMA pages: mmap, GUP, fork, drivers and unbind
        over every interleaving
        variant=V1 scenario=mmap tlbFlush=ipi debugVm=false preemptible=true
        secretmem=false failBudget=1 pages=0 mms=0 threads=1 bars=0

        states  transitions  depth   time  verdict
         8,525       16,966     80  0.0 s  as expected

        P10  violated, as expected  a plain store to _refcount replaces 0 (but for the
                                    store after the V0 callback)

      p2pdma: P10 violated, as expected

            user mm0  user mm1
            --------  ----------------------
            process()
             mmap_region()
         1    mmap_write_lock [1]                       mm0.mmap_lock: 0 -> -1,
                                                        length = 1
              kernfs_fop_mmap()
         2     kernfs_get_active                        kernfs.active: 0 -> 1
               p2pmem_alloc_mmap()
         3      rcu_dereference pdev->p2pdma            rcu.readers: [] -> [task0]
         4      gen_pool_alloc_owner                    allocated: false -> true,
                                                        ghost.owner: pool -> inFlight,
                                                        kaddr = page0, len = 1,
                                                        vaddr = vaddr0
         5      percpu_ref_tryget_live_rcu              rcu.readers: [task0] -> [],
                                                        ref: 2 -> 3,
                                                        ghost.owed: 0 -> 1
         6      set_page_count 1                        _refcount: 0 -> 1,
                                                        ghost.owner: inFlight -> mmap,
                                                        ghost.references: 0 -> 1
                vm_insert_page()
         7       validate_page_before_insert
         8       get_locked_pte: -ENOMEM                failBudget: 1 -> 0,
                                                        inserted = false
         9      error: gen_pool_free                    allocated: true -> false,
                                                        ghost.owner: mmap -> pool,
                                                        ghost.references: 1 -> 0,
                                                        ghost.owed: 1 -> 0,
                                                        filled = false
                      process()
                       mmap_region()
        10              mmap_write_lock [1]             mm1.mmap_lock: 0 -> -1,
                                                        length = 1
                        kernfs_fop_mmap()
        11               kernfs_get_active              kernfs.active: 1 -> 2
                         p2pmem_alloc_mmap()
        12                rcu_dereference pdev->p2pdma  rcu.readers: [] -> [task1]
        13                gen_pool_alloc_owner          allocated: false -> true,
                                                        ghost.owner: pool -> inFlight,
                                                        kaddr = page0, len = 1,
                                                        vaddr = vaddr0
        14                percpu_ref_tryget_live_rcu    rcu.readers: [task1] -> [],
                                                        ref: 3 -> 4,
                                                        ghost.owed: 0 -> 1
        15                set_page_count 1              ghost.owner: inFlight -> mmap,
                                                        ghost.references: 0 -> 1  <--

        <-- P10 violated: a plain store to _refcount replaces 0 (but for the store
            after the V0 callback)

        steps that never ran:
          p2pmem_alloc_mmap()  not live: gen_pool_free

      1 configuration, 8,525 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("a lasso", () => {
    expect(screen(80, "a lasso")).toMatchInlineSnapshot(`
      "
      $ allways check ticket-lock --set processes=3 --set tickets=2 --property served
      ticket-lock: a ticket lock lets one process at a time into the critical section
        processes=3 tickets=2 bug=none

        states  transitions  depth   time  verdict
         1,022        2,688     34  0.0 s  as expected

        served  violated, as expected  whoever takes a ticket comes to the critical
                                       section

      ticket-lock: served violated, as expected

               user process0  user process1   user process2
               -------------  --------------  -------------------
            1  call spin_lock
               spin_lock()
            2    take a ticket                                     lock.next: 0 -> 1,
                                                                   next = 0
            3                 call spin_lock
                              spin_lock()
        +>  4                   take a ticket                      lock.next: 1 -> 0,
        |                                                          next = 1
        |   5                                 call spin_lock
        |                                     spin_lock()
        |   6                                   take a ticket      lock.next: 0 -> 1,
        |                                                          next = 0
        |   7                                   wait for the turn
        |   8                                 critical section
        |   9                                 call spin_unlock
        |                                     spin_unlock()
        |  10                                   owner++            lock.owner: 0 -> 1
        |  11                                   return
        |  12                   wait for the turn
        |  13                 critical section
        |  14                 call spin_unlock
        |                     spin_unlock()
        |  15                   owner++                            lock.owner: 1 -> 0
        |  16                   return
        |  17                 call spin_lock
        +- again from step 4, for ever  <--

        <-- served violated: whoever takes a ticket comes to the critical section

      1 configuration, 1,022 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("a spec error", () => {
    expect(screen(80, "a spec error")).toMatchInlineSnapshot(`
      "
      $ allways check references.ts
      error AW201: pages.head._refcount cannot hold 3 (process gup_fast thread2,
          try_get_folio, step "folio_ref_try_add")
        at references.ts:11:22
        hint: it is declared as range 0 to 2
        in the last of these steps:

           gup_fast thread0  gup_fast thread1  gup_fast thread2
           ----------------  ----------------  ----------------
           try_get_folio()
        1   folio_ref_try_add                                   head._refcount: 0 -> 1
                             try_get_folio()
        2                     folio_ref_try_add                 head._refcount: 1 -> 2
                                               try_get_folio()
        3                                       folio_ref_try_add

      1 configuration, 0.0 s: 1 spec error
      exit 2
      "
    `);
  });

  it("inconclusive", () => {
    expect(screen(80, "inconclusive")).toMatchInlineSnapshot(`
      "
      $ allways check refcount-pool --set processes=5 --set pages=2 --reduce none --max-depth 9
      refcount-pool: processes map and unmap pages of a pool whose pages are freed by
        the last put
        processes=5 pages=2

        states  transitions  depth   time  UNDECIDED
         3,615       11,954      9  0.0 s  undecided: --max-depth reached

        unmapped-when-free  undecided  a free page is not mapped
        deadlock            undecided  where no step can run, every process has ended

      1 configuration, 3,615 states, 0.0 s: 1 configuration undecided
      exit 3
      "
    `);
  });

  it("a matrix", () => {
    expect(screen(80, "a matrix")).toMatchInlineSnapshot(`
      "
      $ allways check p2pdma --set scenario=mmap --set variant=V0,V5 --set debugVm=false --reduce none --property P2 --property P3 --property P9 --property L3
      p2pdma: reference counting of P2PDMA pages: mmap, GUP, fork, drivers and unbind
        over every interleaving
        scenario=mmap tlbFlush=ipi debugVm=false preemptible=true secretmem=false
        pages=0 mms=0 threads=1 bars=0

        variant  failBudget  states  transitions  depth   time  violated, as expected
        V0                0   5,346       10,450     80  0.0 s  P9 L3
        V5                0   3,431        6,798     77  0.0 s  -
        V0                1   9,356       18,386     80  0.0 s  P9 L3
        V5                1   7,270       14,494     77  0.0 s  -

        P9  mmap fails only for an empty pool, an injected failure or a dead device
        L3  when all are done and nothing is mapped or pinned, every bit and every
            count is as at the start

        steps that never ran:
          p2pmem_alloc_mmap()  not live: gen_pool_free, error: gen_pool_free the rest,
                               error: percpu_ref_get

      4 configurations, 25,403 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });
});

describe("in 120 columns", () => {
  it("all holds", () => {
    expect(screen(120, "all holds")).toMatchInlineSnapshot(`
      "
      $ allways check ticket-lock --set processes=3 --set tickets=4 --set bug=none
      ticket-lock: a ticket lock lets one process at a time into the critical section
        processes=3 tickets=4 bug=none

        states  transitions  depth   time  verdict
           924        2,292     39  0.0 s  all hold

        mutex     holds  at most one process is in the critical section
        served    holds  whoever takes a ticket comes to the critical section
        queue     holds  all processes can have a ticket at the same time
        deadlock  holds  where no step can run, every process has ended

      1 configuration, 924 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("one violation", () => {
    expect(screen(120, "one violation")).toMatchInlineSnapshot(`
      "
      $ allways check p2pdma --set variant=V1 --set scenario=mmap --set failBudget=1 --set debugVm=false --reduce none --property P10
      p2pdma: reference counting of P2PDMA pages: mmap, GUP, fork, drivers and unbind over every interleaving
        variant=V1 scenario=mmap tlbFlush=ipi debugVm=false preemptible=true secretmem=false failBudget=1 pages=0 mms=0
        threads=1 bars=0

        states  transitions  depth   time  verdict
         8,525       16,966     80  0.0 s  as expected

        P10  violated, as expected  a plain store to _refcount replaces 0 (but for the store after the V0 callback)

      p2pdma: P10 violated, as expected

            user mm0                               user mm1
            -------------------------------------  ----------------------
            process()
              mmap_region()
         1      mmap_write_lock [1]                                                      mm0.mmap_lock: 0 -> -1, length = 1
                kernfs_fop_mmap()
         2        kernfs_get_active                                                      kernfs.active: 0 -> 1
                  p2pmem_alloc_mmap()
         3          rcu_dereference pdev->p2pdma                                         rcu.readers: [] -> [task0]
         4          gen_pool_alloc_owner                                                 allocated: false -> true,
                                                                                         ghost.owner: pool -> inFlight,
                                                                                         kaddr = page0, len = 1,
                                                                                         vaddr = vaddr0
         5          percpu_ref_tryget_live_rcu                                           rcu.readers: [task0] -> [],
                                                                                         ref: 2 -> 3, ghost.owed: 0 -> 1
         6          set_page_count 1                                                     _refcount: 0 -> 1,
                                                                                         ghost.owner: inFlight -> mmap,
                                                                                         ghost.references: 0 -> 1
                    vm_insert_page()
         7            validate_page_before_insert
         8            get_locked_pte: -ENOMEM                                            failBudget: 1 -> 0, inserted = false
         9          error: gen_pool_free                                                 allocated: true -> false,
                                                                                         ghost.owner: mmap -> pool,
                                                                                         ghost.references: 1 -> 0,
                                                                                         ghost.owed: 1 -> 0, filled = false
                                                   process()
                                                     mmap_region()
        10                                             mmap_write_lock [1]               mm1.mmap_lock: 0 -> -1, length = 1
                                                       kernfs_fop_mmap()
        11                                               kernfs_get_active               kernfs.active: 1 -> 2
                                                         p2pmem_alloc_mmap()
        12                                                 rcu_dereference pdev->p2pdma  rcu.readers: [] -> [task1]
        13                                                 gen_pool_alloc_owner          allocated: false -> true,
                                                                                         ghost.owner: pool -> inFlight,
                                                                                         kaddr = page0, len = 1,
                                                                                         vaddr = vaddr0
        14                                                 percpu_ref_tryget_live_rcu    rcu.readers: [task1] -> [],
                                                                                         ref: 3 -> 4, ghost.owed: 0 -> 1
        15                                                 set_page_count 1              ghost.owner: inFlight -> mmap,
                                                                                         ghost.references: 0 -> 1  <--

        <-- P10 violated: a plain store to _refcount replaces 0 (but for the store after the V0 callback)

        steps that never ran:
          p2pmem_alloc_mmap()  not live: gen_pool_free

      1 configuration, 8,525 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("a lasso", () => {
    expect(screen(120, "a lasso")).toMatchInlineSnapshot(`
      "
      $ allways check ticket-lock --set processes=3 --set tickets=2 --property served
      ticket-lock: a ticket lock lets one process at a time into the critical section
        processes=3 tickets=2 bug=none

        states  transitions  depth   time  verdict
         1,022        2,688     34  0.0 s  as expected

        served  violated, as expected  whoever takes a ticket comes to the critical section

      ticket-lock: served violated, as expected

               user process0    user process1        user process2
               ---------------  -------------------  -------------------
            1  call spin_lock
               spin_lock()
            2    take a ticket                                            lock.next: 0 -> 1, next = 0
            3                   call spin_lock
                                spin_lock()
        +>  4                     take a ticket                           lock.next: 1 -> 0, next = 1
        |   5                                        call spin_lock
        |                                            spin_lock()
        |   6                                          take a ticket      lock.next: 0 -> 1, next = 0
        |   7                                          wait for the turn
        |   8                                        critical section
        |   9                                        call spin_unlock
        |                                            spin_unlock()
        |  10                                          owner++            lock.owner: 0 -> 1
        |  11                                          return
        |  12                     wait for the turn
        |  13                   critical section
        |  14                   call spin_unlock
        |                       spin_unlock()
        |  15                     owner++                                 lock.owner: 1 -> 0
        |  16                     return
        |  17                   call spin_lock
        +- again from step 4, for ever  <--

        <-- served violated: whoever takes a ticket comes to the critical section

      1 configuration, 1,022 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });

  it("a spec error", () => {
    expect(screen(120, "a spec error")).toMatchInlineSnapshot(`
      "
      $ allways check references.ts
      error AW201: pages.head._refcount cannot hold 3 (process gup_fast thread2, try_get_folio, step "folio_ref_try_add")
        at references.ts:11:22
        hint: it is declared as range 0 to 2
        in the last of these steps:

           gup_fast thread0     gup_fast thread1     gup_fast thread2
           -------------------  -------------------  -------------------
           try_get_folio()
        1    folio_ref_try_add                                            head._refcount: 0 -> 1
                                try_get_folio()
        2                         folio_ref_try_add                       head._refcount: 1 -> 2
                                                     try_get_folio()
        3                                              folio_ref_try_add

      1 configuration, 0.0 s: 1 spec error
      exit 2
      "
    `);
  });

  it("inconclusive", () => {
    expect(screen(120, "inconclusive")).toMatchInlineSnapshot(`
      "
      $ allways check refcount-pool --set processes=5 --set pages=2 --reduce none --max-depth 9
      refcount-pool: processes map and unmap pages of a pool whose pages are freed by the last put
        processes=5 pages=2

        states  transitions  depth   time  UNDECIDED
         3,615       11,954      9  0.0 s  undecided: --max-depth reached

        unmapped-when-free  undecided  a free page is not mapped
        deadlock            undecided  where no step can run, every process has ended

      1 configuration, 3,615 states, 0.0 s: 1 configuration undecided
      exit 3
      "
    `);
  });

  it("a matrix", () => {
    expect(screen(120, "a matrix")).toMatchInlineSnapshot(`
      "
      $ allways check p2pdma --set scenario=mmap --set variant=V0,V5 --set debugVm=false --reduce none --property P2 --property P3 --property P9 --property L3
      p2pdma: reference counting of P2PDMA pages: mmap, GUP, fork, drivers and unbind over every interleaving
        scenario=mmap tlbFlush=ipi debugVm=false preemptible=true secretmem=false pages=0 mms=0 threads=1 bars=0

        variant  failBudget  states  transitions  depth   time  violated, as expected
        V0                0   5,346       10,450     80  0.0 s  P9 L3
        V5                0   3,431        6,798     77  0.0 s  -
        V0                1   9,356       18,386     80  0.0 s  P9 L3
        V5                1   7,270       14,494     77  0.0 s  -

        P9  mmap fails only for an empty pool, an injected failure or a dead device
        L3  when all are done and nothing is mapped or pinned, every bit and every count is as at the start

        steps that never ran:
          p2pmem_alloc_mmap()  not live: gen_pool_free, error: gen_pool_free the rest, error: percpu_ref_get

      4 configurations, 25,403 states, 0.0 s: all as expected
      exit 0
      "
    `);
  });
});
