import { CompactStore } from "./compact-store.ts";
import type { CompiledStore } from "./compiled-store.ts";
import type { StoreOptions } from "./store-options.ts";
import { WideStore } from "./wide-store.ts";

/** The exact store that suits states of so many 64-bit words and so many bits. */
export function storeFor(words: number, bits: number, options: StoreOptions = {}): CompiledStore {
  return words === 1 ? new CompactStore(bits, options) : new WideStore(words, bits, options);
}
