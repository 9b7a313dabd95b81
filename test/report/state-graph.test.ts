import { instance } from "@viz-js/viz";
import { describe, expect, it } from "vitest";
import { autGraph, dotGraph } from "../../checker/report/state-graph-text.ts";
import { stateGraph } from "../../checker/trace/state-graph.ts";
import { brokenLock, everyType } from "../trace/specs.ts";

describe("the state graph", () => {
  it("has the states and transitions of the search, and says what is violated where", () => {
    const graph = stateGraph(brokenLock.build({}), 1000);
    expect(graph).toMatchObject({ initial: 1, cut: false });
    expect([graph.nodes.length, graph.edges.length]).toEqual([29, 40]);
    expect(graph.nodes.filter(({ violated }) => violated.length > 0)).toMatchObject([{ depth: 4, violated: ["mutex"], standing: ["user thread0: inside", "user thread1: inside"] }]);
  });

  it("stops where it was told to, and says so", () => {
    const graph = stateGraph(brokenLock.build({}), 10);
    expect(graph.nodes).toHaveLength(10);
    expect(graph.cut).toBe(true);
    expect(graph.edges.every(({ to }) => to < 10)).toBe(true);
    expect(dotGraph("lock", graph)[1]).toContain("there are more");
  });

  it.each([brokenLock, everyType])("of $name is drawn by Graphviz", async (of) => {
    const graph = stateGraph(of.build({}), 60);
    const { status, output, errors } = (await instance()).render(dotGraph(of.name, graph).join("\n"), { format: "svg" });
    expect([status, errors]).toEqual(["success", []]);
    expect([...(output ?? "").matchAll(/class="node"/gu)]).toHaveLength(graph.nodes.length);
    expect([...(output ?? "").matchAll(/class="edge"/gu)]).toHaveLength(graph.edges.length);
  });

  it("is a labelled transition system for Aldebaran's readers", () => {
    const [head, ...edges] = autGraph(stateGraph(brokenLock.build({}), 1000));
    expect(head).toBe("des (0, 40, 29)");
    expect(edges).toHaveLength(40);
    expect(edges.every((edge) => /^\(\d+, "[^"]*", \d+\)$/u.test(edge))).toBe(true);
  });
});
