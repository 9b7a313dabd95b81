import { block, branchIf, call, drop, giveBack, i32, i64, increment, loop, repeatWhile, set, switchOn, tee, when, type Code, type FunctionReference, type GlobalVariable, type Local, type ModuleBuilder } from "../../compile/wasm/assembler.ts";
import type { Memory } from "../../compile/wasm/webassembly.ts";
import { mix } from "./bijection.ts";
import { mostDisplacement, type CompactTable } from "./compact-table.ts";
import type { EntryFormat } from "./entry-format.ts";
import type { MemoryMap } from "./memory-map.ts";
import type { StoreOptions } from "./store-options.ts";

/** States in a buffer, one for each key. */
export interface Queued {
  readonly address: number;
  readonly words: number;
}

/** The functions of the host that insertion calls. */
export interface InsertionHost {
  /** Make the table larger. */
  readonly grow: HostFunction;
  /** Make room in the queue. */
  readonly extend: HostFunction;
}

type HostFunction = FunctionReference<Record<never, never>, "void">;
type Range = FunctionReference<{ readonly keys: "i32"; readonly from: "i32"; readonly to: "i32" }, "i32">;

/**
 * Insertion of keys in batches: keys that were seen a moment ago are sorted out by a small direct-mapped filter, the others are hashed, their buckets are
 * touched, and only then probed: the misses of a batch overlap. On the refcount pool the filter spares half of the probes.
 */
export class Insertion {
  readonly #table: CompactTable;
  readonly #module: ModuleBuilder;
  readonly #options: Required<StoreOptions>;
  readonly #queued: Queued | undefined;
  readonly #size: GlobalVariable<"i32">;
  readonly #limit: GlobalVariable<"i32">;
  readonly #tail: GlobalVariable<"i32">;
  readonly #tailEnd: GlobalVariable<"i32">;
  readonly #found: GlobalVariable<"i32">;
  readonly #sink: GlobalVariable<"i32">;
  /** Positions in the buffer of the new states. */
  readonly fresh: number;
  readonly #filter: number;
  readonly #mixed: number;
  readonly #entries: number;
  readonly #homes: number;
  readonly #addresses: number;
  readonly #positions: number;

  /** @param queued what is put into the queue, if not the keys themselves. */
  constructor(module: ModuleBuilder, map: MemoryMap, table: CompactTable, options: Required<StoreOptions>, queued?: Queued) {
    this.#queued = queued;
    const { batch, capacity, filterBits } = options;
    this.#module = module;
    this.#table = table;
    this.#options = options;
    this.#size = module.global("i32", 0);
    this.#limit = module.global("i32", 0);
    this.#tail = module.global("i32", 0);
    this.#tailEnd = module.global("i32", 0);
    this.#found = module.global("i32", 0);
    this.#sink = module.global("i32", 0);
    this.fresh = map.reserve(capacity * 4);
    this.#filter = map.reserve(8 << filterBits);
    this.#mixed = map.reserve(batch * 8);
    this.#entries = map.reserve(batch * 8);
    this.#homes = map.reserve(batch * 4);
    this.#addresses = map.reserve(batch * 4);
    this.#positions = map.reserve(batch * 4);
    for (const [name, global] of Object.entries({ size: this.#size, limit: this.#limit, tail: this.#tail, tailEnd: this.#tailEnd, buckets: table.buckets, shift: table.shift, format: table.format, homeless: table.homelessCount })) module.exportGlobal(global, name);
  }

  /** An empty filter holds no key: one of zeros would belong to the first place, so there is one of ones. */
  initialize(memory: Memory): void {
    new DataView(memory.buffer).setBigInt64(this.#filter, -1n, true);
  }

  /** Define and export `insert(keys, count)`, which returns how many keys were new. */
  define({ grow, extend }: InsertionHost): void {
    const table = this.#table;
    const { batch } = this.#options;
    const filter = this.#defineFilter();
    const locate = this.#defineLocate();
    const probes = table.formats.map((format, position) => this.#defineProbe(format, table.place[position] as CompactTable["place"][number], extend));
    const insert = this.#module.define("insert", { keys: "i32", count: "i32" }, "i32", ({ keys, count }, local) => {
      const at = local("i32");
      const end = local("i32");
      const candidates = local("i32");
      const done = local("i32");
      const probeWith = (probe: (typeof probes)[number]): Code => set(done, call(probe, { keys, from: done, to: candidates }));
      return [
        set(this.#found, 0),
        repeatWhile(i32.ltU(at, count), [
          set(end, i32.add(at, batch)),
          when(i32.gtU(end, count), set(end, count)),
          set(candidates, call(filter, { keys, from: at, to: end })),
          set(done, 0),
          // A probe ends early when the table is full. What was probed is in the table, and only the others are located again.
          repeatWhile(i32.ltU(done, candidates), [
            call(locate, { from: done, to: candidates }),
            switchOn(table.format, probes.map(probeWith)),
            when(i32.or(i32.ltU(done, candidates), table.homelessCount), call(grow, {})),
          ]),
          set(at, end),
        ]),
        giveBack(this.#found),
      ];
    });
    this.#module.exportFunction(insert);
  }

  /** Mix the keys from one position to another, and keep those that are not in the filter. */
  #defineFilter(): Range {
    const { bits, keyBits } = this.#table;
    return this.#module.define("filter", { keys: "i32", from: "i32", to: "i32" }, "i32", ({ keys, from, to }, local) => {
      const count = local("i32");
      const key = local("i64");
      const slot = local("i32");
      return [
        repeatWhile(i32.ltU(from, to), [
          set(key, i64.load(i32.add(keys, i32.shl(from, 3)))),
          keyBits === 64 ? [] : set(key, i64.and(key, (1n << BigInt(keyBits)) - 1n)),
          mix(key, bits),
          set(slot, i32.shl(i32.wrap(i64.shrU(key, BigInt(bits - this.#options.filterBits))), 3)),
          // Written in any case, and counted only if it is to be kept: a branch here could not be predicted.
          i64.store(i32.shl(count, 3), key, this.#mixed),
          i32.store(i32.shl(count, 2), from, this.#positions),
          set(count, i32.add(count, i64.ne(i64.load(slot, this.#filter), key))),
          i64.store(slot, key, this.#filter),
          increment(from),
        ]),
        giveBack(count),
      ];
    });
  }

  /** Find the home buckets of candidates, and touch them. */
  #defineLocate(): FunctionReference<{ readonly from: "i32"; readonly to: "i32" }, "void"> {
    const table = this.#table;
    return this.#module.define("locate", { from: "i32", to: "i32" }, "void", ({ from, to }, local) => {
      const key = local("i64");
      const product = local("i64");
      const home = local("i32");
      const buckets = local("i64");
      const shift = local("i64");
      const at = local("i32");
      const touched = local("i32");
      return [
        set(buckets, i64.extendU(table.buckets)),
        set(shift, table.shift),
        set(at, from),
        repeatWhile(i32.ltU(at, to), [
          set(key, i64.load(i32.shl(at, 3), this.#mixed)),
          set(product, table.product(key, buckets)),
          i64.store(i32.shl(at, 3), table.entry(key, product, shift), this.#entries),
          i32.store(i32.shl(at, 2), tee(home, table.home(product)), this.#homes),
          i32.store(i32.shl(at, 2), table.address(home), this.#addresses),
          increment(at),
        ]),
        // Loads that wait for nothing: the processor has as many of them under way as it can.
        set(at, from),
        repeatWhile(i32.ltU(at, to), [set(touched, i32.xor(touched, i32.load(i32.load(i32.shl(at, 2), this.#addresses)))), increment(at)]),
        set(this.#sink, touched),
      ];
    });
  }

  /** Put a new key, or the state that it stands for, into the queue. */
  #queue(tail: Local<"i32">, keys: Local<"i32">, position: Local<"i32">): Code {
    if (this.#queued === undefined) return [i64.store(tail, i64.load(i32.add(keys, i32.shl(position, 3)))), set(this.#tail, i32.add(tail, 8))];
    const { address, words } = this.#queued;
    const copies = Array.from({ length: words }, (_, word) => i64.store(tail, i64.load(i32.mul(position, words * 8), address + word * 8), word * 8));
    return [copies, set(this.#tail, i32.add(tail, words * 8))];
  }

  /** Look candidates up and insert those that are new. Ends early when the table must grow. */
  #defineProbe(format: EntryFormat, place: CompactTable["place"][number], extend: HostFunction): Range {
    const table = this.#table;
    return this.#module.define(`probe${format.bytes}`, { keys: "i32", from: "i32", to: "i32" }, "i32", ({ keys, from, to }, local) => {
      const bucket = local("i32");
      const entry = local("i64");
      const slot = local("i32");
      const beside = local("i64");
      const displacement = local("i32");
      const position = local("i32");
      const tail = local("i32");
      const append: Code = [
        set(position, i32.load(i32.shl(from, 2), this.#positions)),
        set(tail, this.#tail),
        when(i32.eq(tail, this.#tailEnd), [call(extend, {}), set(tail, this.#tail)]),
        this.#queue(tail, keys, position),
        i32.store(i32.shl(this.#found, 2), position, this.fresh),
        increment(this.#found),
        increment(this.#size),
      ];
      const home = i32.load(i32.shl(from, 2), this.#homes);
      return [
        repeatWhile(i32.ltU(from, to), (full) => [
          branchIf(i32.geU(this.#size, this.#limit), full),
          set(bucket, i32.load(i32.shl(from, 2), this.#addresses)),
          set(entry, i64.load(i32.shl(from, 3), this.#entries)),
          block((found) => [
            branchIf(format.holds(bucket, entry), found),
            when(
              format.isFull(bucket),
              [
                set(displacement, 1),
                loop((next) => [
                  set(bucket, table.address(i32.add(home, displacement))),
                  set(beside, i64.add(entry, i64.extendU(displacement))),
                  branchIf(format.holds(bucket, beside), found),
                  when(i32.eqz(format.anyDisplacedLess(bucket, displacement)), [increment(displacement), branchIf(i32.leU(displacement, mostDisplacement), next)]),
                ]),
                drop(call(place, { home, entry })),
              ],
              [set(slot, i32.ctz(format.displaced(bucket, i32.constant(0)))), format.put(bucket, slot, entry)],
            ),
            append,
          ]),
          increment(from),
          branchIf(table.homelessCount, full),
        ]),
        giveBack(from),
      ];
    });
  }
}
