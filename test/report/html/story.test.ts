import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../checker/cli/scope-of.ts";
import type { Story } from "../../../checker/page/data.ts";
import { storyOf, storyOfCounterexample } from "../../../checker/report/html/story.ts";
import { checkSpec } from "../../../checker/run/check.ts";
import { libraryHost } from "../../../checker/run/host.ts";
import { Interpreter } from "../../../checker/search/reference/interpreter.ts";
import { Walk } from "../../../checker/trace/walk.ts";
import { brokenLock } from "../../trace/specs.ts";
import { refcount } from "./refcount.ts";

async function storiesOf(): Promise<ReadonlyMap<string, Story>> {
  const stories = new Map<string, Story>();
  await checkSpec(refcount, [{}], {}, libraryHost, (event) => {
    if (event.kind === "trace") stories.set(event.property.id, storyOfCounterexample(event.counterexample, (file) => file.split("/").at(-1) ?? ""));
  });
  return stories;
}

const stories = await storiesOf();

function told(id: string): Story {
  const story = stories.get(id);
  if (story === undefined) throw new Error(`no story of ${id}`);
  return story;
}

/** Leaves by their names. */
function named({ leaves, processes }: Story, leaf: number): string {
  const { path, process } = leaves[leaf] ?? {};
  return process === undefined ? (path ?? "") : `${processes[process] ?? ""}: ${path ?? ""}`;
}

function labels({ actions }: Story, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => `${actions[number]?.process ?? ""} ${actions[number]?.step ?? ""}`);
}

describe("the story of a counterexample", () => {
  const story = told("double-free");

  it("names every leaf, shared ones first, and its values in the initial state", () => {
    expect(story.leaves.map((_, leaf) => [named(story, leaf), story.initial[leaf]])).toEqual([
      ["object.count", "2"],
      ["object.freed", "false"],
      ["user thread0: zero", "unset"],
      ["user thread1: zero", "unset"],
    ]);
  });

  it("has what its step looked at, and of a property that compares more than places what it compares", async () => {
    expect(story.watched?.map((leaf) => named(story, leaf))).toEqual(["object.freed"]);
    expect(story.expressions).toBeUndefined();
    const found = new Map<string, Story>();
    await checkSpec(brokenLock, [{}], {}, { ...libraryHost, scopeOf }, (event) => {
      if (event.kind === "trace") found.set(event.property.id, storyOfCounterexample(event.counterexample, (file) => file));
    });
    expect(found.get("mutex")?.expressions).toEqual([{ text: 'Thread.count((thread) => user[thread].at("inside"))', values: ["0", "0", "0", "1", "2"] }]);
  });

  it("says of each step what it read and who had written that, and what it wrote", () => {
    const steps = story.steps.map(({ action, reads, writes }) => [labels(story, [action])[0], reads.map(([leaf, writer]) => `${named(story, leaf)} of ${String(writer)}`), writes.map((leaf) => named(story, leaf))]);
    const [count, freed] = ["object.count", "object.freed"];
    const lastDecrement = story.steps.findLastIndex(({ action }) => story.actions[action]?.step === "atomic_dec");
    const free = story.steps.findIndex(({ action }) => story.actions[action]?.step === "kfree");
    expect(steps.length).toBe(6);
    expect(steps[0]).toEqual(["0 atomic_dec", [`${count} of null`], [count]]);
    expect(steps.filter(([label]) => String(label).endsWith("atomic_read")).map(([, reads]) => reads)).toEqual([[`${count} of ${lastDecrement}`], [`${count} of ${lastDecrement}`]]);
    expect(steps[free]?.slice(1)).toEqual([[`${freed} of null`], [freed]]);
    expect(steps[5]?.slice(1)).toEqual([[`${freed} of ${free}`], []]);
    expect(story.steps[5]?.raised).toEqual(["double-free"]);
  });

  it("says in each state what can run and what waits; a process that was stopped does neither", () => {
    expect(story.next.length).toBe(story.steps.length + 1);
    expect(labels(story, story.next[0]?.enabled ?? [])).toEqual(["0 atomic_dec", "1 atomic_dec"]);
    expect(story.next.at(-1)).toEqual({ enabled: [], blocked: [] });
    for (const [position, { action }] of story.steps.entries()) expect(story.next[position]?.enabled).toContain(action);
  });

  it("has an action's move and where it stands in the spec", () => {
    expect(story.actions[0]).toEqual({ process: 0, callPath: ["put"], step: "atomic_dec", position: expect.stringMatching(/^refcount\.ts:\d+$/u) as string, move: "0.0.0" });
    expect(story.start).toBe(0);
  });

  it("applies its changes to what the reference interpreter reaches", () => {
    const interpreter = new Interpreter(refcount.build({}));
    const moves = story.steps.map(({ action }) => story.actions[action]?.move.split(".").map(Number) ?? []).map(([process = 0, action = 0, choice = 0]) => ({ process, action, choice }));
    const last = new Walk(interpreter, { initial: story.start, moves }).states.at(-1);
    const values = [...story.initial];
    for (const { changes } of story.steps) for (const [leaf, value] of changes) values[leaf] = value;
    expect(last?.shared).toEqual({ object: { count: Number(values[0]), freed: values[1] === "true" } });
    expect(values).toEqual(["0", "true", null, null]);
  });
});

it("says of each state whether an invariant is true of it, and what it looks at", () => {
  const story = told("kept");
  expect(story.truth).toEqual([true, true, true, true, false]);
  expect(story.watched?.map((leaf) => named(story, leaf))).toEqual(["object.freed"]);
});

it("does not ask an assertion of single states", () => {
  expect(told("double-free").truth).toBeUndefined();
});

it("tells a path without steps", () => {
  const story = storyOf(new Walk(new Interpreter(refcount.build({})), { initial: 0, moves: [] }), (file) => file);
  expect([story.steps, story.next.length, story.actions.length]).toEqual([[], 1, 2]);
});
