import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

/*
 * One clear message each: the code, what is wrong, where, and what to do. Exit code 2, and nothing half-written.
 */

const { folder, file, run, transcript } = shell();

beforeAll(() => {
  file("lock.ts", flagLock);
  file("syntax.ts", "export default spec({\n  name: 'x',,\n});\n");
  file("import.ts", 'import { spec } from "allways";\nimport { helper } from "./helpers.ts";\nexport default spec(helper);\n');
  file("package.ts", 'import leftPad from "no-such-package";\nexport default leftPad;\n');
  file("load.ts", 'const table: Record<string, string[]> = {};\n\nexport default table["missing"]?.length ?? table["missing"].length;\n');
  file("none.ts", 'import { spec } from "allways";\nexport const lock = spec;\n');
  file("build.ts", 'import { spec, state } from "allways";\nexport default spec({\n  name: "b",\n  about: "b",\n  build() {\n    throw new Error("not today");\n  },\n});\n');
  file("twin.ts", flagLock);
  file("folder.ts/keep", "");
  file("result.json", '{ "format": "allways-result", "version": 1, "runs": [{ "spec": "x" }] }');
  file("other.json", "[]");
});

const sorted = (): string[] => readdirSync(folder).sort();

/** The message of a wrong call, which must leave no trace. */
async function message(args: string): Promise<string> {
  const before = sorted();
  const { stdout, stderr, exitCode } = await run(args);
  expect([stdout, exitCode, sorted()]).toEqual(["", 2, before]);
  return `\n${stderr}`;
}

describe("a wrong call", () => {
  it("of a command or an option", async () => {
    expect(await message("chekc lock.ts")).toMatchInlineSnapshot(`
      "
      error AW301: there is no command "chekc"
        hint: did you mean "check"?
      "
    `);
    expect(await message("lock.ts")).toMatchInlineSnapshot(`
      "
      error AW301: there is no command "lock.ts"
        hint: to check a spec: allways check lock.ts
      "
    `);
    expect(await message("--color check lock.ts")).toMatchInlineSnapshot(`
      "
      error AW301: allways has no option --color
        hint: allways --help lists the options
      "
    `);
    expect(await message("check lock.ts --stop-on-violatoin")).toMatchInlineSnapshot(`
      "
      error AW301: allways check has no option --stop-on-violatoin
        hint: did you mean "--stop-on-violation"?
      "
    `);
    expect(await message("check lock.ts --verbose")).toMatchInlineSnapshot(`
      "
      error AW301: allways check has no option --verbose
        hint: allways check --help lists the options
      "
    `);
    expect(await message("check lock.ts --property")).toMatchInlineSnapshot(`
      "
      error AW301: --property needs ID
        hint: see: allways check --help
      "
    `);
    expect(await message("check lock.ts --stop-on-violation=yes")).toMatchInlineSnapshot(`
      "
      error AW301: --stop-on-violation takes no value
        hint: see: allways check --help
      "
    `);
    expect(await message("check lock.ts --max-states 1e6")).toMatchInlineSnapshot(`
      "
      error AW301: --max-states needs a whole number from 1, not "1e6"
        hint: see: allways check --help
      "
    `);
    expect(await message("check lock.ts --store fingerprint --engine packed")).toMatchInlineSnapshot(`
      "
      error AW301: --store fingerprint is for compiled systems; --engine packed keeps states
        hint: see: allways check --help
      "
    `);
    expect(await message("check lock.ts --engine fast")).toMatchInlineSnapshot(`
      "
      error AW301: --engine cannot be "fast"
        hint: --engine: auto, packed, compiled, reference; see: allways check --help
      "
    `);
    expect(await message("check lock.ts --traces some")).toMatchInlineSnapshot(`
      "
      error AW301: --traces cannot be "some"
        hint: --traces: auto, first, all, none; see: allways check --help
      "
    `);
    expect(await message("check lock.ts --reporter jsn")).toMatchInlineSnapshot(`
      "
      error AW301: there is no reporter "jsn"
        hint: did you mean "json"?
      "
    `);
    expect(await message("check lock.ts --reporter json=")).toMatchInlineSnapshot(`
      "
      error AW301: --reporter json= names no file
        hint: write --reporter json=FILE, or without "=" for the standard output
      "
    `);
    expect(await message("check lock.ts --reporter json --reporter default")).toMatchInlineSnapshot(`
      "
      error AW301: two reporters write to the standard output
        hint: give one of them a file: --reporter json=FILE
      "
    `);
    expect(await message("check lock.ts --set processes")).toMatchInlineSnapshot(`
      "
      error AW301: --set needs NAME=VALUE, not "processes"
        hint: for example: --set processes=2,3
      "
    `);
    expect(await message("replay")).toMatchInlineSnapshot(`
      "
      error AW301: replay needs one file, not 0
        hint: see: allways replay --help
      "
    `);
  });

  it("of a parameter, a value or a property", async () => {
    expect(await message("check lock.ts --set proceses=2")).toMatchInlineSnapshot(`
      "
      error AW306: flag-lock has no parameter "proceses"
        hint: did you mean "processes"?
      "
    `);
    expect(await message("check lock.ts --set variant=V3")).toMatchInlineSnapshot(`
      "
      error AW306: flag-lock has no parameter "variant"
        hint: its parameters: processes, atomic
      "
    `);
    expect(await message("check lock.ts --set processes=2,9")).toMatchInlineSnapshot(`
      "
      error AW307: flag-lock: processes cannot be "9"
        hint: processes: 1 to 4
      "
    `);
    expect(await message("check lock.ts --set atomic=maybe")).toMatchInlineSnapshot(`
      "
      error AW307: flag-lock: atomic cannot be "maybe"
        hint: atomic: true, false
      "
    `);
    expect(await message("check lock.ts --property mutexx")).toMatchInlineSnapshot(`
      "
      error AW308: flag-lock has no property "mutexx"
        hint: did you mean "mutex"?
      "
    `);
    expect(await message("check lock.ts --property P1 --reporter json=out.json")).toMatchInlineSnapshot(`
      "
      error AW308: flag-lock has no property "P1"
        hint: its properties: mutex, entry, deadlock
      "
    `);
  });
});

describe("a spec that cannot be used", () => {
  it("because it does not exist", async () => {
    expect(await message("check tiket-lock")).toMatchInlineSnapshot(`
      "
      error AW302: there is no spec "tiket-lock"
        hint: did you mean "ticket-lock"?
      "
    `);
    expect(await message("check specs/ticket-lock.ts")).toMatchInlineSnapshot(`
      "
      error AW302: there is no file specs/ticket-lock.ts
        hint: did you mean "ticket-lock"?
      "
    `);
    expect(await message("check nowhere.ts")).toMatchInlineSnapshot(`
      "
      error AW302: there is no file nowhere.ts
        hint: give the path of a .ts or .js file, or a name that \`allways list\` shows
      "
    `);
    expect(await message("check folder.ts")).toMatchInlineSnapshot(`
      "
      error AW302: folder.ts is not a file
        hint: give the path of a .ts or .js file
      "
    `);
    expect(await message("check lock.ts twin.ts")).toMatchInlineSnapshot(`
      "
      error AW302: two specs are named "flag-lock": lock.ts and twin.ts
        hint: results are told apart by name; rename one, or check them one by one
      "
    `);
  });

  it("because it does not compile", async () => {
    expect(await message("check syntax.ts")).toMatchInlineSnapshot(`
      "
      error AW303: syntax.ts does not compile: Expected identifier but found ","
        at syntax.ts:2:13
        hint: the line is: name: 'x',,
      "
    `);
    expect(await message("check import.ts")).toMatchInlineSnapshot(`
      "
      error AW303: import.ts does not compile: Could not resolve "./helpers.ts"
        at import.ts:2:24
        hint: the line is: import { helper } from "./helpers.ts";
      "
    `);
    expect(await message("check package.ts")).toMatchInlineSnapshot(`
      "
      error AW303: package.ts does not compile: Could not resolve "no-such-package"
        at package.ts:1:21
        hint: the line is: import leftPad from "no-such-package";
      "
    `);
  });

  it("because it throws, or exports no spec", async () => {
    expect(await message("check load.ts")).toMatchInlineSnapshot(`
      "
      error AW304: load.ts threw while it was loaded: Cannot read properties of undefined (reading
          'length')
        at load.ts:3:61
        hint: a spec is loaded before anything is checked; correct the line above
      "
    `);
    expect(await message("check build.ts")).toMatchInlineSnapshot(`
      "
      error AW304: b threw while it was built: not today
        at build.ts:6:11
        hint: a spec is loaded before anything is checked; correct the line above
      "
    `);
    expect(await message("list build.ts")).toMatchInlineSnapshot(`
      "
      error AW304: b threw while it was built: not today
        at build.ts:6:11
        hint: a spec is loaded before anything is checked; correct the line above
      "
    `);
    expect(await message("check none.ts --reporter json=out.json")).toMatchInlineSnapshot(`
      "
      error AW305: none.ts exports no spec
        hint: write: export default spec({ ... })
      "
    `);
  });
});

describe("a file that cannot be used", () => {
  it("as a report", async () => {
    expect(await message("check lock.ts --reporter json=no/such/folder/out.json")).toMatchInlineSnapshot(`
      "
      error AW309: cannot write the report no/such/folder/out.json: no such file or directory
        hint: give a file in a folder that exists and that you may write to
      "
    `);
    expect(await message("check lock.ts --reporter default=ok.txt --reporter json=folder.ts")).toMatchInlineSnapshot(`
      "
      error AW309: cannot write the report folder.ts: it is a folder
        hint: give a file in a folder that exists and that you may write to
      "
    `);
  });

  it("as a result file", async () => {
    expect(await message("replay nowhere.json")).toMatchInlineSnapshot(`
      "
      error AW310: cannot read nowhere.json: no such file or directory
        hint: allways check --reporter json=FILE writes a result file
      "
    `);
    expect(await message("replay lock.ts")).toMatchInlineSnapshot(`
      "
      error AW310: lock.ts is not a result file: Unexpected token 'i', "import { b"... is not valid JSON
        hint: allways check --reporter json=FILE writes one
      "
    `);
    expect(await message("replay other.json")).toMatchInlineSnapshot(`
      "
      error AW310: other.json is not a result file: its "format" is not "allways-result"
        hint: allways check --reporter json=FILE writes one
      "
    `);
    expect(await message("replay result.json")).toMatchInlineSnapshot(`
      "
      error AW310: result.json is not a result file: runs[0].config is missing
        hint: allways check --reporter json=FILE writes one
      "
    `);
  });
});

it("shows the whole transcript of one", async () => {
  expect(await transcript("check lock.ts --set processes=9")).toMatchInlineSnapshot(`
    "
    $ allways check lock.ts --set processes=9
    error AW307: flag-lock: processes cannot be "9"
      hint: processes: 1 to 4
    exit 2
    "
  `);
});
