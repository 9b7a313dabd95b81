import { expect, test } from "vitest";
import { giveBack, i16x8, i32, i32x4, i64x2, i8x16, ModuleBuilder, v128 } from "../../../checker/compile/wasm/assembler.ts";
import { assemble } from "./assemble.ts";

test("lanes are compared, and the result is told as bits", () => {
  const module = new ModuleBuilder();
  module.memory({ initial: 1 });
  const bytes = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);
  module.data(16, bytes);
  const found = (name: string, lanes: typeof i32x4, value: number): void => {
    module.exportFunction(module.define(name, {}, "i32", () => giveBack(lanes.bitmask(lanes.eq(v128.load(0, 16), lanes.splat(value))))));
  };
  found("bytes", i8x16, 2);
  found("halves", i16x8, 1);
  found("words", i32x4, 1);
  module.exportFunction(module.define("longs", {}, "i32", () => giveBack(i64x2.bitmask(i64x2.eq(v128.load(16), i64x2.splat(1n))))));
  const small = i32x4.ltS(v128.and(v128.load(16), i32x4.splat(3)), i32x4.splat(2));
  module.exportFunction(module.define("small", {}, "i32", () => giveBack(i32x4.bitmask(small))));
  module.exportFunction(module.define("less", {}, "i32", () => giveBack(i64x2.bitmask(i64x2.ltS(v128.load(16), i64x2.splat(2n))))));
  const either = v128.or(i32x4.eq(v128.load(16), i32x4.splat(7)), i32x4.eq(v128.load(16), i32x4.splat(2)));
  module.exportFunction(module.define("any", {}, "i32", () => [v128.store(32, v128.load(16)), giveBack(i32.add(v128.anyTrue(either), i32.load(36)))]));
  const exports = assemble(module);
  expect(["bytes", "halves", "words", "longs", "any", "small", "less"].map((name) => exports[name]?.())).toEqual([0b10000, 0b10001, 0b101, 0b10, 3, 0b1101, 0b10]);
});
