import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { faults } from "./faults.ts";
import type { Fault } from "./fault.ts";
import { ScratchCopy, type Alarm } from "./scratch-copy.ts";

/*
 * npm run faults [-- WORD ...]: inject every fault into a copy of the checker, or those whose text has one of the words, and see whether a test notices. Writes
 * docs/faults.md; of faults that were not injected this time, the page keeps what it said. Ends with 1 if a fault is not noticed.
 */

const root = resolve(process.cwd());
const words = process.argv.slice(2);
const chosen = faults.filter(({ wrong, file }) => words.length === 0 || words.some((word) => `${wrong} ${file}`.includes(word)));
const copy = new ScratchCopy(root);
const noticed = new Map<Fault, Alarm | undefined>();

try {
  // A test that fails anyway notices nothing.
  const tests = [...new Set(chosen.flatMap((fault) => fault.tests))];
  const anyway = copy.firstAlarm(undefined, tests);
  if (anyway !== undefined) throw new Error(`without any fault a test fails: ${anyway.file}: ${anyway.test}`);
  for (const fault of chosen) {
    const alarm = copy.firstAlarm(fault, fault.tests);
    noticed.set(fault, alarm);
    process.stdout.write(`${alarm === undefined ? "NOT NOTICED" : "noticed    "}  ${fault.wrong}\n`);
  }
} finally {
  copy.remove();
}

const pageFile = join(root, "docs/faults.md");
const before = existsSync(pageFile) ? readFileSync(pageFile, "utf8").split("\n") : [];
writeFileSync(pageFile, page());
const missed = [...noticed.values()].filter((alarm) => alarm === undefined).length;
process.stdout.write(`${noticed.size} faults, ${missed} not noticed\n`);
process.exitCode = missed === 0 ? 0 : 1;

function page(): string {
  const rows = faults.map((fault) => {
    const lead = `| ${fault.wrong} | ${fault.file} | `;
    if (!noticed.has(fault)) return before.find((line) => line.startsWith(lead)) ?? `${lead}not injected yet |`;
    const alarm = noticed.get(fault);
    return `${lead}${alarm === undefined ? "**nobody**" : `${alarm.file}: ${alarm.test.replaceAll("|", "\\|")}`} |`;
  });
  return `# Faults in the checker

A checker that says "holds" when it does not is worse than none. \`npm run faults\` puts each of these faults into a copy of the checker,
one at a time ([test/faults/faults.ts](../test/faults/faults.ts)), and runs tests until one fails. It wrote this page.

| with this fault | in | this test fails first |
| --- | --- | --- |
${rows.join("\n")}
`;
}
