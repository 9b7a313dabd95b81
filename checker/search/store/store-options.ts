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
  /** Bytes up to which a table quadruples when it grows: so much is soon touched, and giving the entries new places takes longer. */
  readonly quadrupling?: number;
  /** The factor by which a larger table grows. */
  readonly growth?: number;
  /** Told before the table grows, which takes a while. */
  readonly growing?: () => void;
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
    quadrupling: 64 * 2 ** 20,
    growth: 1.3,
    growing: () => {},
    ...options,
  };
}
