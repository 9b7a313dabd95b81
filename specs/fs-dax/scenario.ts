/*
 * What a scenario can have.
 */

import type { FileSystem } from "../../model/index.ts";

/** What the process of an address space does. */
export interface User {
  /** The file that it maps, by its ordinal. */
  readonly file: number;
  /** It touches one page, any of them, this often; 0 only maps. */
  readonly faults: number;
  readonly write?: boolean;
  /** MAP_SYNC: what it writes to is flushed before it is mapped. */
  readonly sync?: boolean;
  /** After each fault it stores something there. */
  readonly stores?: boolean;
  /** After the first access it changes the rights of a part of what a PMD maps. */
  readonly divides?: boolean;
  /** In the end it unmaps; otherwise it keeps the mapping for ever. */
  readonly unmaps?: boolean;
}

/** What a device does with a page of the first address space. */
export interface Dma {
  readonly write: boolean;
  readonly longterm?: boolean;
  /** How whoever started it drops the reference. */
  readonly put?: "put_page" | "folio_put";
  /** The place in the file, by its ordinal. */
  readonly pgoff?: number;
  /** It has pinned the page already; the other pages of the file were written to, and nobody maps any of them any more. */
  readonly pinned?: true;
}

export interface Scenario {
  readonly about: string;
  readonly fileSystem: FileSystem;
  /** Blocks, pages and entries are those of a PMD. */
  readonly huge?: boolean;
  /** And PTEs can map parts of it: the offsets of a file are those of one PMD. */
  readonly parts?: boolean;
  /** Blocks of the device. */
  readonly pages: number;
  /** The files' extent maps at the start: a block by its ordinal, or null for a hole. */
  readonly files: readonly (readonly (number | null)[])[];
  readonly users: readonly User[];
  readonly dma?: Dma;
  /** This file is truncated to nothing. */
  readonly truncate?: number;
  /** This file is unlinked, and its inode evicted when nobody maps it any more. */
  readonly evict?: number;
  /** The first file loses its last page, and no other: fuse gives the dmap to somebody else. */
  readonly reclaim?: boolean;
  /** The first file is cloned onto the second. */
  readonly reflink?: boolean;
  /** write(2) to the first page of the first file. */
  readonly write?: boolean;
  /** So many threads call fsync() for the first file. */
  readonly fsyncs?: number;
  /** The first file loses its first page, and keeps the others. */
  readonly punch?: boolean;
  /** The offsets of a file are those of one PMD, whose entry a PTE has taken the place of. */
  readonly oneSlot?: boolean;
  /** Who sleeps for a locked entry is told one by one. */
  readonly entryQueue?: boolean;
  /** A page fault can fail at its end. */
  readonly insertFails?: boolean;
  /** A signal can end a wait for a page. */
  readonly signals?: boolean;
}
