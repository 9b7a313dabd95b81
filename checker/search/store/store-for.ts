import { CompactStore } from "./compact-store.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { FingerprintStore } from "./fingerprint-store.ts";
import { ListStore } from "./list-store.ts";
import type { StoreOptions } from "./store-options.ts";
import { WideStore } from "./wide-store.ts";

/** Whether the visited set keeps states, or only fingerprints of them. */
export const storeKinds = ["exact", "fingerprint"] as const;
export type StoreKind = (typeof storeKinds)[number];

/** How a store keeps states: it is chosen among the exact ones, too. */
export type StoreForm = StoreKind | "list";

/**
 * The store that suits states of so many 64-bit words and so many bits. An exact one, unless fingerprints were asked for; and also then if a state is not longer than its
 * fingerprint.
 */
export function storeFor(words: number, bits: number, options: StoreOptions = {}, form: StoreForm = "exact"): CompiledStore {
  if (form === "list") return new ListStore(words, bits, options);
  if (words === 1) return new CompactStore(bits, options);
  return form === "exact" ? new WideStore(words, bits, options) : new FingerprintStore(words, bits, options);
}
