import { describe, expect, it } from "vitest";
import { arrowsOf, lanesOf, nextSteps, rowsOf, shortNames, stepSentence, treeOf, valuesAt, type TreeNode } from "../../checker/page/story-model.ts";
import { threeSteps } from "./stories.ts";

it("knows all values at every position", () => {
  expect([0, 1, 2, 3].map((at) => valuesAt(threeSteps, at).join())).toEqual(["1,0,0,unset,", "0,0,0,unset,", "0,0,1,0,", "0,1,1,0,page0"]);
});

it("has a lane for each process that acts", () => {
  expect(lanesOf(threeSteps)).toEqual([0, 2]);
});

describe("rows", () => {
  it("say which procedures a process enters, unless its title says so, and how deep it is", () => {
    expect(rowsOf(threeSteps).map(({ number, lane, entered, depth, label }) => [number, lane, entered.map(({ procedure, depth }) => `${procedure} ${depth}`).join(), depth, label])).toEqual([
      [1, 0, "put 0", 1, "dec"],
      [2, 1, "kill 0", 1, "wait [page0]"],
      [3, 0, "free 1", 2, "free"],
    ]);
  });

  it("leave out what only the model has, and the parameters of a call", () => {
    expect(rowsOf(threeSteps).map(({ changes }) => changes.map(({ name, from, to, matters }) => [name, from, to, matters]))).toEqual([
      [["page0.count", "1", "0", true]],
      [["seen", "unset", "0", false]],
      [["page1.count", "0", "1", true]],
    ]);
  });

  it("show what only the model has if the property looks at it", () => {
    expect(rowsOf({ ...threeSteps, watched: [2] })[1]?.changes.map(({ name }) => name)).toEqual(["ghost.pins", "seen"]);
  });
});

it("names leaves as shortly as they can be told apart", () => {
  expect(shortNames(threeSteps)).toEqual(["page0.count", "page1.count", "ghost.pins", "seen", "page"]);
});

it("draws an arrow from each write to the steps that read it", () => {
  expect(arrowsOf(threeSteps)).toEqual([
    { from: 0, to: 1, leaves: [0], crossing: true },
    { from: 0, to: 2, leaves: [0], crossing: false },
    { from: 1, to: 2, leaves: [2], crossing: true },
  ]);
});

describe("the state tree", () => {
  const shown = (nodes: readonly TreeNode[]): unknown => Object.fromEntries(nodes.map(({ name, leaf, members }) => [name, leaf ?? shown(members)]));

  it("nests records, and puts locals below their process", () => {
    expect(shown(treeOf(threeSteps, () => true))).toEqual({
      pages: { page0: { count: 0, ghost: { pins: 2 } }, page1: { count: 1 } },
      unbind: { seen: 3 },
      user: { free: { page: 4 } },
    });
  });

  it("keeps only what is wanted", () => {
    expect(shown(treeOf(threeSteps, (leaf) => leaf === 1))).toEqual({ pages: { page1: { count: 1 } } });
  });
});

it("says who can go on and who waits", () => {
  expect(nextSteps(threeSteps, 0)).toEqual([
    { process: 0, enabled: [0], blocked: [] },
    { process: 1, enabled: [], blocked: [] },
    { process: 2, enabled: [], blocked: [1] },
  ]);
});

it("tells a step in a sentence", () => {
  expect([0, 1, 2].map((at) => stepSentence(threeSteps, at))).toEqual(["start", "step 1: user, dec; page0.count from 1 to 0", "step 2: unbind, wait [page0]; seen from unset to 0"]);
});
