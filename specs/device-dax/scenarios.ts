/*
 * Which processes run together, and with how many address spaces.
 */

export interface Scenario {
  readonly about: string;
  readonly mms: number;
  /** How often each process touches the memory; between two touches it may drop the mapping with MADV_DONTNEED. */
  readonly touches: number;
  /** Threads of the first mm that pin, and how. */
  readonly gup?: "fast" | "slow";
  /** The device goes away. Processes may then keep their mapping, and their pins, for ever. */
  readonly unbind?: boolean;
  /** The device is not there yet. */
  readonly probe?: boolean;
}

export const scenarioNames = ["map", "pin", "pin-fast", "unbind", "unbind-pin", "unbind-pin-fast", "probe", "probe-unbind"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  map: { mms: 2, touches: 2, about: "two processes map the memory, touch it and unmap it" },
  pin: { mms: 2, touches: 2, gup: "slow", about: "a thread pins the memory while its process maps and unmaps" },
  "pin-fast": { mms: 1, touches: 2, gup: "fast", about: "a thread pins without locks while its process maps and unmaps" },
  unbind: { mms: 2, touches: 1, unbind: true, about: "the device goes away under two processes" },
  "unbind-pin": { mms: 1, touches: 1, gup: "slow", unbind: true, about: "the device goes away under a pin, which may be a long-term one" },
  "unbind-pin-fast": { mms: 1, touches: 1, gup: "fast", unbind: true, about: "the device goes away under a lockless walker" },
  probe: { mms: 2, touches: 1, probe: true, about: "two processes use the device as it appears" },
  "probe-unbind": { mms: 1, touches: 1, probe: true, unbind: true, about: "a device appears and goes away again under a process" },
};
