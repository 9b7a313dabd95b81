import { join } from "node:path";
import { expect, it } from "vitest";
import { portableFileName, shortFileName } from "../../checker/cli/file-names.ts";
import { root } from "../docs/blocks.ts";

it("names files from where the command was called, and those of Allways for readers elsewhere as they are imported", () => {
  const [own, gup] = ["/home/somebody/lock.ts", join(root, "model/mm/gup.ts")];
  expect([own, gup, "/elsewhere/lock.ts"].map(shortFileName("/home/somebody"))).toEqual(["lock.ts", gup, "/elsewhere/lock.ts"]);
  expect([own, gup, "/elsewhere/lock.ts"].map(portableFileName("/home/somebody"))).toEqual(["lock.ts", "allways/model/mm/gup.ts", "/elsewhere/lock.ts"]);
  expect(portableFileName(root)(gup)).toBe("model/mm/gup.ts");
});
