import { describe, expect, test } from "vitest";
import { block, branch, branchIf, branchTable, call, callIndirect, either, giveBack, i32, i64, increment, loop, memory, ModuleBuilder, repeatWhile, select, set, switchOn, tee, when, type Label } from "../../../checker/compile/wasm/assembler.ts";
import { WebAssembly } from "../../../checker/compile/wasm/webassembly.ts";
import { assemble, compile } from "./assemble.ts";

test("an empty module is valid", () => {
  expect(WebAssembly.validate(new ModuleBuilder().finish())).toBe(true);
});

describe("functions", () => {
  test("call one another, also before they have a body", () => {
    const module = new ModuleBuilder();
    const odd = module.declare("odd", { n: "i32" }, "i32");
    const even = module.define("even", { n: "i32" }, "i32", ({ n }) => [when(i32.eqz(n), giveBack(1)), giveBack(call(odd, { n: i32.sub(n, 1) }))]);
    module.body(odd, ({ n }) => [when(i32.eqz(n), giveBack(0)), giveBack(call(even, { n: i32.sub(n, 1) }))]);
    module.exportFunction(even);
    const exports = assemble(module);
    expect([0, 1, 2, 7, 10].map((n) => exports["even"]?.(n))).toEqual([1, 0, 1, 0, 1]);
  });

  test("take and give 64-bit integers", () => {
    const module = new ModuleBuilder();
    module.exportFunction(module.define("mix", { x: "i64", by: "i32" }, "i64", ({ x, by }) => giveBack(i64.xor(x, i64.shrU(x, i64.extendU(by))))));
    expect(assemble(module)["mix"]?.(-1n, 60)).toBe(~0xfn);
  });

  test("have local variables of several types", () => {
    const module = new ModuleBuilder();
    const sum = module.define("sum", { n: "i32" }, "i64", ({ n }, local) => {
      const total = local("i64");
      const i = local("i32");
      const square = local("i64");
      return [
        repeatWhile(i32.ltU(i, n), [increment(i), set(square, i64.extendU(i32.mul(i, i))), set(total, i64.add(total, square))]),
        giveBack(total),
      ];
    });
    module.exportFunction(sum);
    expect(assemble(module)["sum"]?.(10)).toBe(385n);
  });

  test("are imported, and defined ones are numbered after them", () => {
    const module = new ModuleBuilder();
    const ask = module.importFunction("host", "ask", { x: "i32" }, "i32");
    const tell = module.importFunction("host", "tell", { x: "i32" }, "void");
    module.exportFunction(module.define("run", {}, "i32", () => [call(tell, { x: 5 }), giveBack(call(ask, { x: 6 }))]));
    const told: number[] = [];
    const exports = assemble(module, { host: { ask: (x) => Number(x) * 2, tell: (x) => void told.push(Number(x)) } });
    expect([exports["run"]?.(), told]).toEqual([12, [5]]);
  });

  test("one without a body is refused, and so is a second body", () => {
    const module = new ModuleBuilder();
    const later = module.declare("later", {}, "void");
    expect(() => module.finish()).toThrow("later has no body");
    module.body(later, () => []);
    expect(() => module.body(later, () => [])).toThrow("later has a body already");
    expect(() => module.importMemory("a", "b", { initial: 1 })).toThrow("imported after");
  });
});

describe("control", () => {
  test("blocks are left and loops repeated by name, at any depth", () => {
    const module = new ModuleBuilder();
    // How many steps of the Collatz sequence lead to 1, or -1 after 50.
    const steps = module.define("steps", { n: "i32" }, "i32", ({ n }, local) => {
      const count = local("i32");
      return [
        block((tooLong) => [
          loop((again) =>
            when(i32.ne(n, 1), [
              set(n, either("i32", i32.and(n, 1), i32.add(i32.mul(n, 3), 1), i32.shrU(n, 1))),
              increment(count),
              branchIf(i32.gtU(count, 50), tooLong),
              branch(again),
            ]),
          ),
          giveBack(count),
        ]),
        giveBack(-1),
      ];
    });
    module.exportFunction(steps);
    expect([1, 6, 7, 27].map((n) => assemble(module)["steps"]?.(n))).toEqual([0, 8, 16, -1]);
  });

  test("a branch table falls through, a switch does not", () => {
    const module = new ModuleBuilder();
    const through = module.define("through", { n: "i32" }, "i32", ({ n }, local) => {
      const result = local("i32");
      return [
        block((end) => [block((second) => [block((first) => branchTable(n, [first, second], end)), increment(result)]), increment(result, 10)]),
        giveBack(result),
      ];
    });
    const one = module.define("one", { n: "i32" }, "i32", ({ n }, local) => {
      const result = local("i32");
      return [switchOn(n, [increment(result), [increment(result, 10), increment(result, 10)]], set(result, 3)), giveBack(result)];
    });
    const shared = module.define("shared", { n: "i32" }, "i32", ({ n }) => [switchOn(n, [giveBack(10), giveBack(20)], giveBack(30), [1, 0, -1, 1]), giveBack(0)]);
    for (const reference of [through, one, shared]) module.exportFunction(reference);
    const exports = assemble(module);
    expect([0, 1, 2, -1].map((n) => exports["through"]?.(n))).toEqual([11, 10, 0, 0]);
    expect([0, 1, 2, -1].map((n) => exports["one"]?.(n))).toEqual([1, 20, 3, 3]);
    expect([0, 1, 2, 3, 4].map((n) => exports["shared"]?.(n))).toEqual([20, 10, 30, 20, 30]);
  });

  test("a branch to a block that is not around it is refused", () => {
    const module = new ModuleBuilder();
    const target: Label[] = [];
    const inside = block((label) => {
      target.push(label);
      return [];
    });
    expect(() => module.define("stray", {}, "void", () => [inside, target.map(branch)])).toThrow("not around it");
    expect(() => module.define("twice", {}, "void", () => block((end) => [when(1, inside), branch(end)]))).not.toThrow();
  });
});

test("loads and stores of every width, at an offset", () => {
  const module = new ModuleBuilder();
  module.memory({ initial: 1 });
  module.exportMemory("memory");
  module.data(8, Uint8Array.of(0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88));
  const read = module.define("read", { which: "i32" }, "i64", ({ which }) => [
    switchOn(which, [
      giveBack(i64.load(4, 4)),
      giveBack(i64.load32U(0, 8)),
      giveBack(i64.load16U(7, 1)),
      giveBack(i64.load8U(8)),
      giveBack(i64.extendU(i32.load(8))),
      giveBack(i64.extendU(i32.load16U(8))),
      giveBack(i64.extendU(i32.load8U(8))),
    ]),
    giveBack(0n),
  ]);
  module.exportFunction(read);
  const write = module.define("write", { at: "i32", value: "i64" }, "void", ({ at, value }) => [
    i64.store(at, value),
    i64.store32(at, value, 8),
    i64.store16(at, value, 12),
    i64.store8(at, value, 14),
    i32.store(at, i32.wrap(value), 16),
    i32.store16(at, i32.wrap(value), 20),
    i32.store8(at, i32.wrap(value), 22),
  ]);
  module.exportFunction(write);
  module.exportFunction(module.define("shift", {}, "i32", () => [memory.copy(101, 100, 22), memory.fill(100, 0xff, 1), giveBack(memory.size())]));
  const exports = new WebAssembly.Instance<{ memory: { buffer: ArrayBuffer }; read(which: number): bigint; write(at: number, value: bigint): void; shift(): number }>(compile(module)).exports;
  expect([0, 1, 2, 3, 4, 5, 6].map((which) => exports.read(which))).toEqual([0x8887868584838281n - 2n ** 64n, 0x84838281n, 0x8281n, 0x81n, 0x84838281n, 0x8281n, 0x81n]);
  exports.write(100, 0x0807060504030201n);
  const expected = [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 1, 2, 1, 0, 1, 2, 3, 4, 1, 2, 1];
  expect([...new Uint8Array(exports.memory.buffer, 100, expected.length)]).toEqual(expected);
  expect(exports.shift()).toBe(1);
  expect([...new Uint8Array(exports.memory.buffer, 100, expected.length)]).toEqual([0xff, ...expected.slice(0, 22)]);
});

test("a table of functions, called through a signature", () => {
  const module = new ModuleBuilder();
  const binary = module.signature({ left: "i32", right: "i32" }, "i32");
  const table = module.table(4);
  const add = module.define("add", { left: "i32", right: "i32" }, "i32", ({ left, right }) => giveBack(i32.add(left, right)));
  const sub = module.define("sub", { left: "i32", right: "i32" }, "i32", ({ left, right }) => giveBack(i32.sub(left, right)));
  module.elements(table, 1, [add, sub]);
  module.exportFunction(
    module.define("apply", { which: "i32", left: "i32", right: "i32" }, "i32", ({ which, left, right }) => giveBack(callIndirect(table, binary, which, { right, left }))),
  );
  module.exportTable(table, "table");
  const exports = new WebAssembly.Instance<{ apply(which: number, left: number, right: number): number; table: { length: number } }>(compile(module)).exports;
  expect([exports.apply(1, 7, 3), exports.apply(2, 7, 3), exports.table.length]).toEqual([10, 4, 4]);
  expect(() => exports.apply(0, 7, 3)).toThrow(/table|null|signature/u);
});

test("globals, select and tee", () => {
  const module = new ModuleBuilder();
  const given = module.importGlobal("host", "given", "i32");
  const count = module.global("i32", 40);
  const next = module.define("next", {}, "i32", (_, local) => {
    const before = local("i32");
    return [set(count, i32.add(tee(before, count), given)), giveBack(select(i32.gtU(before, 41), before, i32.constant(0)))];
  });
  module.exportFunction(next);
  module.exportGlobal(count, "count");
  const exports = new WebAssembly.Instance<{ next(): number; count: { value: number } }>(compile(module), { host: { given: new WebAssembly.Global({ value: "i32" }, 2) } }).exports;
  expect([exports.next(), exports.next(), exports.count.value]).toEqual([0, 42, 44]);
});
