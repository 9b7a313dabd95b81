import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { raceDiagram, type Shown } from "../../checker/report/race-diagram.ts";
import { wholeTrace, type TraceView } from "../../checker/report/trace-view.ts";
import type { Trace } from "../../checker/trace/trace.ts";
import { brokenLock, gupRace, longNames, sixPhilosophers, traceOf, type Sketch } from "./traces.ts";

const mutex: Shown = { id: "mutex", kind: "invariant", meaning: "at most one process is in the critical section", verdict: "violated" };
const freed: Shown = { id: "P5", kind: "invariant", meaning: "a successful GUP reference keeps the page un-freed until it is released", verdict: "violated" };
const deadlock: Shown = { id: "deadlock", kind: "terminal", meaning: "where no step can run, every process has ended", verdict: "violated" };

/** The widths of a diagram in a commit message (75 less its indentation) and in a terminal. */
const [commit, terminal] = [71, 98];

function draw(...given: Parameters<typeof raceDiagram>): string {
  return `\n${raceDiagram(...given).join("\n")}\n`;
}

describe("a race diagram", () => {
  it("has a column for each process, names a procedure when it is entered, and marks the last step", () => {
    expect(draw(brokenLock, mutex, commit)).toMatchInlineSnapshot(`
      "
         user process0    user process1
         ---------------  ---------------
         lock()
      1    test the flag
                          lock()
      2                     test the flag
      3    set the flag                    locked: false -> true
      4                     set the flag   <--

      <-- mutex violated: at most one process is in the critical section
      "
    `);
  });

  it("lets columns stand closer than their texts are wide, to fit a commit message", () => {
    expect(draw(gupRace, freed, commit)).toMatchInlineSnapshot(`
      "
          user mm0  gup       unbind
          --------  --------  ----------------------
          mmap()
           p2pmem_alloc_mmap()
       1    gen_pool_alloc_owner                      bit: false -> true,
                                                      page = page0
       2    set_page_count                            _refcount: 0 -> 1
            vm_insert_page()
       3     folio_get                                _refcount: 1 -> 2
       4     set_pte_at                               mm0.pte: none -> page0
       5    put_page                                  _refcount: 2 -> 1
                    gup_fast_pte_range()
       6             ptep_get_lockless                pte = page0
          munmap()
           zap_present_ptes()
       7    ptep_get_and_clear_full                   mm0.pte: page0 -> none
                              pci_p2pdma_unmap_mappings()
       8                       unmap_mapping_range
           folio_put()
       9    folio_put_testzero                        _refcount: 1 -> 0
            free_zone_device_folio()
             p2pdma_folio_free()
      10      gen_pool_free_owner                     bit: true -> false,
                                                      pgmap.ref: 3 -> 2
                     try_grab_folio_fast()
      11              folio_ref_add_unless zero       _refcount: 0 -> 1  <--

      <-- P5 violated: a successful GUP reference keeps the page un-freed
          until it is released
      "
    `);
  });

  it("uses the room that there is", () => {
    expect(draw(gupRace, freed, terminal)).toMatchInlineSnapshot(`
      "
          user mm0      gup           unbind
          ------------  ------------  ----------------------
          mmap()
            p2pmem_alloc_mmap()
       1      gen_pool_alloc_owner                                 bit: false -> true, page = page0
       2      set_page_count                                       _refcount: 0 -> 1
              vm_insert_page()
       3        folio_get                                          _refcount: 1 -> 2
       4        set_pte_at                                         mm0.pte: none -> page0
       5      put_page                                             _refcount: 2 -> 1
                        gup_fast_pte_range()
       6                  ptep_get_lockless                        pte = page0
          munmap()
            zap_present_ptes()
       7      ptep_get_and_clear_full                              mm0.pte: page0 -> none
                                      pci_p2pdma_unmap_mappings()
       8                                unmap_mapping_range
            folio_put()
       9      folio_put_testzero                                   _refcount: 1 -> 0
              free_zone_device_folio()
                p2pdma_folio_free()
      10          gen_pool_free_owner                              bit: true -> false, pgmap.ref: 3 -> 2
                          try_grab_folio_fast()
      11                    folio_ref_add_unless zero              _refcount: 0 -> 1  <--

      <-- P5 violated: a successful GUP reference keeps the page un-freed until it is released
      "
    `);
  });

  it("wraps long labels, and tells pages apart where there are several", () => {
    expect(draw(longNames, freed, terminal)).toMatchInlineSnapshot(`
      "
         user mm0  user mm1  gup_fast thread0  unbind
         --------  --------  ----------------  ----------------------
         p2pmem_alloc_mmap()
      1   gen_pool_alloc_owner                                              page0.bit: false -> true,
                                                                            page = page0
                   p2pmem_alloc_mmap()
      2             gen_pool_alloc_owner                                    page1.bit: false -> true,
                                                                            page = page1
                             gup_fast_pte_range()
                              gup_fast_folio_allowed()
      3                        folio_test_secretmem, which reads the        allowed = true
                                 mapping of a page that nobody holds yet
                                               pci_p2pdma_release()
                                                percpu_ref_kill_and_confirm()
      4                                          call_rcu                   pgmap.ref: live -> dying,
                                                                            gracePeriods: 0 -> 1,
                                                                            page0.memmap: true -> false
                   munmap()
                    unmap_page_range()
                     zap_pte_range()
                      zap_present_folio_ptes()
      5                ptep_get_and_clear_full                              pte: page1 -> none  <--

      <-- P5 violated: a successful GUP reference keeps the page un-freed until it is released
      "
    `);
  });

  it("uses lanes where the processes do not fit side by side", () => {
    expect(draw(sixPhilosophers, deadlock, commit)).toMatchInlineSnapshot(`
      "
      A = philosopher seat0   B = philosopher seat1   C = philosopher seat2
      D = philosopher seat3   E = philosopher seat4   F = philosopher seat5

      1  A . . . . .  dine: take the left fork  forks.seat0: none -> seat0
      2  . B . . . .  dine: take the left fork  forks.seat1: none -> seat1
      3  . . C . . .  dine: take the left fork  forks.seat2: none -> seat2
      4  . . . D . .  dine: take the left fork  forks.seat3: none -> seat3
      5  . . . . E .  dine: take the left fork  forks.seat4: none -> seat4
      6  . . . . . F  dine: take the left fork  forks.seat5: none -> seat5
         . . . . . .                            <--

      <-- deadlock violated (no step can run any more): where no step can
          run, every process has ended
      "
    `);
    expect(draw(longNames, freed, commit)).toMatchInlineSnapshot(`
      "
      A = user mm0   B = user mm1   C = gup_fast thread0   D = unbind

      1  A . . .  p2pmem_alloc_mmap:                page0.bit: false -> true,
         . . . .    gen_pool_alloc_owner            page = page0
      2  . B . .  p2pmem_alloc_mmap:                page1.bit: false -> true,
         . . . .    gen_pool_alloc_owner            page = page1
      3  . . C .  gup_fast_folio_allowed:           allowed = true
         . . . .    folio_test_secretmem, which
         . . . .    reads the mapping of a page
         . . . .    that nobody holds yet
      4  . . . D  percpu_ref_kill_and_confirm:      pgmap.ref: live -> dying,
         . . . .    call_rcu                        gracePeriods: 0 -> 1,
         . . . .                                    page0.memmap: true ->
         . . . .                                      false
      5  . B . .  zap_present_folio_ptes:           pte: page1 -> none  <--
         . . . .    ptep_get_and_clear_full

      <-- P5 violated: a successful GUP reference keeps the page un-freed
          until it is released
      "
    `);
  });

  it("names the chosen value", () => {
    const [first] = brokenLock.steps;
    if (first === undefined) throw new Error("the fixture has steps");
    expect(draw({ ...brokenLock, steps: [{ ...first, choice: "page0" }] }, undefined, commit)).toMatchInlineSnapshot(`
      "
         user process0
         ----------------------
         lock()
      1    test the flag [page0]
      "
    `);
  });

  it("shows the initial state where a trace has no steps", () => {
    const initial = { locked: false, pages: { page0: { refcount: 0, owner: null }, page1: { refcount: 1, owner: "mm0" } } };
    expect(draw(traceOf(["user"], [], { initial }), mutex, commit)).toMatchInlineSnapshot(`
      "
      locked = false
      pages = {page0: {refcount: 0, owner: none}, page1: {refcount: 1, owner:
          mm0}}

      <-- mutex violated in the initial state: at most one process is in the
          critical section
      "
    `);
  });

  it("brackets the loop of a lasso, with an arrow back to where it begins", () => {
    expect(draw({ ...brokenLock, loopStart: 1 }, mutex, commit)).toMatchInlineSnapshot(`
      "
            user process0    user process1
            ---------------  ---------------
            lock()
         1    test the flag
                             lock()
      +> 2                     test the flag
      |  3    set the flag                    locked: false -> true
      |  4                     set the flag
      +- again from step 2, for ever  <--

      <-- mutex violated: at most one process is in the critical section
      "
    `);
    expect(draw({ ...sixPhilosophers, loopStart: 5 }, mutex, commit)).toMatchInlineSnapshot(`
      "
         A = philosopher seat0   B = philosopher seat1
         C = philosopher seat2   D = philosopher seat3
         E = philosopher seat4   F = philosopher seat5

         1  A . . . . .  dine: take the left fork  forks.seat0: none -> seat0
         2  . B . . . .  dine: take the left fork  forks.seat1: none -> seat1
         3  . . C . . .  dine: take the left fork  forks.seat2: none -> seat2
         4  . . . D . .  dine: take the left fork  forks.seat3: none -> seat3
         5  . . . . E .  dine: take the left fork  forks.seat4: none -> seat4
      +> 6  . . . . . F  dine: take the left fork  forks.seat5: none -> seat5
      +- again from step 6, for ever  <--

      <-- mutex violated: at most one process is in the critical section
      "
    `);
  });

  it("says where a run stutters, and who waits there or need not go on", () => {
    const standing = [
      { process: "user process0", callPath: ["user", "lock"], steps: ["set the flag"], enabled: false, reasons: [{ text: "!k.locked", value: "false" }] },
      { process: "user process1", callPath: ["user"], steps: ["unlock"], enabled: true, reasons: [] },
    ];
    expect(draw({ ...brokenLock, standing, loopStart: 4 }, mutex, commit)).toMatchInlineSnapshot(`
      "
         user process0    user process1
         ---------------  ---------------
         lock()
      1    test the flag
                          lock()
      2                     test the flag
      3    set the flag                    locked: false -> true
      4                     set the flag

      and stutters for ever  <--

      user process0 waits: lock > set the flag
          !k.locked is false
      user process1 need not go on: unlock

      <-- mutex violated: at most one process is in the critical section
      "
    `);
    expect(draw(traceOf(["user"], [], { initial: { locked: true }, loopStart: 0 }), mutex, commit)).toMatchInlineSnapshot(`
      "
      locked = true

      and stutters for ever  <--

      <-- mutex violated in the initial state: at most one process is in the
          critical section
      "
    `);
  });

  it("folds no step into another at which a loop begins, and says where it is if it is not drawn", () => {
    const long = traceOf(["user", "other"], [...Array.from({ length: 9 }, (_, at): Sketch => ["user", "user", `step ${at + 1}`]), ["other", "other", "last"]], { loopStart: 4 });
    expect(draw(long, mutex, commit, { ...wholeTrace, folded: true })).toMatchInlineSnapshot(`
      "
             user         other
             -----------  -----
             ... 4 steps
      +>  5  step 5
      |      ... 3 steps
      |   9  step 9
      |  10               last
      +- again from step 5, for ever  <--

      <-- mutex violated: at most one process is in the critical section
      "
    `);
    expect(draw({ ...long, loopStart: 9 }, mutex, commit, { ...wholeTrace, processes: ["user"], folded: true })).toMatchInlineSnapshot(`
      "
         user
         -----------
         ... 8 steps
      9  step 9

      step 10 repeats for ever

      <-- mutex violated: at most one process is in the critical section
      "
    `);
  });

  const freeing: Trace = {
    ...gupRace,
    watched: [
      { text: "k.pages.page0._refcount", values: ["0", "0", "1", "2", "2", "1", "1", "1", "1", "0", "0", "1"], ofState: true, ghost: false },
      { text: "references(k, page0)", values: ["0", "0", "1", "2", "2", "1", "1", "1", "1", "0", "0", "0"], ofState: true, ghost: false },
    ],
  };

  it("has a column at the right for what the property compares: initially, where it changes, and at the end", () => {
    expect(draw(freeing, freed, terminal)).toMatchInlineSnapshot(`
      "
          user mm0  gup       unbind                                              _refcount  references
          --------  --------  ----------------------                              ---------  ----------
          mmap()                                                                  0          0
           p2pmem_alloc_mmap()
       1    gen_pool_alloc_owner                          bit: false -> true,
                                                          page = page0
       2    set_page_count                                _refcount: 0 -> 1       1          1
            vm_insert_page()
       3     folio_get                                    _refcount: 1 -> 2       2          2
       4     set_pte_at                                   mm0.pte: none -> page0
       5    put_page                                      _refcount: 2 -> 1       1          1
                    gup_fast_pte_range()
       6             ptep_get_lockless                    pte = page0
          munmap()
           zap_present_ptes()
       7    ptep_get_and_clear_full                       mm0.pte: page0 -> none
                              pci_p2pdma_unmap_mappings()
       8                       unmap_mapping_range
           folio_put()
       9    folio_put_testzero                            _refcount: 1 -> 0       0          0
            free_zone_device_folio()
             p2pdma_folio_free()
      10      gen_pool_free_owner                         bit: true -> false,
                                                          pgmap.ref: 3 -> 2
                     try_grab_folio_fast()
      11              folio_ref_add_unless zero           _refcount: 0 -> 1  <--  1          0

      <-- P5 violated: a successful GUP reference keeps the page un-freed until it is released
      "
    `);
  });

  it("tells it among the changes where there is no room", () => {
    expect(draw(freeing, freed, commit)).toMatchInlineSnapshot(`
      "
          user mm0  gup       unbind
          --------  --------  ----------------------
          mmap()
           p2pmem_alloc_mmap()
       1    gen_pool_alloc_owner                      bit: false -> true,
                                                      page = page0
       2    set_page_count                            _refcount: 0 -> 1,
                                                      references: 0 -> 1
            vm_insert_page()
       3     folio_get                                _refcount: 1 -> 2,
                                                      references: 1 -> 2
       4     set_pte_at                               mm0.pte: none -> page0
       5    put_page                                  _refcount: 2 -> 1,
                                                      references: 2 -> 1
                    gup_fast_pte_range()
       6             ptep_get_lockless                pte = page0
          munmap()
           zap_present_ptes()
       7    ptep_get_and_clear_full                   mm0.pte: page0 -> none
                              pci_p2pdma_unmap_mappings()
       8                       unmap_mapping_range
           folio_put()
       9    folio_put_testzero                        _refcount: 1 -> 0,
                                                      references: 1 -> 0
            free_zone_device_folio()
             p2pdma_folio_free()
      10      gen_pool_free_owner                     bit: true -> false,
                                                      pgmap.ref: 3 -> 2
                     try_grab_folio_fast()
      11              folio_ref_add_unless zero       _refcount: 0 -> 1  <--

      <-- P5 violated: a successful GUP reference keeps the page un-freed
          until it is released
      "
    `);
    const long = { ...freeing, watched: [{ text: 'user.process0.at("the end of its critical section")', values: ["false", "true"], ofState: true, ghost: false }] };
    expect(draw(long, freed, terminal)).toBe(draw(gupRace, freed, terminal));
  });

  it("says only of a column where processes are", () => {
    const inside = { ...brokenLock, watched: [{ text: 'user.process0.at("set the flag")', values: ["false", "true", "true", "false", "false"], ofState: false, ghost: false }] };
    expect(draw(inside, mutex, terminal)).toMatchInlineSnapshot(`
      "
         user process0    user process1                           at("set the flag")
         ---------------  ---------------                         ------------------
         lock()                                                   false
      1    test the flag                                          true
                          lock()
      2                     test the flag
      3    set the flag                    locked: false -> true  false
      4                     set the flag   <--                    false

      <-- mutex violated: at most one process is in the critical section
      "
    `);
    expect(draw(inside, mutex, 56)).toBe(draw(brokenLock, mutex, 56));
  });

  it("shows what is watched beside lanes, in the bracket of a loop, and after steps that are not drawn", () => {
    const seats = { ...sixPhilosophers, watched: [{ text: "k.forks.seat0", values: ["none", "seat0", "seat0", "seat0", "seat0", "seat0", "none"], ofState: true, ghost: false }], loopStart: 4 };
    expect(draw(seats, mutex, terminal)).toMatchInlineSnapshot(`
      "
         A = philosopher seat0   B = philosopher seat1   C = philosopher seat2
         D = philosopher seat3   E = philosopher seat4   F = philosopher seat5
                                                                                forks.seat0
                                                                                -----------
                                                                                none
         1  A . . . . .  dine: take the left fork  forks.seat0: none -> seat0   seat0
         2  . B . . . .  dine: take the left fork  forks.seat1: none -> seat1
         3  . . C . . .  dine: take the left fork  forks.seat2: none -> seat2
         4  . . . D . .  dine: take the left fork  forks.seat3: none -> seat3
      +> 5  . . . . E .  dine: take the left fork  forks.seat4: none -> seat4
      |  6  . . . . . F  dine: take the left fork  forks.seat5: none -> seat5   none
      +- again from step 5, for ever  <--

      <-- mutex violated: at most one process is in the critical section
      "
    `);
    const second = brokenLock.steps.map((step, at) => (at < 2 ? step : { ...step, changes: [] }));
    const locked = { ...brokenLock, steps: second, watched: [{ text: "count(k)", values: ["0", "0", "0", "1", "2"], ofState: true, ghost: false }] };
    expect(draw(locked, mutex, terminal, { ...wholeTrace, processes: ["user process1"] })).toMatchInlineSnapshot(`
      "
         user process1         count
         ---------------       -----
         lock()                0
      2    test the flag
                               1
      4    set the flag   <--  2

      <-- mutex violated: at most one process is in the critical section
      "
    `);
  });

  it("hides what is watched by its name, or with all of the state; and in a commit message what only the model has", () => {
    const { watched } = freeing;
    const names = (view: Partial<TraceView>): string => raceDiagram({ ...freeing, watched: watched.map((each, at) => ({ ...each, ghost: at === 1 })) }, freed, 200, { ...wholeTrace, ...view })[0]?.slice(90).trim() ?? "";
    expect(names({})).toBe("_refcount  references");
    expect(names({ hide: ["_refcount"] })).toBe("references");
    expect(names({ only: ["references"] })).toBe("references");
    expect(names({ states: "cause" })).toBe("_refcount");
    expect(names({ states: "none" })).toBe("");
  });

  it("says so where none of the steps is one of the processes that were asked for", () => {
    expect(raceDiagram(brokenLock, mutex, commit, { ...wholeTrace, processes: ["nobody"] })[0]).toBe("no step of 4 is one of nobody");
  });

  it("folds no step that changes what is watched", () => {
    const steps = Array.from({ length: 5 }, (_, at): Sketch => ["user", "user", `step ${at + 1}`]);
    const folded = (values: readonly string[]): number => raceDiagram({ ...traceOf(["user"], steps), watched: [{ text: "count(k)", values, ofState: true, ghost: false }] }, mutex, terminal, { ...wholeTrace, folded: true }).filter((line) => line.includes("step ")).length;
    expect([folded(["0", "0", "0", "0", "0", "0"]), folded(["0", "0", "1", "1", "1", "1"])]).toEqual([1, 5]);
  });

  it("does not call a witness a violation", () => {
    expect(raceDiagram(brokenLock, { ...mutex, kind: "reachable", verdict: "holds" }, commit).at(-1)).toBe("<-- mutex reached: at most one process is in the critical section");
  });
});

describe("any race diagram", () => {
  const word = fc.stringMatching(/^[a-z_]{1,24}$/u);
  const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(" "));
  const value = fc.oneof(fc.integer({ min: -9, max: 9999 }), fc.boolean(), fc.constant(null), word);
  const trace = fc.uniqueArray(word, { minLength: 1, maxLength: 8 }).chain((processes) => {
    const change = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(".")), value, value);
    const step = fc.tuple(fc.constantFrom(...processes), fc.array(word, { minLength: 1, maxLength: 4 }).map((path) => path.join(" > ")), words, fc.array(change, { maxLength: 4 }));
    return fc
      .tuple(fc.array(step, { minLength: 1, maxLength: 12 }), fc.option(fc.nat(12), { nil: undefined }))
      .chain(([steps, loop]) => {
        const values = fc.array(fc.option(word, { nil: undefined }), { minLength: steps.length + 1, maxLength: steps.length + 1 });
        const watched = fc.array(fc.record({ text: words, values, ofState: fc.boolean(), ghost: fc.boolean() }), { maxLength: 3 });
        const loopStart = loop === undefined ? undefined : Math.min(loop, steps.length);
        return watched.map((all) => traceOf(processes, steps.map(([process, path, label, changes]): Sketch => [process, path, label, ...changes]), { loopStart, watched: all }));
      });
  });

  it("keeps to its width, in ASCII, leaves out no step, and brackets those that repeat", () => {
    fc.assert(
      fc.property(trace, fc.constantFrom(38, commit, terminal), (given, width) => {
        const lines = raceDiagram(given, mutex, width);
        expect(lines.filter((line) => line.length > width || !/^[\x20-\x7e]*$/u.test(line))).toEqual([]);
        const { loopStart = Infinity } = given;
        const left = loopStart < given.steps.length ? /^(\+>|\||) +(\d{1,2})  / : /^() ?(\d{1,2})  /;
        const numbered = lines.map((line) => left.exec(line.slice(0, 8))?.slice(1)).filter((found) => found !== undefined);
        expect(numbered).toEqual(given.steps.map((_, at) => [at === loopStart ? "+>" : at > loopStart ? "|" : "", String(at + 1)]));
        expect(lines.filter((line) => line.startsWith("+-"))).toHaveLength(loopStart < given.steps.length ? 1 : 0);
      }),
    );
  });
});
