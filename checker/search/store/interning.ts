import { branch, branchIf, block, call, giveBack, i32, i64, increment, loop, repeatWhile, set, tee, when, type Code, type Expression, type FunctionReference, type Local, type ModuleBuilder, type NewLocal } from "../../compile/wasm/assembler.ts";
import type { MemoryMap } from "./memory-map.ts";
import { ownWord } from "./own-bits.ts";

/** Bits of an id. */
const idBits = 31;

/** A table from 64-bit keys to ids, as it lies in memory: offsets of its fields, and the bytes of all. */
export const internTable = {
  /** Where the index lies: ids plus one, 0 for an empty place. */
  index: 0,
  /** Where the keys lie, by id. */
  keys: 4,
  /** How many ids there are, and how many there may be before the table is widened. */
  count: 8,
  limit: 12,
  /** 64 minus the base-2 logarithm of the places of the index. */
  shift: 16,
  bytes: 24,
} as const;

/** A part of a state: a word, or two parts. */
type Part = { readonly kind: "word"; readonly word: number; readonly bits: number; readonly table: number } | { readonly kind: "pair"; readonly left: Part; readonly right: Part; readonly table: number };

/** What a part was in the state before, and its id. A part that is the same again need not be looked up. */
interface Last {
  readonly key: Local<"i64">;
  readonly id: Local<"i32">;
}

/**
 * Wide states as keys of at most 62 bits, exactly: each word is replaced by an id, then each pair of ids, until two are left ("COLLAPSE", Holzmann
 * 1997, in the tree form of Blom, Lisser, van de Pol and Weber, "A Database Approach to Distributed State Space Generation", 2007). The parts of the states of a
 * system repeat themselves, so nearly all of the memory is in the table of the keys.
 */
export class Interning {
  readonly keyBits: number;
  readonly tableCount: number;
  /** Where the tables are described, one after the other, as {@link internTable}. */
  readonly tables: number;
  readonly #words: number;
  readonly #bits: number;
  readonly #left: Part;
  readonly #right: Part;

  constructor(map: MemoryMap, words: number, bits: number) {
    this.#words = words;
    this.#bits = bits;
    let table = 0;
    const partOf = (from: number, to: number): Part => {
      if (to - from === 1) return { kind: "word", word: from, bits: Math.min(64, bits - 64 * from), table: table++ };
      const middle = (from + to) >> 1;
      return { kind: "pair", left: partOf(from, middle), right: partOf(middle, to), table: table++ };
    };
    this.#left = partOf(0, words >> 1);
    this.#right = partOf(words >> 1, words);
    this.tableCount = table;
    this.tables = map.reserve(table * internTable.bytes);
    this.keyBits = idBitsOf(this.#left) + idBitsOf(this.#right);
  }

  /** Define and export `encode` and `decode`, between states and keys, and `reindex`. `widen` makes room in a table. */
  define(module: ModuleBuilder, widen: FunctionReference<{ readonly table: "i32" }, "void">): void {
    const intern = defineIntern(module, widen);
    module.exportFunction(defineReindex(module));
    module.exportFunction(
      module.define("encode", { states: "i32", count: "i32", keys: "i32" }, "void", ({ states, count, keys }, local) => {
        const last = new Map<Part, Last>();
        const end = local("i32");
        const start: Code = [this.#left, this.#right].map((part) => this.#forget(part, states, last, local));
        return [
          set(end, i32.add(keys, i32.shl(count, 3))),
          when(count, start),
          repeatWhile(i32.ltU(keys, end), [
            this.#lookUp(this.#left, states, last, intern),
            this.#lookUp(this.#right, states, last, intern),
            i64.store(keys, i64.or(i64.shl(i64.extendU(this.#idOf(this.#left, states, last)), BigInt(idBitsOf(this.#right))), i64.extendU(this.#idOf(this.#right, states, last)))),
            increment(states, this.#words * 8),
            increment(keys, 8),
          ]),
        ];
      }),
    );
    module.exportFunction(
      module.define("decode", { keys: "i32", count: "i32", states: "i32" }, "void", ({ keys, count, states }, local) => {
        const end = local("i32");
        const key = local("i64");
        const rightBits = BigInt(idBitsOf(this.#right));
        return [
          set(end, i32.add(keys, i32.shl(count, 3))),
          repeatWhile(i32.ltU(keys, end), [
            set(key, i64.load(keys)),
            this.#unfold(this.#left, i32.wrap(i64.shrU(key, rightBits)), states, local),
            this.#unfold(this.#right, i32.wrap(i64.and(key, (1n << rightBits) - 1n)), states, local),
            increment(states, this.#words * 8),
            increment(keys, 8),
          ]),
        ];
      }),
    );
  }

  /** Make sure that the first state's parts are looked up: they differ from what they are said to have been. */
  #forget(part: Part, states: Local<"i32">, last: Map<Part, Last>, local: NewLocal): Code {
    const known: Last = { key: local("i64"), id: local("i32") };
    last.set(part, known);
    if (part.kind === "word") return set(known.key, i64.xor(ownWord(states, part.word, this.#bits), -1n));
    // A pair of ids has its highest bit clear.
    return [this.#forget(part.left, states, last, local), this.#forget(part.right, states, last, local), set(known.key, -1n)];
  }

  /** Find the ids of a part and of all that it is made of. */
  #lookUp(part: Part, states: Local<"i32">, last: Map<Part, Last>, intern: FunctionReference<{ readonly table: "i32"; readonly key: "i64" }, "i32">): Code {
    if (isOwnId(part)) return [];
    const known = last.get(part);
    if (known === undefined) throw new Error("a part that was not forgotten");
    const store = (key: Expression<"i64">): Code =>
      when(i64.ne(key, known.key), [set(known.key, key), set(known.id, call(intern, { table: this.tables + part.table * internTable.bytes, key: known.key }))]);
    if (part.kind === "word") return store(ownWord(states, part.word, this.#bits));
    const pair = i64.or(i64.shl(i64.extendU(this.#idOf(part.left, states, last)), 32n), i64.extendU(this.#idOf(part.right, states, last)));
    return [this.#lookUp(part.left, states, last, intern), this.#lookUp(part.right, states, last, intern), store(pair)];
  }

  #idOf(part: Part, states: Local<"i32">, last: Map<Part, Last>): Expression<"i32"> {
    if (part.kind === "word" && isOwnId(part)) return i32.wrap(ownWord(states, part.word, this.#bits));
    const known = last.get(part);
    if (known === undefined) throw new Error("a part that was not forgotten");
    return known.id;
  }

  /** Write the words of a part. */
  #unfold(part: Part, id: Expression<"i32">, states: Local<"i32">, local: NewLocal): Code {
    const key = isOwnId(part) ? i64.extendU(id) : i64.load(i32.add(i32.load(this.tables + part.table * internTable.bytes, internTable.keys), i32.shl(id, 3)));
    if (part.kind === "word") return i64.store(states, key, part.word * 8);
    const pair = local("i64");
    return [set(pair, key), this.#unfold(part.left, i32.wrap(i64.shrU(pair, 32n)), states, local), this.#unfold(part.right, i32.wrap(pair), states, local)];
  }
}

/** A word of few bits needs no table. */
function isOwnId(part: Part): boolean {
  return part.kind === "word" && part.bits <= idBits;
}

function idBitsOf(part: Part): number {
  return part.kind === "word" && isOwnId(part) ? part.bits : idBits;
}

/** The place of a key in an index: the high bits of a product (Knuth's multiplicative hashing), after the key's halves were folded. */
function placeOf(key: Local<"i64">, table: Local<"i32">): Expression<"i32"> {
  return i32.wrap(i64.shrU(i64.mul(i64.xor(key, i64.shrU(key, 29n)), 0x9e3779b97f4a7c15n), i64.load(table, internTable.shift)));
}

/** The id of a key, a new one if it has none yet. */
function defineIntern(module: ModuleBuilder, widen: FunctionReference<{ readonly table: "i32" }, "void">): FunctionReference<{ readonly table: "i32"; readonly key: "i64" }, "i32"> {
  return module.define("intern", { table: "i32", key: "i64" }, "i32", ({ table, key }, local) => {
    const place = local("i32");
    const index = local("i32");
    const keys = local("i32");
    const id = local("i32");
    const mask = local("i32");
    const count = local("i32");
    return [
      when(i32.eq(i32.load(table, internTable.count), i32.load(table, internTable.limit)), call(widen, { table })),
      set(index, i32.load(table, internTable.index)),
      set(keys, i32.load(table, internTable.keys)),
      set(mask, i32.wrap(i64.shrU(-1n, i64.load(table, internTable.shift)))),
      set(place, placeOf(key, table)),
      block((free) =>
        loop((next) => [
          branchIf(i32.eqz(tee(id, i32.load(i32.add(index, i32.shl(place, 2))))), free),
          increment(id, -1),
          when(i64.eq(i64.load(i32.add(keys, i32.shl(id, 3))), key), giveBack(id)),
          set(place, i32.and(i32.add(place, 1), mask)),
          branch(next),
        ]),
      ),
      set(count, i32.load(table, internTable.count)),
      i64.store(i32.add(keys, i32.shl(count, 3)), key),
      i32.store(table, i32.add(count, 1), internTable.count),
      i32.store(i32.add(index, i32.shl(place, 2)), i32.add(count, 1)),
      giveBack(count),
    ];
  });
}

/** Enter all keys into an empty index. */
function defineReindex(module: ModuleBuilder): FunctionReference<{ readonly table: "i32" }, "void"> {
  return module.define("reindex", { table: "i32" }, "void", ({ table }, local) => {
    const place = local("i32");
    const index = local("i32");
    const id = local("i32");
    const mask = local("i32");
    const count = local("i32");
    const key = local("i64");
    return [
      set(index, i32.load(table, internTable.index)),
      set(mask, i32.wrap(i64.shrU(-1n, i64.load(table, internTable.shift)))),
      set(count, i32.load(table, internTable.count)),
      repeatWhile(i32.ltU(id, count), [
        set(key, i64.load(i32.add(i32.load(table, internTable.keys), i32.shl(id, 3)))),
        set(place, placeOf(key, table)),
        repeatWhile(i32.load(i32.add(index, i32.shl(place, 2))), set(place, i32.and(i32.add(place, 1), mask))),
        increment(id),
        i32.store(i32.add(index, i32.shl(place, 2)), id),
      ]),
    ];
  });
}
