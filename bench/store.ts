/*
 * Insertions per second and bytes per state of the stores, on a search without a model: processes that each count round and round, eight
 * successors a state, each state found eight times. Run with
 *
 *   npx esbuild bench/store.ts --bundle --platform=node --format=esm --log-level=warning | node --input-type=module - [values] [words] [option=number]...
 */
import { giveBack, i32, i64, ModuleBuilder, repeatWhile, set, type Code } from "../checker/compile/wasm/assembler.ts";
import { WebAssembly } from "../checker/compile/wasm/webassembly.ts";
import { StateStore } from "../checker/search/state-store.ts";
import type { CompiledStore } from "../checker/search/store/compiled-store.ts";
import { storeFor } from "../checker/search/store/store-for.ts";

const processes = 8;
/** Bits of a counter. */
const stride = 6;
const block = 128;

interface Expander {
  /** Write the successors of `count` states. Returns how many. */
  expand(from: number, count: number, to: number): number;
}

/** Where the counter of a process lies: evenly over the words. */
function placeOf(process: number, words: number): { word: number; shift: number } {
  const word = Math.floor((process * words) / processes);
  return { word, shift: (process - Math.ceil((word * processes) / words)) * stride };
}

/** Each process has a counter from 0 to `values - 1`, in bits spread over the words of the state. */
function expander(store: CompiledStore, values: number): Expander {
  const { words } = store;
  const module = new ModuleBuilder();
  module.importMemory("store", "memory", { initial: 0 });
  const expand = module.define("expand", { from: "i32", count: "i32", to: "i32" }, "i32", ({ from, count, to }, local) => {
    const at = local("i32");
    const out = local("i32");
    const state = Array.from({ length: words }, () => local("i64"));
    const writes = (changed: number, delta: typeof state): Code => delta.map((word, position) => i64.store(out, position === changed ? word : (state[position] ?? word), position * 8));
    const next = local("i64");
    const steps = Array.from({ length: processes }, (_, process): Code => {
      const { word, shift: low } = placeOf(process, words);
      const shift = BigInt(low);
      const old = state[word] ?? next;
      const value = i64.and(i64.shrU(old, shift), 63n);
      const wraps = i64.sub(0n, i64.extendU(i64.eq(value, BigInt(values - 1))));
      return [
        // One more, or back to zero.
        set(next, i64.add(old, i64.shl(i64.sub(1n, i64.and(wraps, BigInt(values))), shift))),
        writes(word, state.map(() => next)),
        set(out, i32.add(out, words * 8)),
      ];
    });
    return [
      set(out, to),
      repeatWhile(i32.ltU(at, count), [state.map((word, position) => set(word, i64.load(from, position * 8))), steps, set(from, i32.add(from, words * 8)), set(at, i32.add(at, 1))]),
      giveBack(i32.mul(count, processes)),
    ];
  });
  module.exportFunction(expand);
  return new WebAssembly.Instance<Expander & object>(new WebAssembly.Module(module.finish()), { store: { memory: store.memory } }).exports;
}

const [values = "6", words = "1", ...given] = process.argv.slice(2).filter((argument) => argument !== "-");
const options = Object.fromEntries(given.map((pair) => pair.split("=")).map(([name, value]) => [name, Number(value)]));
const bits = Number(words) === 1 ? processes * stride : Number(words) * 64;

function searchCompiled(): { states: number; inserts: number; bytes: number } {
  const store = storeFor(Number(words), bits, options);
  const { expand } = expander(store, Number(values));
  store.insert(1);
  let inserts = 1;
  while (store.nextLevel() > 0) {
    for (let piece = store.take(block); piece.count > 0; piece = store.take(block)) {
      const successors = expand(piece.pointer, piece.count, store.buffer);
      store.insert(successors);
      inserts += successors;
    }
  }
  return { states: store.size, inserts, bytes: store.bytesPerState };
}

/** The same search over today's store of 32-bit words. */
function searchPacked(): { states: number; inserts: number; bytes: number } {
  const length = Number(words) * 2;
  const store = new StateStore(length);
  store.add(new Uint32Array(length), 0);
  let inserts = 1;
  const top = Number(values) - 1;
  const next = new Uint32Array(length);
  for (let id = 0; id < store.size; id++) {
    const offset = store.offsetOf(id);
    for (let process = 0; process < processes; process++) {
      next.set(store.chunkOf(id).subarray(offset, offset + length));
      const { word, shift } = placeOf(process, length);
      const value = ((next[word] as number) >>> shift) & 63;
      next[word] = (next[word] as number) + ((value === top ? -top : 1) << shift);
      store.add(next, id);
      inserts++;
    }
  }
  return { states: store.size, inserts, bytes: store.bytesPerState };
}

for (const [name, search] of [["compiled store", searchCompiled], ["state store", searchPacked]] as const) {
  if (name === "state store" && process.env["BASELINE"] === undefined) continue;
  const before = process.cpuUsage();
  const { states, inserts, bytes } = search();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (states !== Number(values) ** processes) throw new Error(`${states} states`);
  console.log(`${name}: ${states} states, ${seconds.toFixed(2)} CPU s, ${(inserts / seconds / 1e6).toFixed(1)} M inserts/s, ${(states / seconds / 1e6).toFixed(2)} M states/s, ${bytes.toFixed(2)} bytes/state, RSS ${process.memoryUsage.rss() >> 20} MiB`);
}
