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
  /** In the end it unmaps; otherwise it keeps the mapping for ever. */
  readonly unmaps?: boolean;
}

export interface Scenario {
  readonly about: string;
  readonly fileSystem: FileSystem;
  /** Blocks of the device, and the files' extent maps at the start: a block by its ordinal, or null for a hole. */
  readonly pages: number;
  readonly files: readonly (readonly (number | null)[])[];
  readonly users: readonly User[];
  /** A thread of the first address space has a device read or write one page of it. */
  readonly dma?: { readonly write: boolean; readonly longterm?: boolean; readonly put?: "put_page" | "folio_put"; readonly pgoff?: number };
  /** The first file is truncated to nothing. */
  readonly truncate?: boolean;
  /** The first file is unlinked, and its inode evicted when nobody maps it any more. */
  readonly evict?: boolean;
  /** The first file is written back. */
  readonly writeback?: boolean;
}

export const scenarioNames = ["truncate", "unmapped", "refault", "folio-put", "longterm", "two-pages", "evict", "writeback"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const ext4 = { fileSystem: "ext4", pages: 1, files: [[0]] } as const;

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  truncate: {
    ...ext4,
    files: [[0], [null]],
    users: [{ file: 0, faults: 0 }, { file: 1, faults: 1, write: true, unmaps: true }],
    dma: { write: true },
    truncate: true,
    about: "a file is truncated while a device writes to its page, and another file wants the block",
  },
  unmapped: {
    ...ext4,
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true },
    truncate: true,
    about: "a file that nobody maps any more is truncated while a device writes to its page",
  },
  refault: {
    ...ext4,
    users: [{ file: 0, faults: 0 }, { file: 0, faults: 1, write: true }],
    dma: { write: true },
    truncate: true,
    about: "while truncate waits for a device, another process touches the page and keeps it mapped",
  },
  "folio-put": {
    ...ext4,
    users: [{ file: 0, faults: 0, unmaps: true }],
    dma: { write: true, put: "folio_put" },
    truncate: true,
    about: "whoever has the page drops its reference with a plain folio_put()",
  },
  longterm: { ...ext4, users: [{ file: 0, faults: 1, write: true }], dma: { write: true, longterm: true }, about: "a pin for an unlimited time" },
  "two-pages": {
    fileSystem: "ext4",
    pages: 2,
    files: [[0, 1]],
    users: [{ file: 0, faults: 0 }],
    dma: { write: true, pgoff: 1 },
    truncate: true,
    about: "a file of two pages is truncated while a device writes to the second",
  },
  evict: { ...ext4, users: [{ file: 0, faults: 0, unmaps: true }], dma: { write: true }, evict: true, about: "a file is unlinked, unmapped and evicted while a device writes to its page" },
  writeback: { ...ext4, users: [{ file: 0, faults: 0 }], dma: { write: true }, truncate: true, writeback: true, about: "a file is truncated while it is written back and a device writes to its page" },
};
