import { CompactStore } from "./compact-store.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { FingerprintStore } from "./fingerprint-store.ts";
import type { StoreOptions } from "./store-options.ts";
import { WideStore } from "./wide-store.ts";

/** Whether the visited set keeps states, or only fingerprints of them. */
export const storeKinds = ["exact", "fingerprint"] as const;
export type StoreKind = (typeof storeKinds)[number];

/**
 * The store that suits states of so many 64-bit words and so many bits. An exact one, unless fingerprints were asked for; and also then if a state is not longer than its
 * fingerprint.
 */
export function storeFor(words: number, bits: number, options: StoreOptions = {}, kind: StoreKind = "exact"): CompiledStore {
  if (words === 1) return new CompactStore(bits, options);
  return kind === "exact" ? new WideStore(words, bits, options) : new FingerprintStore(words, options);
}
