import { expect, test } from "vitest";
import { atomic32, atomic64, giveBack, i32, i64, ModuleBuilder, notify } from "../../../checker/compile/wasm/assembler.ts";
import { WebAssembly } from "../../../checker/compile/wasm/webassembly.ts";
import { assemble } from "./assemble.ts";

test("atomic accesses of a shared memory", () => {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", { initial: 1, maximum: 1, shared: true });
  const one = (name: string, value: Parameters<typeof giveBack>[0]): void => module.exportFunction(module.define(name, {}, "i64", () => giveBack(value)));
  one("add", i64.extendU(i32.add(atomic32.add(0, 5), atomic32.load(0))));
  one("won", atomic64.compareExchange(8, 0n, 7n));
  one("lost", i64.add(atomic64.compareExchange(8, 0n, 9n), atomic64.load(8)));
  one("swap", i64.add(atomic64.exchange(8, 1n), atomic64.add(0, 1n, 8)));
  one("other", i64.extendU(atomic32.wait(8, 0, -1n)));
  one("late", i64.extendU(atomic64.wait(0, 2n, 1000n, 8)));
  one("nobody", i64.extendU(notify(0, 1)));
  module.exportFunction(module.define("write", {}, "void", () => [atomic32.store(16, 3), atomic64.store(16, 4n, 8)]));
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const exports = assemble(module, { host: { memory: shared } });
  expect(["add", "won", "lost", "swap", "other", "late", "nobody", "write"].map((name) => exports[name]?.())).toEqual([5n, 0n, 14n, 8n, 1n, 2n, 0n, undefined]);
  expect([...new BigUint64Array(shared.buffer)].slice(0, 4)).toEqual([5n, 2n, 3n, 4n]);
});
