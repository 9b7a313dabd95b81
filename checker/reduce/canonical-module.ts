import type { WideSlot } from "../compile/compiled-layout.ts";
import type { CompiledSystem } from "../compile/compiled-system.ts";
import { call, giveBack, i32, i64, increment, ModuleBuilder, repeatWhile, select, set, when, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type NewLocal } from "../compile/wasm/assembler.ts";
import { WebAssembly, type Memory, type Module } from "../compile/wasm/webassembly.ts";
import type { Alike } from "./alike.ts";
import { invariantColumns, isIdentity, touched, wholeColumns, type Columns, type Piece } from "./columns.ts";
import type { Exchange } from "./exchange.ts";
import { sortingNetwork } from "./sorting-network.ts";

/** The functions of a generated module, on the states in its buffer. */
export interface CanonicalExports {
  readonly memory: Memory;
  /** Replace the first `count` states by their canonical forms. */
  canonicalize(count: number): void;
  /** Write for each of the first `count` states, which are canonical, how many states are like it: 64 bits each, behind one another. */
  weigh(count: number): void;
}

export interface CanonicalModule {
  /** Can be posted to another thread. */
  readonly code: Module;
  /** Where states are put, and how many there is room for. */
  readonly buffer: number;
  readonly capacity: number;
  /** Where weights are written. */
  readonly weights: number;
}

type OnState = FunctionReference<{ readonly at: "i32" }, "void">;
type Value = FunctionReference<{ readonly at: "i32" }, "i64">;

/** Members that are sorted: columns that say everything. */
interface Sorted {
  readonly sort: OnState;
  /** In how many ways equal columns can change places. */
  readonly ways: Value;
}

/** Members that are sorted by what can be said of each, and tried in every order where that is the same. */
interface Tried {
  readonly exchanges: readonly OnState[];
  readonly arrange: OnState;
  /** By pair of neighbours, whether they were found alike. */
  readonly ties: readonly GlobalVariable<"i32">[];
}

/**
 * Generate the code that finds the canonical form of a state: of all the states that it can become by exchanging members, the smallest. Members whose exchange only
 * exchanges columns are sorted by a network. Of the others, those of which different things can be said are put in order (partition refinement in one
 * round), and only ties are tried in every order, except where an exchange changes nothing. The form is exact: two states have the same if and only if one can become the other.
 *
 * How often the smallest is met is the number of permutations that change nothing, and by that the number of all permutations is divided to get the size of the orbit.
 */
export function canonicalModule(system: CompiledSystem, alike: readonly Alike[], capacity: number): CanonicalModule {
  return new Emitter(system, alike, capacity).emit();
}

class Emitter {
  readonly #system: CompiledSystem;
  readonly #alike: readonly Alike[];
  readonly #capacity: number;
  readonly #module = new ModuleBuilder();
  readonly #words: number;
  readonly #bytes: number;
  #end = 64;
  readonly #tables = new Map<string, number>();
  /** The state that is exchanged in, a copy of it to be sorted, and the smallest so far. */
  readonly #work: number;
  readonly #candidate: number;
  readonly #best: number;
  /** How often the smallest was met, and how often a smaller one was found. */
  readonly #met: GlobalVariable<"i32">;
  readonly #improved: GlobalVariable<"i32">;

  constructor(system: CompiledSystem, alike: readonly Alike[], capacity: number) {
    this.#system = system;
    this.#alike = alike;
    this.#capacity = capacity;
    this.#words = system.layout.words;
    this.#bytes = this.#words * 8;
    this.#work = this.#reserve(this.#bytes);
    this.#candidate = this.#reserve(this.#bytes);
    this.#best = this.#reserve(this.#bytes);
    this.#met = this.#module.global("i32", 0);
    this.#improved = this.#module.global("i32", 0);
  }

  emit(): CanonicalModule {
    const module = this.#module;
    const sorted: Sorted[] = [];
    const tried: Tried[] = [];
    const taken = new Set<string>();
    let permutations = 1n;
    // The largest set is sorted: its orders are the most.
    for (const alike of this.#alike.toSorted((one, other) => other.members.length - one.members.length)) {
      permutations *= factorial(alike.members.length);
      const columns = wholeColumns(this.#system, alike);
      const mine = touched(alike);
      if (columns !== undefined && [...mine].every((what) => !taken.has(what))) {
        for (const what of mine) taken.add(what);
        sorted.push(this.#sorted(columns));
      } else tried.push(this.#tried(alike));
    }
    const [canonical, ways] = this.#canonical(sorted, tried);
    const buffer = this.#reserve(this.#capacity * this.#bytes);
    const weights = this.#reserve(this.#capacity * 8);
    const canonicalize = module.define("canonicalize", { count: "i32" }, "void", ({ count }, local) => this.#forEach(count, buffer, local, (at) => call(canonical, { at })));
    const weigh = module.define("weigh", { count: "i32" }, "void", ({ count }, local) => {
      const out = local("i32");
      return [set(out, weights), this.#forEach(count, buffer, local, (at) => [i64.store(out, i64.divU(permutations, call(ways, { at }))), increment(out, 8)])];
    });
    module.exportFunction(canonicalize);
    module.exportFunction(weigh);
    for (const [codes, address] of this.#tables) module.data(address, new Uint8Array(Uint16Array.from(codes.split(","), Number).buffer));
    module.memory({ initial: Math.ceil(this.#end / 65_536) });
    module.exportMemory("memory");
    return { code: new WebAssembly.Module(module.finish()), buffer, capacity: this.#capacity, weights };
  }

  #forEach(count: Local<"i32">, buffer: number, local: NewLocal, body: (at: Local<"i32">) => Code): Code {
    const [at, end] = [local("i32"), local("i32")];
    return [set(at, buffer), set(end, i32.add(buffer, i32.mul(count, this.#bytes))), repeatWhile(i32.ltU(at, end), [body(at), increment(at, this.#bytes)])];
  }

  /** The function that makes a state canonical, and the one that says how many permutations do not change a canonical state. */
  #canonical(sorted: readonly Sorted[], tried: readonly Tried[]): readonly [OnState, Value] {
    const sort = (at: Expression<"i32">): Code => sorted.map((each) => call(each.sort, { at }));
    const equalColumns = (at: Expression<"i32">): Expression<"i64"> => sorted.map(({ ways }) => call(ways, { at })).reduce<Expression<"i64">>((product, each) => i64.mul(product, each), i64.constant(1n));
    if (tried.length === 0) {
      const canonical = this.#module.define("canonical", { at: "i32" }, "void", ({ at }) => sort(at));
      const ways = this.#module.define("ways", { at: "i32" }, "i64", ({ at }) => giveBack(equalColumns(at)));
      return [canonical, ways];
    }
    const ties = tried.flatMap((each) => each.ties).reduce<Expression<"i32">>((any, tie) => i32.or(any, tie), i32.constant(0));
    const tryAll = this.#tries(tried, sort);
    const search = this.#module.define("search", { at: "i32" }, "void", ({ at }) => [
      this.#copy(i32.constant(this.#work), at),
      tried.map(({ arrange }) => call(arrange, { at: this.#work })),
      set(this.#met, 1),
      when(
        ties,
        [set(this.#met, 0), Array.from({ length: this.#words }, (_, word) => i64.store(this.#best, -1n, word * 8)), call(tryAll, {})],
        [sort(i32.constant(this.#work)), this.#copy(i32.constant(this.#best), i32.constant(this.#work))],
      ),
    ]);
    const canonical = this.#module.define("canonical", { at: "i32" }, "void", ({ at }) => [call(search, { at }), this.#copy(at, i32.constant(this.#best))]);
    const ways = this.#module.define("ways", { at: "i32" }, "i64", ({ at }) => [call(search, { at }), giveBack(i64.mul(i64.extendU(this.#met), equalColumns(i32.constant(this.#best))))]);
    return [canonical, ways];
  }

  /** Try ties in every order: one member after the other goes to every place before it, as far as there are ties. */
  #tries(tried: readonly Tried[], sort: (at: Expression<"i32">) => Code): FunctionReference<Record<never, never>, "void"> {
    let next = this.#module.define("candidate", {}, "void", () => this.#compare(sort));
    for (const each of tried.toReversed()) {
      for (let member = each.ties.length; member > 0; member--) next = this.#moves(each, member, next);
    }
    return next;
  }

  #moves({ exchanges, ties }: Tried, member: number, next: FunctionReference<Record<never, never>, "void">): FunctionReference<Record<never, never>, "void"> {
    const saved = this.#reserve(this.#bytes);
    return this.#module.define(`move member ${member}`, {}, "void", (_, local) => {
      const [before, stamp, contribution, moved] = [local("i32"), local("i32"), local("i32"), local("i32")];
      // How often the smallest was met among what follows: if the next order makes the same state, then there as often again.
      const visit: Code = [
        set(before, this.#met),
        set(stamp, this.#improved),
        call(next, {}),
        set(contribution, i32.sub(this.#met, select(i32.eq(stamp, this.#improved), before, i32.constant(0)))),
      ];
      const moveTo = (place: number): Code =>
        place < 0
          ? []
          : when(ties[place] as GlobalVariable<"i32">, [
              this.#copy(i32.constant(saved), i32.constant(this.#work)),
              call(exchanges[place] as OnState, { at: this.#work }),
              increment(moved),
              when(this.#same(saved, this.#work), increment(this.#met, contribution), visit),
              moveTo(place - 1),
            ]);
      const back = Array.from({ length: member }, (_, place): Code => when(i32.geU(moved, member - place), call(exchanges[place] as OnState, { at: this.#work })));
      return [visit, moveTo(member - 1), back];
    });
  }

  #compare(sort: (at: Expression<"i32">) => Code): Code {
    const candidate = i32.constant(this.#candidate);
    const better: Code = [this.#copy(i32.constant(this.#best), candidate), set(this.#met, 1), increment(this.#improved)];
    const at = (address: number, word: number): Expression<"i64"> => i64.load(address, word * 8);
    // The first word that differs decides.
    const from = (word: number): Code =>
      word === this.#words
        ? increment(this.#met)
        : when(i64.eq(at(this.#candidate, word), at(this.#best, word)), from(word + 1), when(i64.ltU(at(this.#candidate, word), at(this.#best, word)), better));
    return [this.#copy(candidate, i32.constant(this.#work)), sort(candidate), from(0)];
  }

  #tried(alike: Alike): Tried {
    const exchanges = alike.exchanges.map((exchange, position) => this.#exchange(`exchange ${alike.members[position]} ${alike.members[position + 1]}`, exchange));
    const ties = exchanges.map(() => this.#module.global("i32", 0));
    const columns = invariantColumns(this.#system, alike, this.#alike);
    const arrange = this.#module.define(`arrange ${alike.set}`, { at: "i32" }, "void", ({ at }, local) => {
      const words = this.#load(at, local);
      const keys = Array.from({ length: columns.members }, (_, member) => {
        const key = local("i64");
        return { key, load: set(key, this.#key(columns, member, words.locals)) };
      });
      const held = local("i64");
      const sort: Code[] = [];
      // Exchanges of neighbours only, so by bubbles.
      for (let end = columns.members - 1; end > 0; end--) {
        for (let place = 0; place < end; place++) {
          const [left, right] = [keys[place]?.key as Local<"i64">, keys[place + 1]?.key as Local<"i64">];
          sort.push(when(i64.gtU(left, right), [set(held, left), set(left, right), set(right, held), call(exchanges[place] as OnState, { at })]));
        }
      }
      const found = ties.map((tie, place) => set(tie, i64.eq(keys[place]?.key as Local<"i64">, keys[place + 1]?.key as Local<"i64">)));
      return [words.load, keys.map(({ load }) => load), sort, found];
    });
    return { exchanges, arrange, ties };
  }

  #sorted(columns: Columns): Sorted {
    const sort = this.#module.define("sort columns", { at: "i32" }, "void", ({ at }, local) => {
      const words = this.#load(at, local);
      const keys = Array.from({ length: columns.members }, () => local("i64"));
      const [low, isLess] = [local("i64"), local("i32")];
      const network = sortingNetwork(columns.members).map(([one, other]): Code => {
        const [left, right] = [keys[one] as Local<"i64">, keys[other] as Local<"i64">];
        return [set(isLess, i64.ltU(left, right)), set(low, select(isLess, left, right)), set(right, select(isLess, right, left)), set(left, low)];
      });
      return [words.load, keys.map((key, member) => set(key, this.#key(columns, member, words.locals))), network, this.#storeColumns(columns, keys, words.locals, at)];
    });
    const ways = this.#module.define("equal columns", { at: "i32" }, "i64", ({ at }, local) => {
      const words = this.#load(at, local);
      const keys = Array.from({ length: columns.members }, () => local("i64"));
      const [run, product] = [local("i64"), local("i64")];
      const count = keys.slice(1).map((key, position): Code => [
        set(run, select(i64.eq(key, keys[position] as Local<"i64">), i64.add(run, 1n), i64.constant(1n))),
        set(product, i64.mul(product, run)),
      ]);
      return [words.load, keys.map((key, member) => set(key, this.#key(columns, member, words.locals))), set(run, 1n), set(product, 1n), count, giveBack(product)];
    });
    return { sort, ways };
  }

  /** A column as a number. */
  #key({ pieces, pointers }: Columns, member: number, words: readonly Local<"i64">[]): Expression<"i64"> {
    let shift = 0n;
    const parts: Expression<"i64">[] = [];
    const put = (value: Expression<"i64">, bits: number): void => {
      parts.push(shift === 0n ? value : i64.shl(value, shift));
      shift += BigInt(bits);
    };
    for (const { bits, slots, compared } of pieces) put(this.#translated(slotOf(words, slots[member] as WideSlot), compared?.[member]), bits);
    for (const { slot, codes } of pointers) put(i64.extendU(i64.eq(slotOf(words, slot), BigInt(codes[member] as number))), 1);
    return parts.reduce((one, other) => i64.or(one, other), i64.constant(0n));
  }

  #storeColumns({ pieces, pointers }: Columns, keys: readonly Local<"i64">[], words: readonly Local<"i64">[], at: Local<"i32">): Code {
    const writes: { slot: WideSlot; value: Expression<"i64"> }[] = [];
    let shift = 0;
    const part = (key: Local<"i64">, bits: number): Expression<"i64"> => i64.and(i64.shrU(key, BigInt(shift)), mask(bits));
    for (const { bits, slots, stored } of pieces as readonly Required<Piece>[]) {
      for (const [member, slot] of slots.entries()) writes.push({ slot, value: this.#translated(part(keys[member] as Local<"i64">, bits), stored[member]) });
      shift += bits;
    }
    for (const { slot, codes } of pointers) {
      const value = codes.reduce<Expression<"i64">>(
        (otherwise, code, member) => select(i32.wrap(part(keys[member] as Local<"i64">, 1)), i64.constant(BigInt(code)), otherwise),
        slotOf(words, slot),
      );
      writes.push({ slot, value });
      shift++;
    }
    return this.#store(words, writes, at);
  }

  /** The function that exchanges two neighbours in a state. */
  #exchange(name: string, { fields, processes, locals }: Exchange): OnState {
    const { layout } = this.#system;
    return this.#module.define(name, { at: "i32" }, "void", ({ at }, local) => {
      const words = this.#load(at, local);
      const writes: { slot: WideSlot; value: Expression<"i64"> }[] = [];
      for (const [field, { to, codes }] of fields.entries()) {
        if (to === field && codes === undefined) continue;
        writes.push({ slot: layout.fields[to] as WideSlot, value: this.#translated(slotOf(words.locals, layout.fields[field] as WideSlot), codes) });
      }
      for (const [process, to] of processes.entries()) {
        const codes = locals[process] as readonly number[];
        if (to === process && isIdentity(codes)) continue;
        writes.push({ slot: layout.locals[to] as WideSlot, value: this.#translated(slotOf(words.locals, layout.locals[process] as WideSlot), isIdentity(codes) ? undefined : codes) });
      }
      return [words.load, this.#store(words.locals, writes, at)];
    });
  }

  #load(at: Local<"i32">, local: NewLocal): { readonly locals: readonly Local<"i64">[]; readonly load: Code } {
    const locals = Array.from({ length: this.#words }, () => local("i64"));
    return { locals, load: locals.map((each, word) => set(each, i64.load(at, word * 8))) };
  }

  /** Write slots, all of them computed from the old words. */
  #store(words: readonly Local<"i64">[], writes: readonly { readonly slot: WideSlot; readonly value: Expression<"i64"> }[], at: Local<"i32">): Code {
    return words.map((old, word): Code => {
      const here = writes.filter(({ slot }) => slot.word === word && slot.bits > 0);
      if (here.length === 0) return [];
      const cleared = here.reduce((all, { slot }) => all | (mask(slot.bits) << BigInt(slot.shift)), 0n);
      const parts = here.map(({ slot, value }) => (slot.shift === 0 ? value : i64.shl(value, BigInt(slot.shift))));
      return i64.store(at, parts.reduce((one, other) => i64.or(one, other), i64.and(old, BigInt.asIntN(64, ~cleared))), word * 8);
    });
  }

  #translated(value: Expression<"i64">, codes: readonly number[] | undefined): Expression<"i64"> {
    if (codes === undefined) return value;
    return i64.load16U(i32.shl(i32.wrap(value), 1), this.#table(codes));
  }

  /** The address of a table of codes; equal ones are one. */
  #table(codes: readonly number[]): number {
    const key = codes.join();
    let address = this.#tables.get(key);
    if (address === undefined) {
      address = this.#reserve(codes.length * 2);
      this.#tables.set(key, address);
    }
    return address;
  }

  #copy(to: Expression<"i32">, from: Expression<"i32">): Code {
    return Array.from({ length: this.#words }, (_, word) => i64.store(to, i64.load(from, word * 8), word * 8));
  }

  #same(one: number, other: number): Expression<"i32"> {
    const equal = (word: number): Expression<"i32"> => i64.eq(i64.load(one, word * 8), i64.load(other, word * 8));
    return Array.from({ length: this.#words }, (_, word) => equal(word)).reduce((all, each) => i32.and(all, each));
  }

  #reserve(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }
}

function slotOf(words: readonly Local<"i64">[], { word, shift, bits, constant }: WideSlot): Expression<"i64"> {
  if (constant !== undefined) return i64.constant(BigInt(constant));
  const whole = words[word] as Local<"i64">;
  return i64.and(shift === 0 ? whole : i64.shrU(whole, BigInt(shift)), mask(bits));
}

function mask(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

function factorial(count: number): bigint {
  return count <= 1 ? 1n : BigInt(count) * factorial(count - 1);
}
