import type { Body } from "../../../checker/language/index.ts";
import type { DeviceMemory, DeviceMemoryState as State, Page, Task } from "./state.ts";
import { pageRef } from "./page-ref.ts";

/**
 * mm/filemap.c: the lock of a folio, PG_locked, and those who sleep until it is free. Unlocking wakes only if PG_waiters says that
 * somebody sleeps; a sleeper that is woken looks at its PTE again and not at the lock, so it matters that it is woken.
 */
export function folioLock(machine: DeviceMemory) {
  const { claims } = machine;
  const { touch } = pageRef(machine);

  function lock(k: State, page: Page, task: Task): void {
    k.pages[page].locked = true;
    k.pages[page].ghost.locker = task;
  }

  /** folio_trylock(). */
  function tryLock(k: State, page: Page, task: Task): boolean {
    touch(k, page);
    if (k.pages[page].locked) return false;
    lock(k, page, task);
    return true;
  }

  /**
   * folio_unlock(): an exclusive or since v6.7 (folio_xor_flags_has_waiters()), so that it locks a folio that is not locked. A VM_BUG_ON, which
   * the model leaves out, would say so.
   */
  function unlock(k: State, page: Page, task: Task): void {
    touch(k, page);
    claims.lock.warnOn(k.pages[page].ghost.locker !== task);
    k.pages[page].locked = !k.pages[page].locked;
    k.pages[page].ghost.locker = null;
    if (!k.pages[page].waiters) return;
    k.pages[page].waiters = false;
    k.pages[page].sleepers.clear();
  }

  /**
   * softleaf_entry_wait_on_locked(), migration_entry_wait_on_locked() before 2026: on the wait queue before the page-table lock is
   * dropped, and without a reference.
   */
  function sleepOn(k: State, page: Page, task: Task): void {
    touch(k, page);
    if (!k.pages[page].locked) return;
    k.pages[page].waiters = true;
    k.pages[page].sleepers.add(task);
  }

  /**
   * folio_lock(), lock_page(): waits until it is unlocked. Strongly fair: folio_wait_bit_common() has the lock handed to one who has waited in
   * vain, since v5.9.
   */
  function lockStep<L extends { readonly page: Page; readonly task: Task }, W, R>(p: Body<State, L, W, R>, label: string, then: (k: State, l: L) => void = () => {}): void {
    p.fair("strong", () =>
      p.await(label, (k, l) => !k.pages[l.page].locked, (k, l) => {
        touch(k, l.page);
        lock(k, l.page, l.task);
        then(k, l);
      }),
    );
  }

  return { lock, lockStep, tryLock, unlock, sleepOn };
}
