/*
 * Which processes run together on device-private or coherent memory. A number in a list is an address space by its ordinal.
 */

export interface Scenario {
  readonly about: string;
  readonly type: "private" | "coherent";
  readonly mms: number;
  /** Pages of system memory: enough that no migration fails for want of one. */
  readonly ram: number;
  /** What every address space maps at the start: one page together, as after fork. */
  readonly starts: "ram" | "device" | "nothing";
  /** Threads that access their memory. */
  readonly faults?: readonly number[];
  /** The driver migrates that memory to the device. */
  readonly toDevice?: readonly number[];
  /** The driver migrates that memory to system memory. */
  readonly toSystem?: readonly number[];
  /** And has to wait for a work item on every CPU, while it has the page locked. */
  readonly drains?: boolean;
  /** The driver migrates what the device has to system memory. */
  readonly evict?: boolean;
  /** Threads that unmap their memory. */
  readonly munmap?: readonly number[];
  /** Threads that pin: lockless and short, or with FOLL_LONGTERM. */
  readonly pin?: readonly number[];
  readonly pinLongterm?: readonly number[];
  /** The driver goes away. */
  readonly remove?: boolean;
}

export const scenarioNames = [
  "migrate",
  "hole",
  "migrate-pin",
  "two-faults",
  "shared",
  "munmap",
  "evict",
  "evict-two-faults",
  "drain",
  "reuse",
  "remove",
  "remove-migrate",
  "coherent",
  "coherent-pin",
  "coherent-two-pins",
  "coherent-remove",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  migrate: { type: "private", mms: 2, ram: 2, starts: "ram", toDevice: [0], faults: [0, 1], about: "a page that two processes share goes to the device and back" },
  hole: { type: "private", mms: 1, ram: 2, starts: "nothing", toDevice: [0, 0], faults: [0], about: "the device is the first to have a page at an address" },
  "migrate-pin": { type: "private", mms: 1, ram: 2, starts: "ram", toDevice: [0], pin: [0], munmap: [0], about: "a page is pinned while it goes to the device" },
  "two-faults": { type: "private", mms: 1, ram: 2, starts: "device", faults: [0, 0], about: "two threads want the same page back" },
  shared: { type: "private", mms: 2, ram: 2, starts: "device", faults: [0, 1], about: "two processes want the same page back" },
  munmap: { type: "private", mms: 2, ram: 2, starts: "device", faults: [0], munmap: [1], about: "one process wants the page back, another unmaps it" },
  evict: { type: "private", mms: 1, ram: 2, starts: "device", faults: [0], evict: true, munmap: [0], about: "the driver evicts a page that a process wants back, or unmaps" },
  "evict-two-faults": { type: "private", mms: 1, ram: 3, starts: "device", faults: [0, 0], evict: true, about: "the driver evicts a page that two threads want back" },
  drain: { type: "private", mms: 2, ram: 2, starts: "device", faults: [1], toSystem: [0], drains: true, about: "a page is wanted back while its migration waits for a work item" },
  reuse: { type: "private", mms: 1, ram: 2, starts: "device", faults: [0, 0], toDevice: [0], about: "a page comes back, and the driver uses its memory again" },
  remove: { type: "private", mms: 2, ram: 2, starts: "device", faults: [0], munmap: [1], remove: true, about: "the driver goes away under a fault and an unmapping" },
  "remove-migrate": { type: "private", mms: 1, ram: 2, starts: "ram", toDevice: [0], remove: true, about: "the driver goes away under a migration to the device" },
  coherent: { type: "coherent", mms: 2, ram: 2, starts: "ram", toDevice: [0], evict: true, munmap: [1], about: "a page goes to coherent memory, and is evicted" },
  "coherent-pin": { type: "coherent", mms: 2, ram: 2, starts: "device", pin: [0], pinLongterm: [1], about: "a long-term pin migrates a page that a lockless walker wants" },
  "coherent-two-pins": { type: "coherent", mms: 1, ram: 3, starts: "device", pinLongterm: [0, 0], munmap: [0], about: "two long-term pins of the same page" },
  "coherent-remove": { type: "coherent", mms: 1, ram: 2, starts: "device", pin: [0], munmap: [0], remove: true, about: "the driver goes away under a pin" },
};
