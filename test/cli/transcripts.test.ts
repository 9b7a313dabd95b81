import { beforeAll, describe, expect, it } from "vitest";
import { shell } from "./shell.ts";
import { screensOf } from "./terminal.ts";

/*
 * What a terminal shows of every kind of result, for eyes: narrow and wide, in test/cli/transcripts. Look at each one that changes.
 */

const { folder, file } = shell();

/** Room for two references, and three that are taken. */
file(
  "references.ts",
  `import { each, indexSet, range, spec, state } from "allways";

export default spec({
  name: "references",
  about: "three threads take a reference each, and there is room for two",
  build() {
    const Thread = indexSet("thread", 3);
    const world = state({ pages: { head: { _refcount: range(0, 2) } } });
    const get = world.procedure("try_get_folio", (p) => {
      p.step("folio_ref_try_add", (k) => {
        k.pages.head._refcount++;
      });
      p.step("return");
    });
    return world.system({ processes: { gup_fast: each(Thread, () => get.start()) } });
  },
});
`,
);

const commands = {
  "all holds": "check ticket-lock --set processes=3 --set tickets=4 --set bug=none",
  "one violation": "check p2pdma --set variant=V3 --set scenario=mmap --set failBudget=1 --set debugVm=false --reduce none --property P2",
  "a lasso": "check ticket-lock --set processes=3 --set tickets=2 --property served",
  "a spec error": "check references.ts",
  inconclusive: "check refcount-pool --set processes=5 --set pages=2 --reduce none --max-depth 9",
  "a matrix": "check p2pdma --set scenario=mmap --set variant=V0,V5 --set debugVm=false --reduce none --property P2 --property P3 --property P9 --property L3",
} as const;

const screens = new Map<string, string>();

beforeAll(async () => {
  const runs = [80, 120].flatMap((columns) => Object.values(commands).map((args) => ({ columns, args })));
  for (const [at, screen] of (await screensOf(folder, runs)).entries()) screens.set(`${runs[at]?.columns ?? 0} ${runs[at]?.args ?? ""}`, screen);
}, 60_000);

it("no line is wider than the terminal", () => {
  expect(screens.size).toBe(12);
  const tooWide = [...screens].flatMap(([name, text]) => text.split("\n").filter((line) => !line.startsWith("$") && line.length > Number(name.split(" ")[0])));
  expect(tooWide).toEqual([]);
});

describe.each([80, 120])("in %i columns", (columns) => {
  it.each(Object.entries(commands))("%s", async (result, args) => {
    await expect(screens.get(`${columns} ${args}`)).toMatchFileSnapshot(`transcripts/${result.replaceAll(" ", "-")}-${columns}.txt`);
  });
});
