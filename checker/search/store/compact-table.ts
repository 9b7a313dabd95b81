import { branch, giveBack, i32, i64, increment, loop, repeatWhile, set, tee, unreachable, when, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type ModuleBuilder, type Operand } from "../../compile/wasm/assembler.ts";
import { bucketBytes, displacementBits, entryFormats, type EntryFormat } from "./entry-format.ts";
import type { MemoryMap } from "./memory-map.ts";

/** How far from its home an entry may lie, in buckets. */
export const mostDisplacement: number = 2 ** displacementBits - 2;

/** Bits of the shortest keys; shorter ones are taken as that long, so that there is always a high half. */
const fewestBits = 32;
/** Entries that may be without a place at a time. */
const mostHomeless = 4096;
/** What the list of the table's segments has room for. */
const mostSegments = 4096;

type Place = FunctionReference<{ readonly home: "i32"; readonly entry: "i64" }, "i32">;

/**
 * A compact hash table (Cleary, "Compact Hash Tables Using Bidirectional Linear Probing", 1984): of a mixed key it keeps only what its place does
 * not tell, so that a slot of 4 bytes is exact for keys of 50 bits. The high 32 bits of the key, times the number of buckets, are a home
 * bucket and a fraction. An entry holds as many bits of the fraction as tell the keys of one bucket apart, the low bits of the key, and how many
 * buckets from home it was displaced, because those before were full.
 *
 * Of a full bucket's entries the least displaced ones are moved on (Celis, "Robin Hood Hashing", 1986), so no bucket between an entry and its home
 * holds one that is displaced less there. A search ends where that would not be so: after little more than one cache line, at any load that is used.
 *
 * Homes are in the order of the mixed keys, so the table grows by any factor, in place, in one sequential pass ({@link TableGrowth}).
 */
export class CompactTable {
  /** Bits of a key; higher ones do not count. */
  readonly keyBits: number;
  /** Bits of a mixed key. */
  readonly bits: number;
  readonly mostSegments: number = mostSegments;
  /** Formats that keys fit into in some size of the table. */
  readonly formats: readonly EntryFormat[];
  readonly buckets: GlobalVariable<"i32">;
  /** The base-2 logarithm of the number of buckets, rounded down. */
  readonly shift: GlobalVariable<"i64">;
  /** The position of the present format. */
  readonly format: GlobalVariable<"i32">;
  /** Where the addresses of the table's segments are listed. */
  readonly directory: number;
  /** Entries that found no place for the moment, as mixed keys, and how many there are. Then the table must grow. */
  readonly homeless: number;
  readonly homelessCount: GlobalVariable<"i32">;
  /** For each format, a function that puts the entry of a key that is not in the table where it belongs. The bucket that took a slot more, or -1. */
  readonly place: readonly Place[];
  readonly #segmentBytes: number;

  constructor(module: ModuleBuilder, map: MemoryMap, bits: number, segmentBytes: number) {
    this.keyBits = bits;
    this.bits = Math.max(fewestBits, bits);
    this.#segmentBytes = segmentBytes;
    const mostShift = Math.floor(Math.log2((mostSegments * segmentBytes) / bucketBytes));
    const leastShift = Math.floor(Math.log2(segmentBytes / bucketBytes - mostDisplacement));
    const widest = entryFormats.findIndex((format) => fits(format, this.bits, leastShift));
    this.formats = entryFormats.slice(0, widest + 1).filter((format) => fits(format, this.bits, mostShift));
    this.buckets = module.global("i32", 0);
    this.shift = module.global("i64", 0n);
    this.format = module.global("i32", 0);
    this.directory = map.reserve(mostSegments * 4);
    this.homeless = map.reserve(mostHomeless * 8);
    this.homelessCount = module.global("i32", 0);
    this.place = this.formats.map((format) => this.#definePlace(module, format));
  }

  /** The address of a bucket. */
  address(bucket: Operand<"i32">): Expression<"i32"> {
    const bucketsOfSegment = this.#segmentBytes / bucketBytes;
    const segment = i32.load(i32.shl(i32.shrU(bucket, Math.log2(bucketsOfSegment)), 2), this.directory);
    return i32.add(segment, i32.mul(i32.and(bucket, bucketsOfSegment - 1), bucketBytes));
  }

  /** The home bucket of a mixed key and the fraction, as the halves of one number. */
  product(key: Expression<"i64">, buckets: Expression<"i64">): Expression<"i64"> {
    return i64.mul(this.bits === 32 ? key : i64.shrU(key, BigInt(this.bits - 32)), buckets);
  }

  home(product: Expression<"i64">): Expression<"i32"> {
    return i32.wrap(i64.shrU(product, 32n));
  }

  /**
   * What is kept of a mixed key in its home bucket. The high halves of keys of one bucket are at least `buckets` apart in the fraction, so its lowest
   * `shift` bits are not needed.
   */
  entry(key: Expression<"i64">, product: Expression<"i64">, shift: Expression<"i64">): Expression<"i64"> {
    const fraction = i64.shrU(i64.and(product, 0xffffffffn), shift);
    const low = BigInt(this.bits - 32);
    const rest = low === 0n ? fraction : i64.or(i64.shl(fraction, low), i64.and(key, (1n << low) - 1n));
    return i64.or(i64.shl(rest, BigInt(displacementBits)), 1n);
  }

  /** The mixed key of an entry in a bucket of a table of some size. */
  key(bucket: Expression<"i32">, entry: Expression<"i64">, buckets: Expression<"i64">, shift: Expression<"i64">, high: Local<"i64">): Expression<"i64"> {
    const low = BigInt(this.bits - 32);
    const home = i32.sub(i32.add(bucket, 1), displacement(entry));
    const rest = i64.shrU(entry, BigInt(displacementBits));
    const least = i64.or(i64.shl(i64.extendU(home), 32n), i64.shl(i64.shrU(rest, low), shift));
    // The high half is the one number whose product has that home and that fraction: the next multiple of the number of buckets.
    const half = i64.divU(i64.sub(i64.add(least, buckets), 1n), buckets);
    return low === 0n ? half : i64.or(i64.shl(tee(high, half), low), i64.and(rest, (1n << low) - 1n));
  }

  #definePlace(module: ModuleBuilder, format: EntryFormat): Place {
    return module.define(`place${format.bytes}`, { home: "i32", entry: "i64" }, "i32", ({ home, entry }, local) => {
      const bucket = local("i32");
      const slots = local("i32");
      const least = local("i32");
      const replaced = local("i64");
      const slot = i32.ctz(slots);
      return [
        loop((next) => [
          set(bucket, this.address(home)),
          when(tee(slots, format.displaced(bucket, i32.constant(0))), [format.put(bucket, slot, entry), giveBack(home)]),
          set(least, 1),
          repeatWhile(i32.ltU(least, displacement(entry)), (end) => [
            when(tee(slots, format.displaced(bucket, least)), [set(replaced, format.get(bucket, slot)), format.put(bucket, slot, entry), set(entry, replaced), branch(end)]),
            increment(least),
          ]),
          when(i32.leU(displacement(entry), mostDisplacement), [set(entry, i64.add(entry, 1n)), increment(home), branch(next)]),
        ]),
        this.#setAside(this.key(home, entry, i64.extendU(this.buckets), this.shift, replaced)),
        giveBack(-1),
      ];
    });
  }

  #setAside(key: Expression<"i64">): Code {
    const count = this.homelessCount;
    // The table grows as soon as there is one, so there are never many; and no state is ever dropped.
    return [when(i32.eq(count, mostHomeless), unreachable()), i64.store(i32.mul(count, 8), key, this.homeless), increment(count)];
  }
}

/** One more than the number of buckets by which an entry is displaced. */
function displacement(entry: Expression<"i64">): Expression<"i32"> {
  return i32.and(i32.wrap(entry), 2 ** displacementBits - 1);
}

/** Whether keys fit into a format when there are from `2^shift` to `2^(shift + 1) - 1` buckets. */
export function fits(format: EntryFormat, bits: number, shift: number): boolean {
  return bits - shift + displacementBits <= format.bytes * 8;
}

