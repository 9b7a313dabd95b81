import { giveBack, i32, i64, increment, repeatWhile, set, tee, when, type Expression, type FunctionReference, type GlobalVariable, type ModuleBuilder, type Operand } from "../../compile/wasm/assembler.ts";
import { bucketBytes, entryFormats, type EntryFormat } from "./entry-format.ts";
import type { MemoryMap } from "./memory-map.ts";

/** Bits of an entry that hold one more than its displacement, so that an entry is never zero. */
export const displacementBits: number = 3;
/** How far from its home an entry may lie, in buckets. */
export const mostDisplacement: number = 2 ** displacementBits - 2;
export const fewestBuckets: number = 8;

/** Bits of the shortest keys; shorter ones are taken as that long, so that there is always a high half. */
const fewestBits = 32;
/** What the list of the table's segments has room for. */
const mostSegments = 4096;

/**
 * A compact hash table (Cleary, "Compact Hash Tables Using Bidirectional Linear Probing", 1984): of a mixed key it keeps only what its place does
 * not tell, so that a slot of 4 bytes is exact for keys of 50 bits. The high 32 bits of the key, times the number of buckets, are a home
 * bucket and a fraction. An entry holds as many bits of the fraction as tell the keys of one bucket apart, the low bits of the key, and how many
 * buckets from home it was displaced, because those before were full.
 *
 * Homes are in the order of the mixed keys, so the table grows by any factor, in place, in one sequential pass ({@link TableGrowth}).
 */
export class CompactTable {
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
  /** For each format, a function that puts an entry, not there yet, as near to its home as can be. 0: there is no room. */
  readonly place: readonly FunctionReference<{ readonly home: "i32"; readonly entry: "i64" }, "i32">[];
  readonly #segmentBytes: number;

  constructor(module: ModuleBuilder, map: MemoryMap, bits: number, segmentBytes: number) {
    this.bits = Math.max(fewestBits, bits);
    this.#segmentBytes = segmentBytes;
    const mostShift = Math.floor(Math.log2((mostSegments * segmentBytes) / bucketBytes));
    this.formats = entryFormats.filter((format) => fits(format, this.bits, mostShift));
    this.buckets = module.global("i32", 0);
    this.shift = module.global("i64", 0n);
    this.format = module.global("i32", 0);
    this.directory = map.reserve(mostSegments * 4);
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

  #definePlace(module: ModuleBuilder, format: EntryFormat): CompactTable["place"][number] {
    return module.define(`place${format.bytes}`, { home: "i32", entry: "i64" }, "i32", ({ home, entry }, local) => {
      const displacement = local("i32");
      const bucket = local("i32");
      const slot = local("i32");
      return [
        repeatWhile(i32.leU(displacement, mostDisplacement), [
          set(bucket, this.address(i32.add(home, displacement))),
          when(i32.ne(tee(slot, format.firstFree(bucket)), format.slots), [format.put(bucket, slot, i64.add(entry, i64.extendU(displacement))), giveBack(1)]),
          increment(displacement),
        ]),
        giveBack(0),
      ];
    });
  }
}

/** Whether keys fit into a format when there are from `2^shift` to `2^(shift + 1) - 1` buckets. */
export function fits(format: EntryFormat, bits: number, shift: number): boolean {
  return bits - shift + displacementBits <= format.bytes * 8;
}

