import fc from "fast-check";
import { expect, test } from "vitest";
import { either, giveBack, i32, i64, ModuleBuilder, select, set, tee, type Expression, type Local } from "../../../checker/compile/wasm/assembler.ts";
import { WebAssembly } from "../../../checker/compile/wasm/webassembly.ts";
import { compile } from "./assemble.ts";

/** An expression, and what it means in JavaScript when the parameters have some values: integers are unsigned bigints here. */
interface Pair<Type extends "i32" | "i64"> {
  readonly text: string;
  build(parameters: Variables): Expression<Type>;
  evaluate(values: Values): bigint;
}

interface Variables {
  readonly a: Local<"i32">;
  readonly b: Local<"i32">;
  readonly x: Local<"i64">;
  readonly y: Local<"i64">;
  readonly t: Local<"i64">;
}

interface Values {
  readonly a: bigint;
  readonly b: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

type Meaning = (left: bigint, right: bigint, bits: number) => bigint;

const signed = (value: bigint, bits: number): bigint => BigInt.asIntN(bits, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);
const ones = (value: bigint): bigint => BigInt([...value.toString(2)].filter((digit) => digit === "1").length);
const leading = (value: bigint, bits: number): bigint => BigInt(value === 0n ? bits : bits - value.toString(2).length);
const trailing = (value: bigint, bits: number): bigint => (value === 0n ? BigInt(bits) : leading(1n, bits) - leading(value & -value, bits));
const rotate = (value: bigint, by: bigint, bits: number): bigint => (value << by % BigInt(bits)) | (value >> (BigInt(bits) - (by % BigInt(bits))));

const arithmetic: Record<"add" | "sub" | "mul" | "and" | "or" | "xor" | "shl" | "shrS" | "shrU" | "rotl" | "rotr", Meaning> = {
  add: (l, r) => l + r,
  sub: (l, r) => l - r,
  mul: (l, r) => l * r,
  and: (l, r) => l & r,
  or: (l, r) => l | r,
  xor: (l, r) => l ^ r,
  shl: (l, r, bits) => l << r % BigInt(bits),
  shrS: (l, r, bits) => signed(l, bits) >> r % BigInt(bits),
  shrU: (l, r, bits) => l >> r % BigInt(bits),
  rotl: rotate,
  rotr: (l, r, bits) => rotate(l, BigInt(bits) - (r % BigInt(bits)), bits),
};

/** The right side is made odd, so that it is neither zero nor (with a division of the smallest number) minus one too often. */
const division: Record<"divS" | "divU" | "remS" | "remU", Meaning> = {
  divS: (l, r, bits) => signed(l, bits) / signed(r, bits),
  divU: (l, r) => l / r,
  remS: (l, r, bits) => signed(l, bits) % signed(r, bits),
  remU: (l, r) => l % r,
};

const comparison: Record<"eq" | "ne" | "ltS" | "ltU" | "gtS" | "gtU" | "leS" | "leU" | "geS" | "geU", Meaning> = {
  eq: (l, r) => truth(l === r),
  ne: (l, r) => truth(l !== r),
  ltS: (l, r, bits) => truth(signed(l, bits) < signed(r, bits)),
  ltU: (l, r) => truth(l < r),
  gtS: (l, r, bits) => truth(signed(l, bits) > signed(r, bits)),
  gtU: (l, r) => truth(l > r),
  leS: (l, r, bits) => truth(signed(l, bits) <= signed(r, bits)),
  leU: (l, r) => truth(l <= r),
  geS: (l, r, bits) => truth(signed(l, bits) >= signed(r, bits)),
  geU: (l, r) => truth(l >= r),
};

const unary: Record<"clz" | "ctz" | "popcnt", (value: bigint, bits: number) => bigint> = {
  clz: leading,
  ctz: trailing,
  popcnt: ones,
};

const keys = <Key extends string>(record: Record<Key, unknown>): readonly Key[] => Object.keys(record) as Key[];

const word32 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), fc.constantFrom(0n, 1n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n));
const word64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n));

const { narrow } = fc.letrec<{ narrow: Pair<"i32">; wide: Pair<"i64"> }>((tie) => {
  const depth = { depthSize: "small" } as const;
  return {
    narrow: fc.oneof(
      depth,
      fc.constantFrom("a", "b").map((name): Pair<"i32"> => ({ text: name, build: (variables) => variables[name as "a"], evaluate: (values) => values[name as "a"] })),
      word32.map((value): Pair<"i32"> => ({ text: `${value}`, build: () => i32.constant(Number(value)), evaluate: () => value })),
      fc.tuple(fc.constantFrom(...keys(arithmetic)), tie("narrow"), tie("narrow")).map(([name, left, right]): Pair<"i32"> => ({
        text: `i32.${name}(${left.text}, ${right.text})`,
        build: (variables) => i32[name](left.build(variables), right.build(variables)),
        evaluate: (values) => BigInt.asUintN(32, arithmetic[name](left.evaluate(values), right.evaluate(values), 32)),
      })),
      fc.tuple(fc.constantFrom(...keys(unary)), tie("narrow")).map(([name, value]): Pair<"i32"> => ({
        text: `i32.${name}(${value.text})`,
        build: (variables) => i32[name](value.build(variables)),
        evaluate: (values) => unary[name](value.evaluate(values), 32),
      })),
      fc.tuple(fc.constantFrom(...keys(comparison)), tie("wide"), tie("wide")).map(([name, left, right]): Pair<"i32"> => ({
        text: `i64.${name}(${left.text}, ${right.text})`,
        build: (variables) => i64[name](left.build(variables), right.build(variables)),
        evaluate: (values) => comparison[name](left.evaluate(values), right.evaluate(values), 64),
      })),
      tie("wide").map((value): Pair<"i32"> => ({
        text: `i32.wrap(${value.text})`,
        build: (variables) => i32.wrap(value.build(variables)),
        evaluate: (values) => BigInt.asUintN(32, value.evaluate(values)),
      })),
      fc.tuple(tie("narrow"), tie("narrow"), tie("narrow")).map(([condition, then, otherwise]): Pair<"i32"> => ({
        text: `either(${condition.text}, ${then.text}, ${otherwise.text})`,
        build: (variables) => either("i32", condition.build(variables), then.build(variables), otherwise.build(variables)),
        evaluate: (values) => (condition.evaluate(values) === 0n ? otherwise : then).evaluate(values),
      })),
    ),
    wide: fc.oneof(
      depth,
      fc.constantFrom("x", "y").map((name): Pair<"i64"> => ({ text: name, build: (variables) => variables[name as "x"], evaluate: (values) => values[name as "x"] })),
      word64.map((value): Pair<"i64"> => ({ text: `${value}n`, build: () => i64.constant(value), evaluate: () => value })),
      fc.tuple(fc.constantFrom(...keys(arithmetic)), tie("wide"), tie("wide")).map(([name, left, right]): Pair<"i64"> => ({
        text: `i64.${name}(${left.text}, ${right.text})`,
        build: (variables) => i64[name](left.build(variables), right.build(variables)),
        evaluate: (values) => BigInt.asUintN(64, arithmetic[name](left.evaluate(values), right.evaluate(values), 64)),
      })),
      fc.tuple(fc.constantFrom(...keys(division)), tie("wide"), tie("wide")).map(([name, left, right]): Pair<"i64"> => ({
        text: `i64.${name}(${left.text} >> 1, ${right.text} | 1)`,
        build: (variables) => i64[name](i64.shrU(left.build(variables), 1n), i64.or(right.build(variables), 1n)),
        evaluate: (values) => BigInt.asUintN(64, division[name](left.evaluate(values) >> 1n, right.evaluate(values) | 1n, 64)),
      })),
      fc.tuple(fc.constantFrom("extendS" as const, "extendU" as const), tie("narrow")).map(([name, value]): Pair<"i64"> => ({
        text: `i64.${name}(${value.text})`,
        build: (variables) => i64[name](value.build(variables)),
        evaluate: (values) => (name === "extendU" ? value.evaluate(values) : BigInt.asUintN(64, signed(value.evaluate(values), 32))),
      })),
      fc.tuple(tie("narrow"), tie("wide"), tie("wide")).map(([condition, then, otherwise]): Pair<"i64"> => ({
        text: `select(${condition.text}, tee(${then.text}), ${otherwise.text})`,
        build: (variables) => select(condition.build(variables), tee(variables.t, then.build(variables)), otherwise.build(variables)),
        evaluate: (values) => (condition.evaluate(values) === 0n ? otherwise : then).evaluate(values),
      })),
    ),
  };
});

test("random expressions mean what they mean in JavaScript", () => {
  const values = fc.record({ a: word32, b: word32, x: word64, y: word64 });
  const shown = narrow.map((pair) => ({ ...pair, [fc.toStringMethod]: () => pair.text }));
  fc.assert(
    fc.property(shown, fc.array(values, { minLength: 1, maxLength: 5 }), (pair, samples) => {
      const module = new ModuleBuilder();
      const run = module.define("run", { a: "i32", b: "i32", x: "i64", y: "i64" }, "i32", ({ a, b, x, y }, local) => {
        const result = local("i32");
        return [set(result, pair.build({ a, b, x, y, t: local("i64") })), giveBack(result)];
      });
      module.exportFunction(run);
      const exports = new WebAssembly.Instance<{ run(a: number, b: number, x: bigint, y: bigint): number }>(compile(module)).exports;
      for (const sample of samples) expect(BigInt(exports.run(Number(sample.a), Number(sample.b), sample.x, sample.y) >>> 0)).toBe(pair.evaluate(sample));
    }),
    { numRuns: 500 },
  );
});
