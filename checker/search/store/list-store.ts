import { ModuleBuilder } from "../../compile/wasm/assembler.ts";
import { WebAssembly, type Global, type Memory } from "../../compile/wasm/webassembly.ts";
import { OutOfMemory } from "../state-store.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { MemoryMap } from "./memory-map.ts";
import { SegmentHeap } from "./segment-heap.ts";
import { entryBytes, mostSegments, StateList } from "./state-list.ts";
import { withDefaults, type StoreOptions } from "./store-options.ts";

interface Exports {
  readonly insert: (count: number) => number;
  readonly reindex: (from: number, to: number) => void;
  readonly size: Global;
  readonly limit: Global;
  readonly tail: Global;
  readonly tailEnd: Global;
  readonly index: Global;
  readonly shift: Global;
}

const fewestPlaces = 64;
/** The share of the index that may be taken. Linear probing gets slow beyond. */
const mostLoad = 0.7;

/**
 * Exact store of states of any width that keeps them whole: {@link StateList}. The list is the queue, too, and gives every state an id. It takes more memory than a set of keys, and is faster
 * where a state is wide, because nothing has to be put together again and no part to be looked up by itself.
 */
export class ListStore implements CompiledStore {
  readonly words: number;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  /** Byte offset of the ids (u32) of the states of the last insertion, by their positions in the buffer. */
  readonly ids: number;
  readonly #list: StateList;
  readonly #heap: SegmentHeap;
  readonly #code: Exports;
  readonly #segments: number[] = [];
  #places = 0;
  /** The next state of the current level, and where the level ends. */
  #head = 0;
  #levelEnd = 0;

  constructor(words: number, bits: number, given: StoreOptions = {}) {
    const options = withDefaults(given);
    const map = new MemoryMap();
    const module = new ModuleBuilder();
    module.importMemory("store", "memory", { initial: 0 });
    const host = { grow: module.importFunction("store", "grow", {}, "void"), extend: module.importFunction("store", "extend", {}, "void") };
    this.#list = new StateList(module, map, words, bits, options);
    this.#list.define(host);
    this.words = words;
    this.capacity = options.capacity;
    this.buffer = this.#list.buffer;
    this.fresh = this.#list.fresh;
    this.ids = this.#list.ids;
    this.#heap = new SegmentHeap(map.end, options.segmentBytes, options.maxBytes);
    this.memory = this.#heap.memory;
    this.#code = new WebAssembly.Instance<Exports>(new WebAssembly.Module(module.finish()), { store: { memory: this.memory, grow: () => this.#grow(), extend: () => this.#extend() } }).exports;
    this.#allocateIndex(Math.max(fewestPlaces, 2 ** Math.ceil(Math.log2(options.initialCapacity / mostLoad + 1))));
  }

  get size(): number {
    return (this.#code.size.value as number) >>> 0;
  }

  get bytesPerState(): number {
    return this.#heap.bytes / Math.max(1, this.size);
  }

  /** The id of the state that is taken next. */
  get next(): number {
    return this.#head;
  }

  insert(count: number): number {
    return this.#code.insert(count);
  }

  take(most: number): { readonly pointer: number; readonly count: number } {
    if (this.#head === this.#levelEnd) return { pointer: 0, count: 0 };
    const { pointer, count } = this.at(this.#head, Math.min(most, this.#levelEnd - this.#head));
    this.#head += count;
    return { pointer, count };
  }

  nextLevel(): number {
    this.#head = this.#levelEnd;
    this.#levelEnd = this.size;
    return this.#levelEnd - this.#head;
  }

  /** Where the state with an id lies, and with it at most `most` that follow. */
  at(id: number, most: number): { readonly pointer: number; readonly count: number } {
    const { statesOfSegment, stateBytes } = this.#list;
    const position = id % statesOfSegment;
    return { pointer: (this.#segments[Math.floor(id / statesOfSegment)] as number) + position * stateBytes, count: Math.min(most, statesOfSegment - position) };
  }

  #extend(): void {
    if (this.#segments.length === mostSegments) throw new OutOfMemory("the list has its largest size");
    const segment = this.#heap.allocate(false);
    new DataView(this.memory.buffer).setUint32(this.#list.directory + this.#segments.length * 4, segment, true);
    this.#segments.push(segment);
    this.#code.tail.value = segment | 0;
    this.#code.tailEnd.value = (segment + this.#list.statesOfSegment * this.#list.stateBytes) | 0;
  }

  #grow(): void {
    const [index, bytes] = [(this.#code.index.value as number) >>> 0, this.#places * entryBytes];
    this.#allocateIndex(this.#places * 2);
    this.#code.reindex(index, index + bytes);
    this.#heap.freeRun(index, bytes);
  }

  #allocateIndex(places: number): void {
    this.#code.index.value = this.#heap.allocateRun(places * entryBytes) | 0;
    this.#code.shift.value = 32 - Math.log2(places);
    this.#code.limit.value = Math.floor(places * mostLoad);
    this.#places = places;
  }
}
