/*
 * Which processes run together, and with how many of each thing. Together the scenarios let every operation meet every other.
 */

import type { Flags } from "../../model/index.ts";

export interface Scenario {
  readonly about: string;
  /** Threads of the first mm that take references, and how. */
  readonly gup?: "fast" | "slow";
  /** What those threads ask for; absent: each kind. */
  readonly gupFlags?: readonly Flags[];
  /** The first mm forks into the last one. */
  readonly fork?: boolean;
  /** A thread of the first mm calls madvise(MADV_DONTNEED). */
  readonly madvise?: boolean;
  /** A driver allocates pages for itself. */
  readonly driver?: boolean;
  /** And lends the first to somebody who takes an ordinary reference. */
  readonly consumer?: boolean;
  /** memory_failure() looks at a page. */
  readonly memoryFailure?: boolean;
  /** The device goes away. Processes may then keep their mapping for ever; otherwise everybody unmaps. */
  readonly unbind?: boolean;
  /** How often each process maps and unmaps; absent: once. */
  readonly rounds?: number;
  readonly pages: number;
  /** Every mm has a process that maps and unmaps, but for the one that is forked into. */
  readonly mms: number;
  readonly bars: number;
}

export const scenarioNames = [
  "mmap",
  "two-pages",
  "gup-fast",
  "gup-remap",
  "gup-slow",
  "madvise",
  "fork",
  "driver",
  "consumer",
  "gup-consumer",
  "fork-consumer",
  "unbind",
  "unbind-gup",
  "unbind-fork",
  "unbind-madvise",
  "unbind-driver",
  "unbind-consumer",
  "unbind-memory-failure",
  "two-bars",
  "everything",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

const small = { pages: 1, mms: 2, bars: 1 };
const single = { pages: 1, mms: 1, bars: 1 };

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  mmap: { ...small, rounds: 2, about: "two processes map and unmap the same page" },
  "two-pages": { ...small, pages: 2, about: "two processes map and unmap one or two pages: partial failures" },
  "gup-fast": { ...small, gup: "fast", about: "a thread takes references without locks while its mm maps and unmaps" },
  "gup-remap": { ...single, rounds: 3, gup: "fast", about: "a lockless walker meets the next mapping at the same address" },
  "gup-slow": { ...small, gup: "slow", about: "a thread takes references under the mmap_lock while its mm maps and unmaps" },
  madvise: { ...single, mms: 2, madvise: true, fork: true, gup: "slow", about: "MADV_DONTNEED against fork, slow GUP and munmap" },
  fork: { ...small, mms: 3, fork: true, about: "a process forks while another process waits for the page" },
  driver: { ...small, driver: true, about: "a driver and two processes want the same page" },
  consumer: { ...single, driver: true, consumer: true, about: "a driver lends its page to somebody who takes a reference" },
  "gup-consumer": { ...single, gup: "fast", driver: true, consumer: true, about: "a lockless walker meets a page that has become a driver's" },
  "fork-consumer": { ...single, mms: 2, fork: true, driver: true, consumer: true, about: "parent, child and driver want the same page" },
  unbind: { ...small, unbind: true, about: "the device goes away under two processes" },
  "unbind-gup": { ...single, gup: "fast", unbind: true, about: "the device goes away under a lockless walker" },
  "unbind-fork": { ...single, mms: 2, fork: true, unbind: true, about: "the device goes away while a process forks" },
  "unbind-madvise": { ...single, madvise: true, gup: "slow", unbind: true, about: "the device goes away under MADV_DONTNEED and slow GUP" },
  "unbind-driver": { ...single, driver: true, unbind: true, about: "the device goes away under a driver's allocation" },
  "unbind-consumer": { ...single, driver: true, consumer: true, unbind: true, about: "the device goes away while a driver has lent its page" },
  "unbind-memory-failure": { ...single, memoryFailure: true, unbind: true, about: "the device goes away under memory_failure()" },
  "two-bars": { ...single, bars: 2, driver: true, unbind: true, about: "a device with two BARs goes away" },
  everything: {
    pages: 2,
    mms: 3,
    bars: 1,
    gup: "fast",
    gupFlags: ["FOLL_PIN"],
    fork: true,
    unbind: true,
    about: "two pages, three mms, fork, lockless GUP and unbind at once",
  },
};
