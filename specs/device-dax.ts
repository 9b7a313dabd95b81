import { spec } from "allways";
import { deviceDaxLevels, deviceDaxSubjects } from "../model/index.ts";
import { expectations } from "./device-dax/expectations.ts";
import { matrix, parameters } from "./device-dax/parameters.ts";
import { deviceDaxSystem } from "./device-dax/system.ts";

export default spec({
  name: "device-dax",
  about: "reference counting of device-dax (GENERIC) folios: faults, huge faults, unmapping, GUP, probe and unbind",
  parameters,
  matrix,
  ladder: { parameter: "patchLevel", about: deviceDaxSubjects },
  build: ({ patchLevel, ...config }) => deviceDaxSystem(deviceDaxLevels[patchLevel], config),
  expect: expectations,
});
