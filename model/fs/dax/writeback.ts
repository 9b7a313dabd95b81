import { bool, setOf } from "../../../checker/language/index.ts";
import { mkclean } from "../../mm/fsdax/memory.ts";
import { isLocked, unlockEntry } from "./entry.ts";
import type { FsDax } from "./state.ts";

/**
 * fs/dax.c: dax_writeback_mapping_range() -> dax_writeback_one() for each dirty page. It takes the entry lock but not the invalidate_lock, and
 * no reference: an entry can be locked at any moment of a truncate. Flushing the cache changes nothing here and is part of cleaning.
 */
export function daxWriteback(dax: FsDax) {
  const { world, File, Pgoff } = dax;

  return world.procedure("dax_writeback_mapping_range", { params: { file: File }, locals: { left: setOf(Pgoff), pgoff: Pgoff, found: bool } }, (p) => {
    p.step("tag_pages_for_writeback", (k, l) => {
      l.left = new Set(Pgoff.filter((pgoff) => k.files[l.file].i_pages[pgoff].dirty));
    });
    p.while(
      (l) => l.left.size > 0,
      () => {
        p.do((l) => {
          for (const pgoff of l.left) {
            l.pgoff = pgoff;
            break;
          }
          l.left.delete(l.pgoff);
        });
        p.await(
          "get_next_unlocked_entry",
          (k, l) => !isLocked(k, l.file, l.pgoff),
          (k, l) => {
            // An entry that is gone, or clean by now, has nothing to write back.
            l.found = k.files[l.file].i_pages[l.pgoff].dirty;
            if (l.found) k.files[l.file].i_pages[l.pgoff].locked = true;
          },
        );
        p.if(
          (l) => l.found,
          () => {
            p.step("pfn_mkclean_range", (k, l) => {
              mkclean(dax, k, l.file, l.pgoff);
            });
            p.step("clear PAGECACHE_TAG_DIRTY; unlock", (k, l) => {
              k.files[l.file].i_pages[l.pgoff].dirty = false;
              unlockEntry(k, l.file, l.pgoff);
            });
          },
        );
      },
    );
  });
}
