/*
 * Which processes run together, and with how many of each thing. Each scenario is as small as the question that it asks.
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
  /** It has pinned the page already; all pages of the file were written to, and are mapped by nobody any more. */
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

export const scenarioNames = [
  "truncate",
  "unmapped",
  "refault",
  "folio-put",
  "longterm",
  "two-pages",
  "evict",
  "evict-fuse",
  "evict-erofs",
  "writeback",
  "fsync",
  "entry-queue",
  "signal",
  "insert-fails",
  "punch",
  "fuse",
  "fuse-wait",
  "reclaim",
  "hole",
  "sync",
  "reflink",
  "reflink-busy",
  "stale-share",
  "two-inodes",
  "two-inodes-dma",
  "cow",
  "cow-fails",
  "write",
  "write-dma",
  "huge",
  "huge-evict",
  "huge-write",
  "huge-parts",
  "huge-shared",
  "huge-slot",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const ext4 = { fileSystem: "ext4", pages: 1, files: [[0]] } as const;
/** Two files share the one block. */
const shared = { fileSystem: "xfs", pages: 1, files: [[0], [0]] } as const;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  truncate: {
    ...ext4,
    files: [[0], [null]],
    users: [{ file: 0, faults: 0 }, { file: 1, faults: 1, write: true, unmaps: true }],
    dma: { write: true },
    truncate: 0,
    about: "a file is truncated while a device writes to its page, and another file wants the block",
  },
  unmapped: {
    ...ext4,
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true },
    truncate: 0,
    about: "a file that nobody maps any more is truncated while a device writes to its page",
  },
  refault: {
    ...ext4,
    users: [{ file: 0, faults: 0 }, { file: 0, faults: 1, write: true }],
    dma: { write: true },
    truncate: 0,
    about: "while truncate waits for a device, another process touches the page and keeps it mapped",
  },
  "folio-put": {
    ...ext4,
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true, put: "folio_put" },
    truncate: 0,
    about: "whoever has the page drops its reference with a plain folio_put()",
  },
  longterm: { ...ext4, users: [{ file: 0, faults: 1, write: true }], dma: { write: true, longterm: true }, about: "a pin for an unlimited time" },
  "two-pages": {
    fileSystem: "ext4",
    pages: 2,
    files: [[0, 1]],
    users: [{ file: 0, faults: 0 }],
    dma: { write: true, pgoff: 1 },
    truncate: 0,
    about: "a file of two pages is truncated while a device writes to the second",
  },
  evict: { ...ext4, users: [{ file: 0, faults: 0, unmaps: true }], dma: { write: true }, evict: 0, about: "a file is unlinked, unmapped and evicted while a device writes to its page" },
  "evict-fuse": {
    ...ext4,
    fileSystem: "fuse",
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true },
    evict: 0,
    about: "an inode of virtiofs is evicted while a device writes to its page",
  },
  "evict-erofs": {
    ...ext4,
    fileSystem: "erofs",
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: false },
    evict: 0,
    about: "an inode of erofs is evicted, for lack of memory, while a device reads its page",
  },
  writeback: { ...ext4, users: [{ file: 0, faults: 0 }], dma: { write: true }, truncate: 0, fsyncs: 1, about: "a file is truncated while it is written back and a device writes to its page" },
  fsync: { ...ext4, users: [{ file: 0, faults: 2, write: true, stores: true }], fsyncs: 2, about: "two threads call fsync() for a file that others write to" },
  "entry-queue": {
    fileSystem: "ext4",
    pages: 2,
    files: [[0, 1]],
    users: [{ file: 0, faults: 0 }],
    dma: { write: true, pgoff: 1, pinned: true },
    truncate: 0,
    fsyncs: 2,
    entryQueue: true,
    signals: true,
    about: "two fsync() and a truncate, which a signal can end, want the same entry while a device writes to the other page",
  },
  signal: { ...ext4, users: [{ file: 0, faults: 1, write: true, unmaps: true }], dma: { write: true }, truncate: 0, signals: true, about: "a signal ends a truncate that waits for a device" },
  "insert-fails": { ...ext4, users: [{ file: 0, faults: 2, write: true, unmaps: true }], dma: { write: true }, truncate: 0, insertFails: true, about: "page faults fail at their end while a file is truncated" },
  punch: { fileSystem: "ext4", pages: 2, files: [[0, 1]], users: [{ file: 0, faults: 1, write: true }], dma: { write: true }, punch: true, about: "a hole is punched into a file while a device writes to the page" },
  fuse: {
    fileSystem: "fuse",
    pages: 2,
    files: [[0, 1]],
    users: [{ file: 0, faults: 0 }],
    dma: { write: true, pgoff: 1 },
    truncate: 0,
    about: "a file of virtiofs is truncated while a device writes to its second page",
  },
  "fuse-wait": {
    ...ext4,
    fileSystem: "fuse",
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true },
    truncate: 0,
    about: "a file of virtiofs, whose pages have no driver callbacks, is truncated while a device writes to its page",
  },
  reclaim: {
    fileSystem: "fuse",
    pages: 2,
    files: [[0, 1], [null, null]],
    users: [{ file: 0, faults: 0, unmaps: true }, { file: 1, faults: 1, write: true, unmaps: true }],
    dma: { write: true, pgoff: 1 },
    reclaim: true,
    about: "virtiofs takes a range from a file while a device writes to it, and another file wants it",
  },
  hole: {
    fileSystem: "ext4",
    pages: 2,
    files: [[null]],
    users: [{ file: 0, faults: 1 }, { file: 0, faults: 1, write: true, unmaps: true }],
    truncate: 0,
    about: "a hole is read and written while the file is truncated",
  },
  sync: {
    ...ext4,
    users: [{ file: 0, faults: 1, write: true, sync: true, unmaps: true }, { file: 0, faults: 1, write: true, unmaps: true }],
    truncate: 0,
    fsyncs: 1,
    about: "a synchronous fault lets go of the entry while it flushes",
  },
  reflink: { ...shared, users: [{ file: 0, faults: 1 }, { file: 1, faults: 1 }, { file: 0, faults: 1 }], about: "pages of a shared block are mapped through both of its files" },
  "reflink-busy": {
    ...shared,
    users: [{ file: 0, faults: 0 }, { file: 1, faults: 1 }],
    dma: { write: false },
    truncate: 0,
    about: "one of two files that share a block is truncated while a device reads the page, and the other stays mapped",
  },
  "stale-share": {
    fileSystem: "xfs",
    pages: 1,
    files: [[null, 0], [null, 0]],
    users: [{ file: 0, faults: 2, unmaps: true }],
    truncate: 0,
    about: "the second page of a file, shared with another file, is read twice",
  },
  "two-inodes": { fileSystem: "xfs", pages: 2, files: [[0], [1]], users: [{ file: 0, faults: 1 }, { file: 1, faults: 1 }], reflink: true, about: "a file is cloned onto another, and no device is at work" },
  "two-inodes-dma": {
    fileSystem: "xfs",
    pages: 2,
    files: [[0], [1]],
    users: [{ file: 1, faults: 0, unmaps: true }],
    dma: { write: true },
    reflink: true,
    about: "a file is cloned onto another while a device writes to the page of that other",
  },
  cow: {
    fileSystem: "xfs",
    pages: 2,
    files: [[0], [0]],
    users: [{ file: 0, faults: 0 }, { file: 0, faults: 1, write: true }],
    dma: { write: false },
    truncate: 1,
    about: "a shared block is written to while a device reads it and the other file is truncated",
  },
  "cow-fails": {
    fileSystem: "xfs",
    pages: 2,
    files: [[0], [0], [null]],
    users: [{ file: 0, faults: 1, write: true }, { file: 2, faults: 1, write: true }],
    insertFails: true,
    about: "a write fault on a shared block fails after its copy has its entry, and another file wants a block",
  },
  write: { fileSystem: "xfs", pages: 2, files: [[0], [0]], users: [{ file: 0, faults: 1 }], write: true, about: "write(2) to a shared block that is being mapped" },
  huge: { ...ext4, huge: true, users: [{ file: 0, faults: 0 }, { file: 0, faults: 1 }], dma: { write: true }, truncate: 0, fsyncs: 1, about: "as writeback, with entries of a PMD, and a second process that maps it" },
  "huge-evict": { ...ext4, huge: true, fileSystem: "fuse", users: [{ file: 0, faults: 0, unmaps: true }], dma: { write: true }, evict: 0, about: "as evict-fuse, with entries of a PMD" },
  "huge-write": { fileSystem: "xfs", huge: true, pages: 2, files: [[0], [0]], users: [{ file: 0, faults: 1 }], write: true, about: "as write, with entries of a PMD" },
  "huge-parts": {
    fileSystem: "ext4",
    huge: true,
    parts: true,
    pages: 1,
    files: [[0, null]],
    users: [{ file: 0, faults: 3, write: true, divides: true, unmaps: true }],
    dma: { write: true, pgoff: 1 },
    truncate: 0,
    about: "a PMD is divided, parts of its page are mapped by PTEs, and the file is truncated while a device writes to one of them",
  },
  "huge-slot": {
    fileSystem: "xfs",
    pages: 3,
    files: [[0, 1], [0, 1]],
    users: [{ file: 0, faults: 1 }],
    dma: { write: true },
    truncate: 0,
    oneSlot: true,
    about: "a PTE has taken the place of the PMD entry of shared blocks; a device writes to one page, and another one is read",
  },
  "huge-shared": { ...shared, huge: true, users: [{ file: 0, faults: 0 }, { file: 0, faults: 1 }], dma: { write: false }, about: "a shared block with entries of a PMD is mapped once more while a device reads it" },
  "write-dma": { fileSystem: "xfs", pages: 2, files: [[0], [0]], users: [{ file: 0, faults: 0 }], dma: { write: false }, write: true, truncate: 1, about: "write(2) to a shared block while a device reads it and the other file is truncated" },
};
