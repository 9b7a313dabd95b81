import { describe, expect, it } from "vitest";
import { bool, each, indexSet, range, state, type System } from "../../checker/index.ts";
import { compileSystem, type CompiledSystem } from "../../checker/compile/compiled-system.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { Phases } from "../../checker/reduce/phases.ts";
import { complete } from "../support.ts";

const Thread = indexSet("thread", 2);

/** Two threads that take a lock, again and again or once. */
function lockers(rounds: boolean): System {
  const world = state({ locked: bool, turns: range(0, 2) });
  const work = world.procedure("work", (p) => {
    const round = (): void => {
      p.await("lock", (k) => !k.locked, (k) => {
        k.locked = true;
      });
      p.step("turn", (k) => {
        k.turns = (k.turns + 1) % 3;
      });
      p.step("unlock", (k) => {
        k.locked = false;
      });
    };
    if (rounds) p.loop(round);
    else round();
  });
  return world.system({ processes: { worker: each(Thread, () => work.start()) } });
}

/** The local state at a label. */
function localAt({ packed, locations }: CompiledSystem, label: string): number {
  return (locations[0] ?? []).findIndex((pc) => packed.programs[0]?.locations[pc]?.actions.some(({ step }) => step.label === label));
}

const [free, held] = [0b01, 0b10];

describe.each([["once", false], ["again and again", true]])("of a lock that is taken %s, it is known", (_, rounds) => {
  const system = complete(compileSystem(new PackedSystem(lockers(rounds)), [])) as CompiledSystem;
  const phases = new Phases(system);
  const [lock, turn, unlock] = ["lock", "turn", "unlock"].map((label) => localAt(system, label)) as [number, number, number];

  it("that two never have it", () => {
    expect([turn, unlock].flatMap((one) => [turn, unlock].map((other) => phases.meetings(0, one, 1)[other]))).toEqual([false, false, false, false]);
    expect([turn, lock].map((other) => phases.meetings(0, lock, 1)[other])).toEqual([true, true]);
  });

  it("what it can be", () => {
    expect([lock, turn, unlock].map((local) => phases.codesAt(0, 0, local))).toEqual([free | held, held, held]);
    expect([phases.codesWhile(0, 0, lock, 1, lock), phases.codesWhile(0, 0, lock, 1, turn)]).toEqual([free, held]);
  });

  it("what a field can be that nobody asks: who has not had a turn, is not the only one that takes turns", () => {
    expect(phases.codesAt(1, 0, lock)).toBe(rounds ? 0b111 : 0b011);
  });
});
