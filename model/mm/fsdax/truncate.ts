import { range, setOf } from "../../../checker/language/index.ts";
import { nextUnlockedEntry } from "../../fs/dax/entry.ts";
import { layouts } from "../../fs/dax/layout.ts";
import type { FsDax } from "../../fs/dax/state.ts";

/**
 * mm/truncate.c: truncate_inode_pages_range() -> truncate_folio_batch_exceptionals() -> dax_delete_mapping_entry(). Until P6 it was here that
 * entries went; since then it warns about one that it finds, and deletes it all the same. A locked entry is waited for, and looked up
 * again.
 */
export function truncateInodePages(dax: FsDax) {
  const { world, File, Pgoff, level, claims } = dax;
  const { deleteEntry, firstOf, pastLastOf } = layouts(dax);
  const Cursor = range(0, Pgoff.size);

  return world.procedure("truncate_inode_pages_range", { params: { file: File, pgoffs: setOf(Pgoff) }, locals: { cursor: Cursor, end: Cursor, pgoff: Pgoff } }, (p) => {
    p.do((l) => {
      l.cursor = firstOf(l.pgoffs);
      l.end = pastLastOf(l.pgoffs);
    });
    p.while(
      (l) => l.cursor < l.end,
      () => {
        p.do((l) => {
          l.pgoff = Pgoff.at(l.cursor);
        });
        nextUnlockedEntry(dax, p, "dax_delete_mapping_entry", (k, l) => {
          if (k.files[l.file].i_pages[l.pgoff].entry !== "none") {
            claims.S10.warnOn(level.breakDeletes);
            deleteEntry(k, l.file, l.pgoff);
          }
          l.cursor++;
        });
      },
    );
  });
}
