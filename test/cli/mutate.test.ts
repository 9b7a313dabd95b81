import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

const { folder, file, run, transcript } = shell();

beforeAll(() => {
  file("lock.ts", flagLock);
  file("loose.ts", flagLock.replace(/invariant\("mutex".*\n/u, "").replaceAll("flag-lock", "loose"));
});

describe("allways mutate", () => {
  it("shows which mistakes no property notices", async () => {
    expect(await transcript("mutate loose.ts --set atomic=true")).toMatchInlineSnapshot(`
      "
      $ allways mutate loose.ts --set atomic=true
      loose: a lock that tests and sets a flag lets one process at a time in
        1 configuration, 6 mutants

        killed  survived  equivalent  not reached  inconclusive  score
             2         4           0            0             0   33 %

        no property notices:

        lock       "test and set" waits, but does nothing           loose.ts:15:11  other counts
        lock       "test and set" does not wait                     loose.ts:15:11  other counts
        user       lock() is not called                             loose.ts:27:11  other counts
        user       "critical section" changes places with "unlock"  loose.ts:28:11  other counts

      6 mutants of 1 spec, 0.0 s: 4 mutants SURVIVED
      exit 1
      "
    `);
  });

  it("exits 0 where the properties notice all", async () => {
    expect(await transcript("mutate lock.ts --set atomic=true")).toMatchInlineSnapshot(`
      "
      $ allways mutate lock.ts --set atomic=true
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        1 configuration, 6 mutants

        killed  survived  equivalent  not reached  inconclusive  score
             6         0           0            0             0  100 %

      6 mutants of 1 spec, 0.0 s: the properties notice every mistake
      exit 0
      "
    `);
  });

  it("mutates nothing where the spec is not as expected without a mistake", async () => {
    expect(await transcript("mutate lock.ts --set atomic=on,off")).toMatchInlineSnapshot(`
      "
      $ allways mutate lock.ts --set atomic=on,off
      flag-lock: a lock that tests and sets a flag lets one process at a time in

        not mutated, because not all is as expected without a mistake (allways check shows more):
        processes=2 atomic=false: mutex violated

      0 mutants of 1 spec, 0.0 s: 1 spec not mutated
      exit 1
      "
    `);
  });

  it("says what was undecided, and exits 3", async () => {
    expect(await transcript("mutate lock.ts --set atomic=true --max-states 5")).toMatchInlineSnapshot(`
      "
      $ allways mutate lock.ts --set atomic=true --max-states 5
      flag-lock: a lock that tests and sets a flag lets one process at a time in
        1 configuration, 6 mutants

        killed  survived  equivalent  not reached  inconclusive  score
             4         0           0            0             2   66 %

        a limit was reached before a property noticed:

        user       "critical section" changes places with    lock.ts:28:11  states processes=2 atomic=true
                   "unlock"
        user       "unlock" does nothing                     lock.ts:29:11  states processes=2 atomic=true

      6 mutants of 1 spec, 0.0 s: 2 undecided
      exit 3
      "
    `);
  });

  it("writes every mutant into a document", async () => {
    const { stdout, stderr, exitCode } = await run("mutate loose.ts --set atomic=true --reporter json=out.json");
    expect([stderr, exitCode]).toEqual(["", 1]);
    expect(stdout).toContain("score");
    const document = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"));
    expect(document).toMatchObject({ format: "allways-mutation", version: 1, exitCode: 1, specs: [{ spec: "loose", specFile: "loose.ts", configs: [{ processes: 2, atomic: true }], unfit: [] }] });
    const [{ mutations, mutants, killed, survived, equivalent, notReached, inconclusive, score }] = document.specs;
    expect(killed + survived + equivalent + notReached + inconclusive).toBe(mutants);
    expect(score).toBe(killed / (killed + survived + inconclusive));
    expect(mutations[0]).toEqual({
      procedure: "lock",
      processes: ["user"],
      step: "test and set",
      operator: "drop-effect",
      change: '"test and set" waits, but does nothing',
      position: { file: join(folder, "loose.ts"), line: 15, column: 11 },
      fate: "survived",
      countsDiffer: true,
    });
    expect(mutations.find(({ operator }: { operator: string }) => operator === "negate-guard")).toMatchObject({ fate: "killed", config: { processes: 2, atomic: true }, property: "deadlock", verdict: "violated" });
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("writes the document alone to the standard output", async () => {
    const { stdout } = await run("mutate lock.ts --set atomic=true --reporter json");
    expect(JSON.parse(stdout)).toMatchObject({ format: "allways-mutation" });
  });

  it.each([
    ["mutate lock.ts --engine packed", "error AW301: allways mutate has no option --engine"],
    ["mutate lock.ts --max-states 0", 'error AW301: --max-states needs a whole number from 1, not "0"'],
    ["mutate lock.ts --set atomc=true", 'error AW306: flag-lock has no parameter "atomc"'],
    ["mutate lock.ts --property mutx", 'error AW308: flag-lock has no property "mutx"'],
    ["mutate lokc.ts", "error AW302: there is no file lokc.ts"],
    ["mutate lock.ts --reporter xml", 'error AW301: there is no reporter "xml"'],
    ["mutate lock.ts --reporter json=no/such/folder.json", "error AW309: cannot write the report no/such/folder.json"],
  ])("refuses: %s", async (args, message) => {
    const { stdout, stderr, exitCode } = await run(args);
    expect([stdout, stderr.startsWith(message), exitCode]).toEqual(["", true, 2]);
    expect(stderr).toContain("hint: ");
  });
});
