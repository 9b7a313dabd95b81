import { describe, expect, it } from "vitest";
import { parseRoute, routeText, type Route } from "../../checker/page/route.ts";

describe("a place of the page", () => {
  const places: readonly (readonly [Route, string])[] = [
    [{ view: "matrix" }, "#/"],
    [{ view: "configuration", spec: "p2pdma", configuration: 16 }, "#/p2pdma/17"],
    [{ view: "property", spec: "p2pdma", configuration: 0, property: "P2'", at: 12 }, "#/p2pdma/1/property/P2'/12"],
    [{ view: "property", spec: "a/b", configuration: 0, property: "at / once", at: undefined }, "#/a%2Fb/1/property/at%20%2F%20once"],
    [{ view: "walk", spec: "lock", configuration: 1, path: { initial: 3, moves: ["2.0.1", "0.0.0"] }, at: 1 }, "#/lock/2/walk/3,2.0.1,0.0.0/1"],
    [{ view: "walk", spec: "lock", configuration: 1, path: { initial: 0, moves: [] }, at: undefined }, "#/lock/2/walk/0"],
  ];
  for (const [route, text] of places) {
    it(`${text} is written and read`, () => {
      expect(routeText(route)).toBe(text);
      expect(parseRoute(text)).toEqual(route);
    });
  }

  it("that means nothing is the matrix, or the configuration that it names", () => {
    expect(["", "#", "#/p2pdma/0", "#/p2pdma/x", "#/%E0%A4%A/-1"].map((text) => parseRoute(text).view)).toEqual(["matrix", "matrix", "matrix", "matrix", "matrix"]);
    expect(["#/lock/1/walk/0,evil", "#/lock/1/walk", "#/lock/1/what/ever"].map((text) => parseRoute(text).view)).toEqual(["configuration", "configuration", "configuration"]);
  });
});
