import { expect, test } from "vitest";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import type { PlainState } from "../../checker/language/plain-state.ts";
import type { System } from "../../checker/language/system.ts";
import { cut, daxFault, declareFsDax, dmaUser, ladder, mountFsDax, truncation, type Level } from "../../model/index.ts";

/*
 * The happy path, one page: two processes map it, a device pins it, truncate unmaps it and waits, the device lets go. What the two counts
 * are after each step was worked out by hand from the kernel's source, before there was a model.
 */

function happyPath(level: Level): System {
  const dax = declareFsDax({ files: 1, pgoffs: 1, pages: 1, maps: [0, 0], tasks: 4, waiters: 1, fsyncs: 0 }, { level: ladder[level], fileSystem: "ext4", huge: false, parts: false, oneSlot: false, entryQueue: false, insertFails: false, signals: false });
  const fault = daxFault(dax);
  const pgoff = dax.Pgoff.first;
  const [first, second] = dax.Mm.members;
  if (first === undefined || second === undefined) throw new Error("two address spaces");
  return dax.world.system({
    processes: {
      first: fault.start({ mm: first, vaddr: pgoff, write: true }),
      second: fault.start({ mm: second, vaddr: pgoff, write: true }),
      device: dmaUser(dax, { write: true, longterm: false, put: "put_page" }, fault).start({ mm: first, pgoff }),
      truncate: cut(dax, truncation(dax)).start({ file: dax.File.first, waiter: dax.Waiter.first }),
    },
    initially: (k) => mountFsDax(dax, k, [[0]]),
  });
}

interface Page {
  readonly _refcount: number;
  readonly _mapcount: number;
  readonly mapping: string;
}

function initialOf(interpreter: Interpreter): PlainState {
  const state = interpreter.initialState(0);
  if (state === undefined) throw new Error("no initial state");
  return state;
}

/** Runs one process after the other, each as far as it goes or to the step named; tells the counts after every step that matters. */
function run(system: System, schedule: readonly (readonly [process: string, stopBefore?: string])[]): string[] {
  const interpreter = new Interpreter(system);
  let state = initialOf(interpreter);
  const told: string[] = [];
  const page = (): Page => (state.shared["pages"] as unknown as { page0: Page }).page0;
  for (const [title, stopBefore] of schedule) {
    const process = system.processes.findIndex((each) => each.title === title);
    for (;;) {
      const next = [...interpreter.successors(state)].find(({ move }) => move.process === process);
      if (next === undefined || next.action.step.label === stopBefore) break;
      expect(next.raised).toEqual([]);
      const before = page();
      state = next.next;
      const { _refcount, _mapcount } = page();
      const { label } = next.action.step;
      const tells = _refcount !== before._refcount || _mapcount !== before._mapcount || ["dax_busy_page", "wake_up_var", "free blocks"].includes(label);
      if (tells) told.push(`${label}: ${_refcount}, ${_mapcount}`);
    }
  }
  told.push(`mapping ${page().mapping}`);
  return told;
}

const schedule = [["first"], ["second"], ["device", "gup_put_folio"], ["truncate"], ["device"], ["truncate"]] as const;

test("v6.15: a mapping holds a reference, an idle page has none", () => {
  expect(run(happyPath("V15"), schedule)).toEqual([
    "folio_ref_inc: 1, 0",
    "set_pte_at: 2, 1",
    "folio_put: 1, 1",
    "folio_ref_inc: 2, 1",
    "set_pte_at: 3, 2",
    "folio_put: 2, 2",
    // The device's reference.
    "try_get_folio: 3, 2",
    // Unmapping, one process after the other.
    "zap_page_range_single: 3, 1",
    "folios_put_refs: 2, 1",
    "zap_page_range_single: 2, 0",
    "folios_put_refs: 1, 0",
    "dax_busy_page: 1, 0",
    "gup_put_folio: 0, 0",
    "wake_up_var: 0, 0",
    // The scan begins anew.
    "dax_busy_page: 0, 0",
    "free blocks: 0, 0",
    "mapping NULL",
  ]);
});

test("v6.14: a mapping holds nothing, an idle page has 1", () => {
  expect(run(happyPath("V0"), schedule)).toEqual(["try_get_folio: 2, 0", "dax_busy_page: 2, 0", "gup_put_folio: 1, 0", "wake_up_var: 1, 0", "dax_busy_page: 1, 0", "free blocks: 1, 0", "mapping NULL"]);
});
