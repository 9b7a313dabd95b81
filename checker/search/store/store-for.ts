import { CompactStore } from "./compact-store.ts";
import type { CompiledStore } from "./compiled-store.ts";
import type { StoreOptions } from "./store-options.ts";

/** The exact store that suits states of so many 64-bit words and so many bits. */
export function storeFor(words: number, bits: number, options: StoreOptions = {}): CompiledStore {
  if (words === 1) return new CompactStore(bits, options);
  throw new Error(`no store for states of ${words} words`);
}
