import { describe, expect, test } from "vitest";
import { AllwaysError, bool, each, indexSet, oneOf, queue, range, setOf, spec, state, table, integer, type System } from "../../checker/index.ts";
import { link } from "../../checker/language/link.ts";

/** The code, message and line-free hint of what `run` throws. */
function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof AllwaysError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no error";
}

const world = state({ n: range(0, 3) });

describe("procedure bodies that make no sense are refused where they are written", () => {
  test("duplicate labels, with the line of the second", () => {
    let thrown: unknown;
    try {
      world.procedure("twice", (p) => {
        p.step("go");
        p.step("go");
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "AW101", message: 'twice: two steps are labelled "go"', position: { line: 24 } });
    expect((thrown as AllwaysError).position?.file).toMatch(/body\.test\.ts$/u);
  });

  test("a goto to nowhere", () => {
    const lost = world.procedure("lost", (p) => {
      p.label("here");
      p.step("go");
      p.goto("there");
    });
    expect(failure(() => link(lost as never))).toBe('AW102 lost: goto "there", but no such label');
  });

  test("break outside of a loop", () => {
    expect(failure(() => world.procedure("stray", (p) => p.break()))).toBe("AW108 stray: break outside of a loop");
  });

  test("a branch of either that starts with no step", () => {
    const vague = world.procedure("vague", (p) => {
      p.either(
        () => p.if(() => true, () => p.step("a")),
        () => p.step("b"),
      );
    });
    expect(failure(() => link(vague as never))).toBe("AW104 vague: a branch of either does not start with a step");
  });

  test("a loop without a step", () => {
    const spin = world.procedure("spin", (p) => p.loop(() => p.either(() => {})));
    expect(failure(() => link(spin as never))).toBe("AW105 a loop contains no step");
    const empty = world.procedure("empty", (p) => p.loop(() => {}));
    expect(failure(() => link(empty as never))).toBe("AW105 a loop contains no step");
    const circle = world.procedure("circle", (p) => {
      p.label("here");
      p.goto("here");
    });
    expect(failure(() => link(circle as never))).toBe("AW105 a loop contains no step");
  });
});

describe("declarations that make no sense are refused", () => {
  test.each([
    ["an empty range", () => range(2, 1), "AW106 range(2, 1, 1) is not a range"],
    ["a fraction", () => range(0, 1.5), "AW106 range(0, 1.5, 0) is not a range"],
    ["a word twice", () => oneOf("a", "a"), "AW106 oneOf(a, a) lists a value twice"],
    ["an index set without members", () => indexSet("page", 0), 'AW106 index set "page" cannot have 0 members'],
    ["an index set with a digit", () => indexSet("page2", 1), 'AW106 an index set cannot be called "page2"'],
    ["a queue of queues", () => queue(2, queue(2, bool)), "AW106 a queue cannot hold a queue"],
    ["a set over many values", () => setOf(range(0, 99)), "AW106 a set needs an element type with at most 32 values"],
    ["a parameter whose default is out of range", () => integer("n", { from: 1, to: 2, default: 3 }), 'AW110 parameter "n": the default 3 is not one of its values'],
    ["a member that does not exist", () => indexSet("page", 2).at(2), "AW206 there is no page2"],
  ])("%s", (_, declare, message) => {
    expect(failure(declare)).toBe(message);
  });

  test("two properties with one id", () => {
    const system = (): System =>
      world.system({ processes: {}, properties: ({ invariant }) => [invariant("P1", "one", () => true), invariant("P1", "two", () => true)] });
    expect(failure(system)).toBe('AW107 two properties have the id "P1"');
  });

  test("an expectation about an unknown parameter or value", () => {
    const build = (): System => world.system({ processes: {} });
    const parameters = { n: integer("n", { from: 1, to: 2, default: 1 }) };
    expect(failure(() => spec({ name: "s", about: "", parameters, build, expect: [{ when: { n: 7 } }] }))).toBe("AW111 s: n cannot be 7");
    expect(failure(() => spec({ name: "s", about: "", parameters, build, matrix: [{ m: 1 } as never] }))).toBe('AW111 s: there is no parameter "m"');
  });

  test("a process without its argument", () => {
    const Page = indexSet("page", 2);
    const needs = world.procedure("needs", { params: { page: Page } }, (p) => p.step("go"));
    expect(failure(() => world.system({ processes: { one: (needs as never as { start(): never }).start() } }))).toBe('AW109 process one: needs needs the argument "page"');
  });
});

test("TypeScript refuses what the types can tell", () => {
  const Page = indexSet("page", 2);
  const Mm = indexSet("mm", 2);
  const typed = state({ pages: table(Page, { count: range(0, 3) }), mms: table(Mm, { open: bool }) });
  const body = (): void => {
    typed.procedure("types", { params: { page: Page }, locals: { n: range(0, 3) }, returns: bool }, (p) => {
      p.step("index of the right set", (k, l) => {
        k.pages[l.page].count = l.n;
      });
      p.step("wrong", (k, l) => {
        // @ts-expect-error -- an index of pages must not index mms
        k.mms[l.page].open = true;
        // @ts-expect-error -- parameters are read-only
        l.page = "page1";
        // @ts-expect-error -- a range holds numbers
        k.pages[l.page].count = "one";
        // @ts-expect-error -- there is no such field
        k.pages[l.page].counter = 1;
      });
      // @ts-expect-error -- the result is a boolean
      p.return(3);
    });
    typed.procedure("arguments", (p) => {
      const callee = typed.procedure("callee", { params: { page: Page } }, (q) => q.step("go"));
      // @ts-expect-error -- an mm is not a page
      p.call(callee, () => ({ page: Mm.first }));
    });
    // @ts-expect-error -- a process gets its arguments
    each(Mm, () => typed.procedure("f", { params: { page: Page } }, (q) => q.step("go")).start());
  };
  expect(body).toBeTypeOf("function");
});
