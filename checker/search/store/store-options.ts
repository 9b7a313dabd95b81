export interface StoreOptions {
  /** States that fit into the buffer. */
  readonly capacity?: number;
  /** States for which there is room before the table grows for the first time. */
  readonly initialCapacity?: number;
  /** Bytes that the store may allocate. */
  readonly maxBytes?: number;
  /** Bytes by which the table and the frontier grow: a power of two, at least 1024. */
  readonly segmentBytes?: number;
  /** States that are hashed, then touched, then probed together, so that their cache misses overlap. */
  readonly batch?: number;
  /** The base-2 logarithm of the recent keys that are remembered. */
  readonly filterBits?: number;
  /** The share of the slots that may be taken. */
  readonly maxLoad?: number;
  /** The factor by which the table grows. */
  readonly growth?: number;
}

/** Measured with `bench/store.ts`. */
export function withDefaults(options: StoreOptions): Required<StoreOptions> {
  return {
    capacity: 1 << 14,
    initialCapacity: 0,
    maxBytes: Infinity,
    segmentBytes: 1 << 20,
    batch: 128,
    filterBits: 15,
    maxLoad: 7 / 8,
    growth: 1.25,
    ...options,
  };
}
