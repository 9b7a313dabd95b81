import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { commandHelp, generalHelp } from "../../checker/cli/help.ts";
import { commands, type CommandName } from "../../checker/cli/commands.ts";
import { shell } from "./shell.ts";

const { run } = shell();

it("explains the command and its exit codes", async () => {
  const { stdout, exitCode } = await run("--help");
  expect([stdout, exitCode]).toEqual([generalHelp(), 0]);
  expect((await run("")).stdout).toBe(stdout);
  expect(`\n${stdout}`).toMatchInlineSnapshot(`
    "
    Allways walks every interleaving of a concurrent protocol, and says which
    properties hold or draws the shortest race that breaks them.

    Usage:
      allways COMMAND ...

    Commands:
      check [spec ...]    walk every interleaving and say which properties hold
      explore [spec ...]  walk through the states of a spec by hand, in the browser
      mutate [spec ...]   make mistakes in a spec, and show which of them no
                          property notices
      ladder [spec ...]   check every version that a spec knows, and say what each
                          repairs and breaks
      list [spec ...]     show specs, their parameters and their properties
      replay FILE         replay the traces of a file on the reference interpreter,
                          and draw them or write them in another format
      explain SPEC        say why: what decides a violated property along its trace,
                          what blocks a step, why one never ran
      graph SPEC          write the states and transitions of one configuration as a
                          graph
      completion SHELL    print a completion script for bash, zsh or fish
      man                 print the manual page

    Options:
      -h, --help     show this help, or that of a command: allways check --help
      -v, --version  show the version

    Exit codes:
      0    every verdict is as expected (where a spec says nothing: every property
           holds)
      1    some verdict or golden count is not as expected
      2    the command was called wrongly, or a spec has an error
      3    inconclusive: a limit was reached
      70   an error inside Allways
      130  interrupted

    Examples:
      # everything that comes with Allways
      allways check
      # your own spec
      allways explore lock.ts
      # which mistakes would nobody notice?
      allways mutate lock.ts
      # which commit of the series repairs what, and which breaks what
      allways ladder fs-dax
      # what comes with Allways
      allways list
      # the traces of one property
      allways replay out.json --property P4
      # what became of the count?
      allways explain p2pdma --set variant=V3 --set failBudget=1 --property P2
      # a picture
      allways graph peterson | dot -Tsvg > peterson.svg
      # for this session
      source <(allways completion bash)
      # read it
      allways man | man -l -
    "
  `);
});

it("explains each command with all its options, in 80 columns", async () => {
  for (const name of Object.keys(commands) as CommandName[]) {
    const { stdout, exitCode } = await run(`${name} --help`);
    expect([stdout, exitCode]).toEqual([commandHelp(name), 0]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    for (const option of Object.keys(commands[name].options)) expect(stdout).toContain(`--${option}`);
  }
  expect(`\n${commandHelp("check")}`).toMatchInlineSnapshot(`
    "
    allways check: walk every interleaving and say which properties hold

    Usage:
      allways check [option ...] [spec ...]

    Options:
      --set NAME=VALUE[,VALUE]  narrow the spec's matrix to values of a parameter,
                                or set it where the matrix does not say; may be
                                repeated
      --property ID             only this property; may be repeated
      --reporter NAME[=FILE]    default: text; json, jsonl, html, junit, sarif,
                                github, markdown, tap (see below); without a file,
                                to the standard output; may be repeated
      --format FORMAT           table: results and diagrams; commit: only the race
                                diagrams, at most 75 columns, indented by 4, ready
                                for a commit message
      --traces WHICH            which race diagrams to draw: auto, first, all or
                                none (see below)
      --states WHAT             what diagrams show of the state: diff, all that a
                                step changed (default); cause, only what the end
                                depends on (default of --format commit); full, also
                                the whole state at both ends; or none
      --hide FIELD              leave a field out of diagrams, a part of the state,
                                or a column at the right: kernfs, page0, _refcount;
                                may be repeated
      --only FIELD              show only this field or part of the state in
                                diagrams; may be repeated
      --process PROCESS         draw only the steps of this process, or of all with
                                this name; may be repeated
      --every-step              draw every step also of a long trace, and in
                                --format commit
      --max-states N            stop a configuration after this many states (then
                                exit 3)
      --max-memory MIB          do not keep more mebibytes of states (default: 75 %
                                of the machine's memory; then exit 3)
      --max-depth N             do not search deeper than this many steps (then exit
                                3)
      --workers N               search large state spaces in so many threads, 1 to
                                64 (default: as many as there are cores); what is
                                found is the same for any number
      --stop-on-violation       stop a configuration at its first violation
      --store STORE             exact (default); fingerprint: keep 64 bits of each
                                state, where states are wider: less memory, and a
                                small probability, which is told, that states are
                                left out
      --reduce WHAT             what may be left out of a search where it makes no
                                difference: none, symmetry, por or all (default:
                                all, of large state spaces); if it is said, small
                                ones are reduced, too, and what could not be left
                                out is explained
      --bisect                  exit as git bisect run wants it: 0 good, 1 bad, 125
                                cannot be told (a spec error, a limit)
      --watch                   check again whenever the spec or a file that it
                                imports changes, until Ctrl-C
      --coverage                say how often every step ran and every branch was
                                taken (without it: which steps never ran)
      --stats                   say why there are so many states: levels, values of
                                each variable, steps; and where the time went
      --engine ENGINE           auto: run the steps of small systems, compile those
                                of large ones (default); packed, compiled: one of
                                these; reference: the slow and obvious one
      --color                   colour, or --no-color; without it a terminal,
                                NO_COLOR and FORCE_COLOR decide
      -h, --help                show this help

    A spec is a .ts or .js file, or the name of a spec that comes with Allways (see:
    allways list). Without a spec, all of those are checked.

    --traces auto draws every violation if one configuration is checked; of several
    configurations it draws each property that is violated unexpectedly, once, by
    its shortest trace. first: each violated property once, expected or not (the
    default of --format commit). all: every trace, also the witnesses of what is
    reachable.

    json is one document, jsonl an object for each event as it happens; html a page
    to step through the races; junit for CI servers; sarif for code scanning; github
    annotates the lines of a spec in GitHub Actions, and writes the job's summary
    (by itself where GITHUB_ACTIONS is true); markdown for people; tap for test
    harnesses.

    A report file is written only when the run has ended, in one piece. It does not
    silence the terminal. Progress goes to the standard error output.

    Examples:
      # everything that comes with Allways
      allways check
      # two configurations
      allways check p2pdma --set variant=V3 --set failBudget=0,1
      # your own spec, with a report
      allways check lock.ts --reporter json=out.json
      # reports for a CI server
      allways check lock.ts --reporter junit=junit.xml --reporter sarif=lock.sarif
      # race diagrams to paste
      allways check lock.ts --format commit
      # while you write
      allways check lock.ts --watch
      # which commit broke it?
      git bisect run npx allways check lock.ts --bisect
    "
  `);
});

it("says its version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect((await run("--version")).stdout).toBe(`${version}\n`);
});
