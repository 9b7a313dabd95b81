import { describe, expect, test } from "vitest";
import channel from "../../bench/specs/channel.ts";
import lot from "../../bench/specs/lot.ts";
import vote from "../../bench/specs/vote.ts";
import wide from "../../bench/specs/wide.ts";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import { expandModule } from "../../checker/compile/expand-module.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import type { Spec } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { CompiledSearch } from "../../checker/search/compiled-search.ts";
import { storeFor, type StoreKind } from "../../checker/search/store/store-for.ts";
import { complete, finish, searchPacked, searchReference, summary } from "../support.ts";

/** The specs of the bench, small enough for the reference interpreter. */
const shapes: readonly (readonly [Spec, Config, words: number])[] = [
  [wide, { processes: 2 }, 16],
  [vote, { voters: 5, ballots: "two" }, 1],
  [vote, { voters: 5, ballots: "three" }, 1],
  [channel, { capacity: 2, pairs: 2, kinds: 2 }, 1],
  [channel, { capacity: 5, pairs: 1, kinds: 2 }, 1],
  [lot, { cars: 2, guard: "place" }, 1],
];

describe.each(shapes.map(([spec, config, words]) => ({ title: `${spec.name} ${JSON.stringify(config)}`, spec, config, words })))("$title", ({ spec, config, words }) => {
  const system = spec.build(config);
  const packed = summary(searchPacked(system));

  test("is searched alike by reference interpreter and packed engine", () => {
    expect(packed).toEqual(summary(searchReference(system)));
  });

  test("is searched alike when the search goes over to another store", () => {
    expect(summary(finish(new AutoSearch(system, system.properties, {}, { compile: 0, list: 0 })))).toEqual(packed);
  });

  test.each(["exact", "fingerprint"] satisfies StoreKind[])("is searched alike by the compiled engine, with the %s store", (kind) => {
    const compiled = complete(compileSystem(new PackedSystem(system), system.properties));
    if (compiled === undefined) throw new Error("too large to compile");
    expect(compiled.layout.words).toBe(words);
    expect(summary(finish(new CompiledSearch(compiled, expandModule(compiled), system.properties, {}, (size, bits) => storeFor(size, bits, {}, kind))))).toEqual(packed);
  });
});
