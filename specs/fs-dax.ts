import { spec } from "allways";
import { fsDaxLevels, fsDaxSubjects } from "../model/index.ts";
import { expectations } from "./fs-dax/expectations.ts";
import { matrix, parameters } from "./fs-dax/parameters.ts";
import { fsDaxSystem } from "./fs-dax/system.ts";

export default spec({
  name: "fs-dax",
  about: "FS_DAX pages at every commit of the series: faults, GUP, truncate, evict, fsync, reflink and write",
  parameters,
  matrix,
  ladder: { parameter: "patchLevel", about: fsDaxSubjects },
  build: ({ patchLevel, scenario }) => fsDaxSystem(fsDaxLevels[patchLevel], scenario),
  expect: expectations,
});
