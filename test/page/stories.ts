import type { ActionData, StepData, Story } from "../../checker/page/data.ts";

const actions: readonly ActionData[] = [
  { process: 0, callPath: ["put"], step: "dec", move: "0.0.0" },
  { process: 2, callPath: ["unbind", "kill"], step: "wait", choice: "page0", move: "2.0.0" },
  { process: 0, callPath: ["put", "free"], step: "free", move: "0.0.0" },
];

function step(action: number, changes: StepData["changes"], reads: StepData["reads"] = []): StepData {
  return { action, changes, reads, writes: changes.map(([leaf]) => leaf), raised: [] };
}

/** Three steps of two of three processes: `user` drops, `unbind` looks, `user` calls and frees. */
export const threeSteps: Story = {
  processes: ["user", "gup", "unbind"],
  leaves: [{ path: "pages.page0.count" }, { path: "pages.page1.count" }, { path: "pages.page0.ghost.pins", ghost: true }, { path: "seen", process: 2 }, { path: "free.page", process: 0 }],
  initial: ["1", "0", "0", "unset", null],
  steps: [step(0, [[0, "0"]], [[0, null]]), step(1, [[2, "1"], [3, "0"]], [[0, 0], [1, null]]), step(2, [[4, "page0"], [1, "1"]], [[0, 0], [2, 1]])],
  actions,
  next: [{ enabled: [0], blocked: [1] }, { enabled: [1, 2], blocked: [] }, { enabled: [2], blocked: [] }, { enabled: [], blocked: [1] }],
  start: 0,
};
