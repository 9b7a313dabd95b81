import fc from "fast-check";
import { bool, indexSet, optional, range, setOf, state, sumOf, table, type Index, type StateOf, type System } from "../../checker/index.ts";

/*
 * Random small systems whose steps ask of all members at once: quantifiers, counts and sums in guards and effects, within one another, after writes and after sets were copied. Some terms do what they must not: they
 * write, raise an assertion, fail, or leave something behind in a variable of the step. Drawn as data, so that it shrinks and prints.
 */

/** What is asked of one member. */
type Ask =
  | { readonly kind: "flag" | "in A" | "in B" | "alone" | "pointed at" | "local" }
  | { readonly kind: "n is"; readonly value: number }
  | { readonly kind: "not"; readonly ask: Ask }
  | { readonly kind: "writes" | "raises" | "fails" | "keeps" | "stops"; readonly ask: Ask };

interface Quantifier {
  readonly kind: "every" | "some";
  readonly ask: Ask;
}
interface Comparison {
  readonly kind: "size of A" | "size of B" | "count" | "sum" | "sumOf" | "kept" | "asked";
  readonly ask: Ask;
  readonly value: number;
}
type Claim = Quantifier | Comparison;

const operations = ["A := B", "B := A", "swap", "add", "delete", "flag", "bump", "point", "copy record", "x := claim", "if claim", "local := claim", "clear"] as const;
interface Operation {
  readonly kind: (typeof operations)[number];
  readonly member: number;
  readonly claim: Claim;
}

interface Step {
  readonly guard: Claim | null;
  readonly does: readonly Operation[];
}

export interface RandomFolds {
  readonly members: number;
  readonly bodies: readonly (readonly Step[])[];
  readonly invariant: Claim;
}

const { ask } = fc.letrec<{ ask: Ask }>((tie) => ({
  ask: fc.oneof(
    { depthSize: "small" },
    { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom("flag" as const, "in A" as const, "in B" as const, "alone" as const, "pointed at" as const, "local" as const) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("n is" as const), value: fc.nat({ max: 2 }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("not" as const), ask: tie("ask") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("writes" as const, "raises" as const, "fails" as const, "keeps" as const, "stops" as const), ask: tie("ask") }) },
  ),
}));
const claim: fc.Arbitrary<Claim> = fc.oneof(
  fc.record({ kind: fc.constantFrom("every" as const, "some" as const), ask }),
  fc.record({ kind: fc.constantFrom("size of A" as const, "size of B" as const, "count" as const, "sum" as const, "sumOf" as const, "kept" as const, "asked" as const), ask, value: fc.nat({ max: 3 }) }),
);
const operation: fc.Arbitrary<Operation> = fc.record({ kind: fc.constantFrom(...operations), member: fc.nat({ max: 3 }), claim });
const step: fc.Arbitrary<Step> = fc.record({ guard: fc.option(claim), does: fc.array(operation, { minLength: 1, maxLength: 3 }) });

export const randomFolds: fc.Arbitrary<RandomFolds> = fc.record({
  members: fc.integer({ min: 2, max: 3 }),
  bodies: fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
  invariant: claim,
});

/** Build the drawn system with the language. */
export function buildFolds({ members, bodies, invariant: claimed }: RandomFolds): System {
  const Member = indexSet("member", members);
  type M = Index<"member">;
  const world = state({ m: table(Member, { flag: bool, n: range(0, 2), peer: optional(Member) }), A: setOf(Member), B: setOf(Member), x: range(0, 3) });
  type K = StateOf<typeof world>;
  const alarm = world.assertion("alarm", "no step raises the alarm");

  /** What a step keeps in variables of its own while it runs. */
  interface Kept {
    member: M | null;
    asked: number;
    mayWrite: boolean;
    local: number;
  }
  const holds = (k: K, kept: Kept, member: M, what: Ask): boolean => {
    const { flag, n, peer } = k.m[member];
    switch (what.kind) {
      case "flag":
        return flag;
      case "in A":
        return k.A.has(member);
      case "in B":
        return k.B.has(member);
      case "alone":
        return Member.every((other) => other === member || !k.m[other].flag);
      case "pointed at":
        return peer === null || Member.some((other) => k.m[other].peer === member);
      case "local":
        return n === kept.local;
      case "n is":
        return n === what.value;
      case "not":
        return !holds(k, kept, member, what.ask);
      case "writes":
        if (kept.mayWrite) k.x = (k.x + 1) % 4;
        return holds(k, kept, member, what.ask);
      case "raises":
        if (kept.mayWrite) alarm.warnOn(flag);
        return holds(k, kept, member, what.ask);
      case "stops":
        if (kept.mayWrite) alarm.bugOn(flag && n === 2);
        return holds(k, kept, member, what.ask);
      case "fails":
        if (n === 2 && flag) throw new Error("a term fails");
        return holds(k, kept, member, what.ask);
      case "keeps": {
        kept.asked++;
        if (holds(k, kept, member, what.ask)) kept.member = member;
        return kept.member === member;
      }
    }
  };
  const number = (k: K, kept: Kept, what: Comparison): number => {
    const each = (member: M): boolean => holds(k, kept, member, what.ask);
    switch (what.kind) {
      case "size of A":
        return k.A.size;
      case "size of B":
        return k.B.size;
      case "count":
        return Member.count(each);
      case "sum":
        return Member.sum((member) => (each(member) ? k.m[member].n : 0));
      case "sumOf":
        return sumOf(
          () => k.x,
          () => Member.count(each),
          () => -k.A.size,
        );
      case "kept":
        Member.some((member) => {
          if (!each(member)) return false;
          kept.member = member;
          return true;
        });
        return kept.member === null ? 0 : 1 + Member.ordinal(kept.member);
      case "asked":
        Member.every((member) => {
          kept.asked++;
          return each(member);
        });
        return kept.asked;
    }
  };
  const isTrue = (k: K, kept: Kept, what: Claim): boolean => {
    if (isComparison(what)) return number(k, kept, what) === what.value;
    const each = (member: M): boolean => holds(k, kept, member, what.ask);
    return what.kind === "every" ? Member.every(each) : Member.some(each);
  };
  const operate = (k: K, l: { seen: number }, kept: Kept, { kind, member: drawn, claim: what }: Operation): void => {
    const member = Member.at(drawn % members);
    const place = k.m[member];
    switch (kind) {
      case "A := B":
        k.A = k.B;
        return;
      case "B := A":
        k.B = k.A;
        return;
      case "swap": {
        const before = new Set(k.A);
        k.A = k.B;
        k.B = before;
        return;
      }
      case "add":
        k.A.add(member);
        return;
      case "delete":
        k.A.delete(member);
        return;
      case "flag":
        place.flag = !place.flag;
        return;
      case "bump":
        place.n = (place.n + 1) % 3;
        return;
      case "point":
        place.peer = Member.find((other) => k.m[other].flag);
        return;
      case "copy record":
        k.m[Member.next(member)] = place;
        return;
      case "x := claim":
        k.x = isComparison(what) ? Math.abs(number(k, kept, what)) % 4 : isTrue(k, kept, what) ? 1 : 0;
        return;
      case "if claim":
        if (isTrue(k, kept, what)) k.B.add(member);
        else k.B.delete(member);
        return;
      case "local := claim":
        l.seen = isTrue(k, kept, what) ? 1 : 2;
        return;
      case "clear":
        k.A.clear();
        return;
    }
  };
  const fresh = (local: number, mayWrite: boolean): Kept => ({ member: null, asked: 0, mayWrite, local });
  const starts = bodies.map((steps, process) =>
    world.procedure(`process ${process}`, { locals: { seen: range(0, 2) } }, (p) => {
      p.do((l) => {
        l.seen = 0;
      });
      p.loop(() => {
        for (const [position, { guard, does }] of steps.entries()) {
          p.await(
            `step ${position}`,
            (k, l) => guard === null || isTrue(k as K, fresh(l.seen, false), guard),
            (k, l) => {
              const kept = fresh(l.seen, true);
              for (const each of does) operate(k, l, kept, each);
            },
          );
        }
      });
    }),
  );
  return world.system({
    processes: Object.fromEntries(starts.map((procedure, process) => [`p${process}`, procedure.start()])),
    properties: ({ invariant, reachable }) => [
      invariant("claimed", "a random claim", (k) => !isTrue(k as K, fresh(0, false), pure(claimed))),
      reachable("all", "all flags can be set", (k) => Member.every((member) => k.m[member].flag)),
    ],
  });
}

function isComparison(what: Claim): what is Comparison {
  return what.kind !== "every" && what.kind !== "some";
}

/** A property only looks. */
function pure(what: Claim): Claim {
  const only = (each: Ask): Ask => ("ask" in each ? (each.kind === "not" ? { kind: "not", ask: only(each.ask) } : only(each.ask)) : each);
  const looked = { ...what, ask: only(what.ask) };
  return looked.kind === "kept" || looked.kind === "asked" ? { ...looked, kind: "count" } : looked;
}
