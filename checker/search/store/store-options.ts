export interface StoreOptions {
  /** States that fit into the buffer. */
  readonly capacity?: number;
  /** States for which there is room before the table grows for the first time. */
  readonly initialCapacity?: number;
  /** Bytes that the store may allocate; then insertion throws OutOfMemory, and the store only tells its figures. */
  readonly maxBytes?: number;
  /** Bytes by which the table and the frontier grow: a power of two, at least 1024. */
  readonly segmentBytes?: number;
  /** States that are hashed, then touched, then probed together, so that their cache misses overlap. */
  readonly batch?: number;
  /** The base-2 logarithm of the recent keys that are remembered. */
  readonly filterBits?: number;
  /** The share of the slots that may be taken. */
  readonly maxLoad?: number;
  /** Bytes of a table below which it doubles when it grows. */
  readonly doubling?: number;
  /** The factor by which a larger table grows. */
  readonly growth?: number;
}

/**
 * Measured with `bench/store.ts`. Batches of 32 to 512 are alike. A filter of 256 KiB, a part of the second-level cache, makes insertion 1.4 times as fast as
 * none. A table that is less full or grows by more is up to 1.2 times as fast, and takes up to twice the memory.
 */
export function withDefaults(options: StoreOptions): Required<StoreOptions> {
  return {
    capacity: 1 << 14,
    initialCapacity: 0,
    maxBytes: Infinity,
    segmentBytes: 1 << 20,
    batch: 128,
    filterBits: 15,
    maxLoad: 0.85,
    doubling: 32 * 2 ** 20,
    growth: 1.3,
    ...options,
  };
}
