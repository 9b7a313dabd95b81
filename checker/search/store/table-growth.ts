import { branchIf, call, drop, i32, i32x4, i64, increment, repeatWhile, set, v128, when, type Code, type Expression, type FunctionReference, type Local, type ModuleBuilder, type NewLocal } from "../../compile/wasm/assembler.ts";
import { mostDisplacement, type CompactTable } from "./compact-table.ts";
import { bucketBytes } from "./entry-format.ts";
import type { MemoryMap } from "./memory-map.ts";

/** Buckets at the start of the table that are copied away before it grows. */
const prefixBuckets = 128;

/**
 * The least factor by which the table grows. An entry of a bucket that is not copied away has a home from `prefixBuckets - mostDisplacement` on, and
 * that must move by more than an entry can be displaced.
 */
export const leastGrowth: number = 1 + (mostDisplacement + 1) / (prefixBuckets - mostDisplacement);
/** Buckets whose taken slots are counted while the table grows: more than the entries of one old bucket can have as new homes. */
const countedBuckets = 256;
/** Buckets behind the last home, for entries that are displaced there. */
export const spareBuckets: number = mostDisplacement;

type Grow = FunctionReference<{ readonly oldBuckets: "i32"; readonly oldShift: "i64" }, "void">;

/**
 * Growth in place. Buckets are emptied from the last to the first, and each entry goes to its new home: never to a bucket that was not
 * emptied yet, because homes move up, those of the first buckets excepted, which are copied away. So all of the table is read and written once,
 * in order.
 */
export class TableGrowth {
  readonly #module: ModuleBuilder;
  readonly #table: CompactTable;
  readonly #copies: number;
  /** How many slots are taken of the lowest buckets that entries were moved to, by bucket modulo `countedBuckets`. */
  readonly #counts: number;

  constructor(module: ModuleBuilder, map: MemoryMap, table: CompactTable) {
    this.#module = module;
    this.#table = table;
    this.#counts = map.reserve(countedBuckets);
    this.#copies = map.reserve((prefixBuckets + 1) * bucketBytes);
  }

  /** Define and export the functions that move the entries: from each format to each that is as narrow, and back into each. */
  define(): void {
    const table = this.#table;
    for (const [from, { bytes: fromBytes }] of table.formats.entries()) {
      for (const [to, { bytes: toBytes }] of table.formats.entries()) {
        if (to <= from) this.#module.exportFunction(this.#defineGrow(from, to), `grow${fromBytes}to${toBytes}`);
      }
    }
    for (const [position, { bytes }] of table.formats.entries()) this.#module.exportFunction(this.#defineRehouse(position), `rehouse${bytes}`);
  }

  /** Move all entries of a table that had fewer buckets; the globals have the new size already. */
  #defineGrow(from: number, to: number): Grow {
    return this.#module.define(`grow ${from} to ${to}`, { oldBuckets: "i32", oldShift: "i64" }, "void", (old, local) => {
      const bucket = local("i32");
      const address = local("i32");
      const prefix = local("i32");
      const lowest = local("i32");
      const vectors = [0, 16, 32, 48];
      const empty = (copy: Expression<"i32">): Code => [
        set(address, this.#table.address(bucket)),
        vectors.map((offset) => v128.store(copy, v128.load(address, offset), offset)),
        vectors.map((offset) => v128.store(address, i32x4.splat(0), offset)),
      ];
      const move = this.#move(from, to, old, bucket, lowest, local);
      const copyOf = (of: Expression<"i32">): Expression<"i32"> => i32.add(i32.mul(of, bucketBytes), this.#copies);
      const copy = local("i32");
      return [
        set(prefix, i32.add(old.oldBuckets, spareBuckets)),
        when(i32.gtU(prefix, prefixBuckets), set(prefix, prefixBuckets)),
        repeatWhile(i32.ltU(bucket, prefix), [empty(copyOf(bucket)), increment(bucket)]),
        set(bucket, i32.add(old.oldBuckets, spareBuckets)),
        set(lowest, i32.add(this.#table.buckets, spareBuckets)),
        set(copy, this.#copies + prefixBuckets * bucketBytes),
        repeatWhile(i32.gtU(bucket, prefix), [increment(bucket, -1), empty(copy), move(copy)]),
        repeatWhile(i32.gtU(bucket, 0), [increment(bucket, -1), set(copy, copyOf(bucket)), move(copy)]),
      ];
    });
  }

  /** Give the entries of a copied bucket their new places. */
  #move(from: number, to: number, old: { readonly oldBuckets: Local<"i32">; readonly oldShift: Local<"i64"> }, bucket: Local<"i32">, lowest: Local<"i32">, local: NewLocal): (copy: Local<"i32">) => Code {
    const table = this.#table;
    const [format, target, place] = [table.formats[from], table.formats[to], table.place[to]];
    if (format === undefined || target === undefined || place === undefined) throw new Error("no such format");
    const slot = local("i32");
    const entry = local("i64");
    const product = local("i64");
    const key = local("i64");
    const home = local("i32");
    const count = local("i32");
    const bucketOfHome = local("i32");
    const countOf = (of: Expression<"i32">): Expression<"i32"> => i32.and(of, countedBuckets - 1);
    const oldBuckets = i64.extendU(old.oldBuckets);
    return (copy) => [
      // The new homes from here down are entered for the first time.
      set(product, i64.divU(i64.mul(i64.extendU(i32.sub(bucket, mostDisplacement)), i64.extendU(table.buckets)), oldBuckets)),
      when(i32.ltU(bucket, mostDisplacement + 1), set(product, 1n)),
      repeatWhile(i32.geU(lowest, i32.wrap(product)), [increment(lowest, -1), i32.store8(countOf(lowest), 0, this.#counts)]),
      set(slot, 0),
      repeatWhile(i32.ltU(slot, format.slots), (end) => [
        set(entry, format.get(copy, slot)),
        branchIf(i64.eqz(entry), end),
        set(key, table.key(bucket, entry, oldBuckets, old.oldShift, product)),
        set(product, table.product(key, i64.extendU(table.buckets))),
        set(home, table.home(product)),
        set(entry, table.entry(key, product, table.shift)),
        // Counting is faster than a look into a bucket that was written a moment ago, in pieces.
        set(count, i32.load8U(countOf(home), this.#counts)),
        when(i32.ltU(count, target.slots), [set(bucketOfHome, table.address(home)), target.put(bucketOfHome, count, entry)], set(home, call(place, { home, entry }))),
        // It may lie beyond those that are counted, or have found no place.
        when(i32.ltU(i32.sub(home, lowest), countedBuckets), i32.store8(countOf(home), i32.add(i32.load8U(countOf(home), this.#counts), 1), this.#counts)),
        increment(slot),
      ]),
    ];
  }

  /** Find places for the entries that were without one. */
  #defineRehouse(position: number): FunctionReference<Record<never, never>, "void"> {
    const table = this.#table;
    const place = table.place[position];
    if (place === undefined) throw new Error("no such format");
    return this.#module.define(`rehouse ${position}`, {}, "void", (_, local) => {
      const at = local("i32");
      const count = local("i32");
      const key = local("i64");
      const product = local("i64");
      return [
        set(count, table.homelessCount),
        set(table.homelessCount, 0),
        repeatWhile(i32.ltU(at, count), [
          set(key, i64.load(i32.mul(at, 8), table.homeless)),
          set(product, table.product(key, i64.extendU(table.buckets))),
          drop(call(place, { home: table.home(product), entry: table.entry(key, product, table.shift) })),
          increment(at),
        ]),
      ];
    });
  }
}
