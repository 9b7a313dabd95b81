import type { Body, Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type File = Index<"file">;
type Pgoff = Index<"pgoff">;
type Entry = FsDaxState["files"][File]["i_pages"][Pgoff];

export const isLocked = (k: FsDaxState, file: File, pgoff: Pgoff): boolean => k.files[file].i_pages[pgoff].locked;

/**
 * prepare_to_wait_exclusive() on the wait queue of an entry. Whoever sees an entry locked is on the queue before it drops the i_pages lock. Which of
 * several is the first is left open.
 */
export function sleepOn(entry: Entry): void {
  entry.sleepers++;
}

/** schedule(), finish_wait(): who is woken has left the queue (autoremove_wake_function()). */
export function isWoken(entry: Entry): boolean {
  return entry.woken > 0;
}

export function wakeUp(entry: Entry): void {
  entry.woken--;
}

/**
 * dax_wake_entry(), WAKE_NEXT: one of those who wait. It comes after the i_pages lock is dropped, and is one step with what is done under it: whoever waits by then waits
 * for somebody else's lock, and will be woken by that one.
 */
export function wakeNext(entry: Entry): void {
  if (entry.sleepers === 0) return;
  entry.sleepers--;
  entry.woken++;
}

/** dax_wake_entry(), WAKE_ALL. */
function wakeAll(entry: Entry): void {
  entry.woken += entry.sleepers;
  entry.sleepers = 0;
}

/** put_unlocked_entry(), WAKE_NEXT: the next one can have an entry that is not wanted. Where there is no entry, nobody is woken. */
export function putUnlockedEntry(entry: Entry): void {
  if (entry.entry !== "none") wakeNext(entry);
}

/** fs/dax.c: dax_unlock_entry(), as an effect. */
export function unlockEntry(k: FsDaxState, file: File, pgoff: Pgoff): void {
  k.files[file].i_pages[pgoff].locked = false;
  wakeNext(k.files[file].i_pages[pgoff]);
}

/** The entry is gone, with its lock and its marks; all who wait for it look again. */
export function storeNone(k: FsDaxState, file: File, pgoff: Pgoff): void {
  const entry = k.files[file].i_pages[pgoff];
  entry.entry = "none";
  entry.page = null;
  entry.locked = false;
  entry.dirty = false;
  entry.towrite = false;
  wakeAll(entry);
}

/**
 * fs/dax.c: get_next_unlocked_entry(), and what its caller does in the same section of the i_pages lock. A locked entry is slept for, and looked up again. Without the
 * queue, which most scenarios leave out, that is one wait.
 */
export function nextUnlockedEntry<L extends { readonly file: File; readonly pgoff: Pgoff }, W, R>(
  { knobs }: Pick<FsDax, "knobs">,
  p: Body<FsDaxState, L, W, R>,
  label: string,
  then: (k: FsDaxState, l: L) => void,
): void {
  const entryOf = (k: FsDaxState, l: L): Entry => k.files[l.file].i_pages[l.pgoff];
  if (!knobs.entryQueue) {
    p.await(label, (k, l) => !entryOf(k, l).locked, then);
    return;
  }
  p.while(
    label,
    (k, l) => {
      const { locked } = entryOf(k, l);
      if (locked) sleepOn(entryOf(k, l));
      else then(k, l);
      return locked;
    },
    () => p.await(`${label}: schedule`, (k, l) => isWoken(entryOf(k, l)), (k, l) => wakeUp(entryOf(k, l))),
  );
}

/** The file forgets the page: is it idle? */
export function checkRemoval({ level, claims }: Pick<FsDax, "level" | "claims">, k: FsDaxState, page: Index<"page">): void {
  const { _refcount, _mapcount, ghost } = k.pages[page];
  claims.S4.warnOn(ghost.pins > 0);
  claims["S4'"].warnOn(level.fsdaxBusyTest === "count > 1" ? _refcount > 1 : _refcount !== _mapcount);
}
