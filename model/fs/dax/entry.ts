import type { Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type File = Index<"file">;
type Pgoff = Index<"pgoff">;

/** fs/dax.c: dax_unlock_entry(), as an effect. Those who wait for it look at it again. */
export function unlockEntry(k: FsDaxState, file: File, pgoff: Pgoff): void {
  k.files[file].i_pages[pgoff].locked = false;
}

export const isLocked = (k: FsDaxState, file: File, pgoff: Pgoff): boolean => k.files[file].i_pages[pgoff].locked;

/** The entry is gone, with its lock and its marks. */
export function storeNone(k: FsDaxState, file: File, pgoff: Pgoff): void {
  const entry = k.files[file].i_pages[pgoff];
  entry.entry = "none";
  entry.page = null;
  entry.locked = false;
  entry.dirty = false;
}

/** The file forgets the page: is it idle? */
export function checkRemoval({ level, claims }: Pick<FsDax, "level" | "claims">, k: FsDaxState, page: Index<"page">): void {
  const { _refcount, _mapcount, ghost } = k.pages[page];
  claims.S4.warnOn(ghost.pins > 0);
  claims["S4'"].warnOn(level.fsdaxBusyTest === "count > 1" ? _refcount > 1 : _refcount !== _mapcount);
}
