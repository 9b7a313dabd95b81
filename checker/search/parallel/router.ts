import { stateInMemory } from "../../compile/state-code.ts";
import { i32, i64, increment, ModuleBuilder, repeatWhile, set, when, type Code, type Expression, type Local } from "../../compile/wasm/assembler.ts";
import { WebAssembly, type Memory } from "../../compile/wasm/webassembly.ts";
import type { Resident } from "./domicile.ts";

/** The base-2 logarithm of how many routed states are remembered, so that they are not sent again at once. */
const recentBits = 13;
/** Odd multipliers, others than those of the store: the shard must say nothing about the bucket. */
const factors: readonly bigint[] = [0x9e3779b97f4a7c15n, 0xbf58476d1ce4e5b9n];

export interface RouterShape {
  /** Of 64 bits, in a state. */
  readonly words: number;
  /** Of the last word, those that are the state's own. */
  readonly ownBits: number;
  /** What says where a state belongs. */
  readonly residents: readonly Resident[];
  readonly shards: number;
  /** The shard whose states are kept apart. */
  readonly shard: number;
}

/** Sorts states by the shard that owns them: the same for every thread, whatever thread found the state. */
export class Router {
  readonly #memory: Memory;
  readonly #shape: RouterShape;
  readonly #most: number;
  readonly #cursors: number;
  readonly #others: number;
  readonly #route: (states: number, end: number) => void;

  /** Bytes of scratch memory for at most so many states in a call. */
  static bytes({ words, shards, residents }: RouterShape, most: number): number {
    return (shards + 1) * (8 + most * words * 8) + ((words * 8) << recentBits) + districtBytes(residents);
  }

  /** @param scratch the address of {@link Router.bytes}, a multiple of 8. */
  constructor(memory: Memory, shape: RouterShape, most: number, scratch: number) {
    const { words, ownBits, residents, shards } = shape;
    this.#memory = memory;
    this.#shape = shape;
    this.#most = most;
    this.#cursors = scratch;
    const recent = scratch + (shards + 1) * 8;
    const districts = recent + ((words * 8) << recentBits);
    this.#others = districts + districtBytes(residents);
    for (const [position, each] of residents.entries()) new Uint8Array(memory.buffer).set(each.districts, districts + districtBytes(residents.slice(0, position)));
    // No state is all ones: the highest bit of the first word is clear.
    new Uint8Array(memory.buffer, recent, (words * 8) << recentBits).fill(0xff);
    const module = new ModuleBuilder();
    module.importMemory("store", "memory", { initial: 0 });
    const route = module.define("route", { address: "i32", end: "i32" }, "void", ({ address, end }, local) => {
      const [owner, slot, cursor, seen] = [local("i32"), local("i32"), local("i32"), local("i32")];
      const hash = local("i64");
      const state = Array.from({ length: words }, () => local("i64"));
      const own = state.map((word, position) => (position === words - 1 && ownBits < 64 ? i64.and(word, (1n << BigInt(ownBits)) - 1n) : word));
      const write = (to: Local<"i32">, what: readonly Expression<"i64">[]): Code => what.map((word, position) => i64.store(to, word, position * 8));
      const same = own.reduce<Expression<"i32">>((all, word, position) => i32.and(all, i64.eq(i64.load(slot, position * 8), word)), i32.constant(1));
      const district = residents
        .map((each, position) => i32.load8U(stateInMemory(address).slot(each.slot), districts + districtBytes(residents.slice(0, position))))
        .reduce((sum, each) => i32.add(sum, each), i32.constant(0));
      return repeatWhile(i32.ltU(address, end), [
        set(hash, 0n),
        state.map((word, position) => [set(word, i64.load(address, position * 8)), set(hash, i64.mul(i64.xor(hash, own[position] as Expression<"i64">), factors[0] as bigint)), set(hash, i64.xor(hash, i64.shrU(hash, 29n)))]),
        set(hash, i64.mul(hash, factors[1] as bigint)),
        set(slot, i32.add(recent, i32.mul(i32.and(i32.wrap(i64.shrU(hash, 16n)), (1 << recentBits) - 1), words * 8))),
        set(seen, same),
        write(slot, own),
        set(owner, residents.length === 0 ? i32.wrap(i64.shrU(i64.mul(i64.shrU(hash, 32n), BigInt(shards)), 32n)) : i32.remU(district, shards)),
        // What was routed a moment ago belongs to nobody any more.
        when(seen, set(owner, shards)),
        set(owner, i32.shl(owner, 2)),
        set(cursor, i32.load(owner, this.#cursors)),
        write(cursor, state),
        i32.store(owner, i32.add(cursor, words * 8), this.#cursors),
        increment(address, words * 8),
      ]);
    });
    module.exportFunction(route);
    this.#route = new WebAssembly.Instance<{ route: (address: number, end: number) => void }>(new WebAssembly.Module(module.finish()), { store: { memory } }).exports.route;
  }

  /**
   * Sort the states from one address to another; those of this shard go to `own`.
   *
   * @returns for each shard where its states lie, and how many.
   */
  route(states: number, end: number, own: number): readonly { readonly address: number; readonly count: number }[] {
    const { words, shards, shard } = this.#shape;
    const starts = Array.from({ length: shards + 1 }, (_, each) => (each === shard ? own : this.#others + each * this.#most * words * 8));
    const cursors = new Uint32Array(this.#memory.buffer, this.#cursors, shards + 1);
    cursors.set(starts);
    this.#route(states, end);
    return starts.slice(0, shards).map((address, each) => ({ address, count: ((cursors[each] as number) - address) / (words * 8) }));
  }
}

/** What the districts of some residents take, each process's from a multiple of 8 on. */
function districtBytes(residents: readonly Resident[]): number {
  return residents.reduce((sum, { districts }) => sum + Math.ceil(districts.length / 8) * 8, 0);
}
