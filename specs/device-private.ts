import { spec } from "allways";
import { devicePrivateLevels, devicePrivateSubjects } from "../model/index.ts";
import { expectations } from "./device-private/expectations.ts";
import { matrix, parameters } from "./device-private/parameters.ts";
import { devicePrivateSystem } from "./device-private/system.ts";

export default spec({
  name: "device-private",
  about: "reference counting of device-private and coherent memory: allocation, migration, CPU faults, eviction and removal",
  parameters,
  matrix,
  ladder: { parameter: "patchLevel", about: devicePrivateSubjects },
  build: ({ patchLevel, ...config }) => devicePrivateSystem(devicePrivateLevels[patchLevel], config),
  expect: expectations,
});
