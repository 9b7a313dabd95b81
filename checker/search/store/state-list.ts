import { block, branch, branchIf, call, giveBack, i32, i64, increment, loop, repeatWhile, set, tee, when, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type ModuleBuilder } from "../../compile/wasm/assembler.ts";
import type { MemoryMap } from "./memory-map.ts";
import { ownWord } from "./own-bits.ts";
import type { StoreOptions } from "./store-options.ts";

/** Bytes of an entry of the index: a fingerprint of 32 bits and an id, plus one; 0 for an empty place. */
export const entryBytes = 8;

/** So many segments can be listed. */
export const mostSegments = 4096;

/** The functions of the host that the code calls. */
export interface ListHost {
  /** Make the index larger. */
  readonly grow: HostFunction;
  /** Make room for more states. */
  readonly extend: HostFunction;
}

type HostFunction = FunctionReference<Record<never, never>, "void">;

/**
 * The code of a list of whole states, each once, in the order of their discovery, beside an index of fingerprints. A state's id is its position. A fingerprint only says where to look: states are compared
 * word by word, so the list is exact. To look a state up takes two cache misses, however wide it is: its place in the index and, if it is not new, the state; those of a batch overlap.
 */
export class StateList {
  readonly stateBytes: number;
  readonly statesOfSegment: number;
  /** Where the states are that will be inserted. */
  readonly buffer: number;
  /** Positions in the buffer of the states that were new. */
  readonly fresh: number;
  /** For each position in the buffer, the id of its state. */
  readonly ids: number;
  /** Where the addresses of the segments are listed. */
  readonly directory: number;
  readonly #module: ModuleBuilder;
  readonly #words: number;
  readonly #bits: number;
  readonly #batch: number;
  readonly #fingerprints: number;
  readonly #size: GlobalVariable<"i32">;
  /** States from which on the index must grow. */
  readonly #limit: GlobalVariable<"i32">;
  readonly #tail: GlobalVariable<"i32">;
  readonly #tailEnd: GlobalVariable<"i32">;
  readonly #index: GlobalVariable<"i32">;
  /** 32 minus the base-2 logarithm of the places of the index. */
  readonly #shift: GlobalVariable<"i32">;
  readonly #found: GlobalVariable<"i32">;
  readonly #sink: GlobalVariable<"i32">;

  constructor(module: ModuleBuilder, map: MemoryMap, words: number, bits: number, { capacity, batch, segmentBytes }: Required<StoreOptions>) {
    this.#module = module;
    this.#words = words;
    this.#bits = bits;
    this.#batch = batch;
    this.stateBytes = words * 8;
    this.statesOfSegment = Math.floor(segmentBytes / this.stateBytes);
    this.buffer = map.reserve(capacity * this.stateBytes);
    this.fresh = map.reserve(capacity * 4);
    this.ids = map.reserve(capacity * 4);
    this.directory = map.reserve(mostSegments * 4);
    this.#fingerprints = map.reserve(batch * 4);
    this.#size = module.global("i32", 0);
    this.#limit = module.global("i32", 0);
    this.#tail = module.global("i32", 0);
    this.#tailEnd = module.global("i32", 0);
    this.#index = module.global("i32", 0);
    this.#shift = module.global("i32", 0);
    this.#found = module.global("i32", 0);
    this.#sink = module.global("i32", 0);
    for (const [name, global] of Object.entries({ size: this.#size, limit: this.#limit, tail: this.#tail, tailEnd: this.#tailEnd, index: this.#index, shift: this.#shift })) module.exportGlobal(global, name);
  }

  /** Define and export `insert(count)`, which returns how many states of the buffer were new, and `reindex(from, to)`. */
  define({ grow, extend }: ListHost): void {
    const locate = this.#defineLocate();
    const probe = this.#defineProbe(grow, extend);
    this.#module.exportFunction(
      this.#module.define("insert", { count: "i32" }, "i32", ({ count }, local) => {
        const [at, end] = [local("i32"), local("i32")];
        return [
          set(this.#found, 0),
          repeatWhile(i32.ltU(at, count), [
            set(end, i32.add(at, this.#batch)),
            when(i32.gtU(end, count), set(end, count)),
            call(locate, { from: at, to: end }),
            call(probe, { from: at, to: end }),
            set(at, end),
          ]),
          giveBack(this.#found),
        ];
      }),
    );
    this.#module.exportFunction(this.#defineReindex());
  }

  #place(fingerprint: Expression<"i32">): Expression<"i32"> {
    return i32.shrU(fingerprint, this.#shift);
  }

  #entryAt(place: Local<"i32">): Expression<"i32"> {
    return i32.add(this.#index, i32.shl(place, 3));
  }

  /** The address of a state. */
  #addressOf(id: Local<"i32">): Expression<"i32"> {
    const segment = i32.load(i32.shl(i32.divU(id, this.statesOfSegment), 2), this.directory);
    return i32.add(segment, i32.mul(i32.remU(id, this.statesOfSegment), this.stateBytes));
  }

  /** Fingerprints of a batch; and a touch to everything that probing will look at first. */
  #defineLocate(): FunctionReference<{ readonly from: "i32"; readonly to: "i32" }, "void"> {
    return this.#module.define("locate", { from: "i32", to: "i32" }, "void", ({ from, to }, local) => {
      const [state, out, end, fingerprint] = [local("i32"), local("i32"), local("i32"), local("i32")];
      const [place, id, touched] = [local("i32"), local("i32"), local("i32")];
      const [hash, entry] = [local("i64"), local("i64")];
      return [
        set(state, i32.add(i32.mul(from, this.stateBytes), this.buffer)),
        set(end, i32.shl(i32.sub(to, from), 2)),
        repeatWhile(i32.ltU(out, end), [
          hashOf(Array.from({ length: this.#words }, (_, word) => ownWord(state, word, this.#bits)), hash),
          i32.store(out, tee(fingerprint, i32.wrap(i64.shrU(hash, 32n))), this.#fingerprints),
          set(place, this.#place(fingerprint)),
          // A load that nothing waits for.
          set(touched, i32.xor(touched, i32.load(this.#entryAt(place)))),
          increment(state, this.stateBytes),
          increment(out, 4),
        ]),
        set(out, 0),
        repeatWhile(i32.ltU(out, end), [
          set(fingerprint, i32.load(out, this.#fingerprints)),
          set(place, this.#place(fingerprint)),
          set(entry, i64.load(this.#entryAt(place))),
          when(i32.eq(i32.wrap(i64.shrU(entry, 32n)), fingerprint), [when(i32.wrap(entry), [set(id, i32.sub(i32.wrap(entry), 1)), set(touched, i32.xor(touched, i32.load(this.#addressOf(id))))])]),
          increment(out, 4),
        ]),
        set(this.#sink, touched),
      ];
    });
  }

  /** Look states up, and append those that are new. */
  #defineProbe(grow: HostFunction, extend: HostFunction): FunctionReference<{ readonly from: "i32"; readonly to: "i32" }, "void"> {
    return this.#module.define("probe", { from: "i32", to: "i32" }, "void", ({ from, to }, local) => {
      const [state, fingerprint, first, place] = [local("i32"), local("i32"), local("i32"), local("i32")];
      const [id, other, tail] = [local("i32"), local("i32"), local("i32")];
      const entry = local("i64");
      const append: Code = [
        when(i32.eq(this.#tail, this.#tailEnd), call(extend, {})),
        set(tail, this.#tail),
        Array.from({ length: this.#words }, (_, word) => i64.store(tail, i64.load(state, word * 8), word * 8)),
        set(this.#tail, i32.add(tail, this.stateBytes)),
        set(id, this.#size),
        increment(this.#size),
        i64.store(this.#entryAt(place), i64.or(i64.shl(i64.extendU(fingerprint), 32n), i64.extendU(this.#size))),
        i32.store(i32.shl(this.#found, 2), from, this.fresh),
        increment(this.#found),
      ];
      return [
        set(state, i32.add(i32.mul(from, this.stateBytes), this.buffer)),
        set(first, from),
        repeatWhile(i32.ltU(from, to), [
          when(i32.geU(this.#size, this.#limit), call(grow, {})),
          set(fingerprint, i32.load(i32.shl(i32.sub(from, first), 2), this.#fingerprints)),
          set(place, this.#place(fingerprint)),
          block((known) => [
            block((free) =>
              loop((next) => [
                set(entry, i64.load(this.#entryAt(place))),
                branchIf(i64.eqz(entry), free),
                when(i32.eq(i32.wrap(i64.shrU(entry, 32n)), fingerprint), [
                  set(id, i32.sub(i32.wrap(entry), 1)),
                  set(other, this.#addressOf(id)),
                  block((differs) => [Array.from({ length: this.#words }, (_, word) => branchIf(i64.ne(ownWord(state, word, this.#bits), ownWord(other, word, this.#bits)), differs)), branch(known)]),
                ]),
                set(place, i32.and(i32.add(place, 1), i32.shrU(-1, this.#shift))),
                branch(next),
              ]),
            ),
            append,
          ]),
          i32.store(i32.shl(from, 2), id, this.ids),
          increment(state, this.stateBytes),
          increment(from),
        ]),
      ];
    });
  }

  /** Enter the entries of an index into the present one, which is empty: entries are in the order of their fingerprints, so both are passed in one direction. */
  #defineReindex(): FunctionReference {
    return this.#module.define("reindex", { from: "i32", to: "i32" }, "void", ({ from, to }, local) => {
      const [entry, place] = [local("i64"), local("i32")];
      return repeatWhile(i32.ltU(from, to), [
        when(i32.eqz(i64.eqz(tee(entry, i64.load(from)))), [
          set(place, this.#place(i32.wrap(i64.shrU(entry, 32n)))),
          repeatWhile(i32.load(this.#entryAt(place)), set(place, i32.and(i32.add(place, 1), i32.shrU(-1, this.#shift)))),
          i64.store(this.#entryAt(place), entry),
        ]),
        increment(from, entryBytes),
      ]);
    });
  }
}

/** One round of multiplication and xorshift for each word; its best bits are the high ones. */
function hashOf(words: readonly Expression<"i64">[], hash: Local<"i64">): Code {
  return [
    set(hash, 0x2545f4914f6cdd1dn),
    words.map((word): Code => [set(hash, i64.mul(i64.xor(hash, word), 0xd6e8feb86659fd93n)), set(hash, i64.xor(hash, i64.shrU(hash, 32n)))]),
    set(hash, i64.mul(hash, 0xa0761d6478bd642fn)),
  ];
}
