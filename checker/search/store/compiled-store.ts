import type { Memory } from "../../compile/wasm/webassembly.ts";

/**
 * The visited set of a compiled search, in WebAssembly memory. Bits of a state's last word that are above those the store was made for are no part of the state: they
 * go through the queue with it.
 */
export interface CompiledStore {
  /** 64-bit words of a state. */
  readonly words: number;
  readonly memory: Memory;
  /** Byte offset of the buffer into which the expander writes successors, one after the other. */
  readonly buffer: number;
  /** How many states fit into the buffer. */
  readonly capacity: number;
  /** Byte offset of the positions in the buffer (u32) of the states that the last insertion found to be new, in their order. */
  readonly fresh: number;
  /** Insert the first `count` states of the buffer. Returns how many were new. */
  insert(count: number): number;
  /** A contiguous piece of the current level that is still to be expanded: at most `most` states; none at the end of the level. */
  take(most: number): { readonly pointer: number; readonly count: number };
  /** The states that were discovered during this level become the current level. Returns how many they are. */
  nextLevel(): number;
  /** Grow now if it will soon be needed: for one who has to wait anyway. @returns whether it has. */
  growAhead?(): boolean;
  /** Distinct states. */
  readonly size: number;
  /** A bound on the probability that a state was taken for another, so far; absent for an exact store. */
  readonly omissionProbability?: number;
  /** True if a list of whole states would be quicker, and not much larger. */
  readonly betterListed?: boolean;
  /** Bytes that are really allocated for each state: table, frontier, everything. */
  readonly bytesPerState: number;
}
