import { choice, integer, spec, type System } from "allways";
import { deviceDaxLevels, devicePrivateLevels, fsDaxLevels } from "../../model/index.ts";
import { scenarioNames as deviceDaxNames, scenarios as deviceDaxScenarios } from "../../specs/device-dax/scenarios.ts";
import { deviceDaxSystem } from "../../specs/device-dax/system.ts";
import { scenarioNames as devicePrivateNames, scenarios as devicePrivateScenarios } from "../../specs/device-private/scenarios.ts";
import { devicePrivateSystem } from "../../specs/device-private/system.ts";
import { scenarioNames as fsDaxNames, scenarios as fsDaxScenarios } from "../../specs/fs-dax/scenarios.ts";
import { fsDaxSystem } from "../../specs/fs-dax/system.ts";

/** The scenarios of the models of ZONE_DEVICE memory with more of everything than their specs have; at the newest candidate, or as in linux-next. */
export default spec({
  name: "larger",
  about: "scenarios of fs-dax, device-dax and device-private with more address spaces, and blocks or pages",
  parameters: {
    scenario: choice("model and scenario", {
      values: [...fsDaxNames.map((name) => `fs-dax ${name}` as const), ...deviceDaxNames.map((name) => `device-dax ${name}` as const), ...devicePrivateNames.map((name) => `device-private ${name}` as const)],
      default: "fs-dax truncate",
    }),
    candidate: choice("which kernel", { values: ["V26", "newest"], default: "newest" }),
    mms: integer("how many address spaces more, each with a process like that of the last", { from: 0, to: 3, default: 1 }),
    pages: integer("how many blocks or pages of system memory more", { from: 0, to: 2, default: 0 }),
  },
  build({ scenario, candidate, mms, pages }): System {
    const [model, name] = scenario.split(" ");
    const newest = candidate === "newest";
    const fsDax = fsDaxNames.find((each) => model === "fs-dax" && each === name);
    if (fsDax !== undefined) {
      const small = fsDaxScenarios[fsDax];
      const last = small.users.slice(-1);
      return fsDaxSystem(fsDaxLevels[newest ? "F10" : "V26"], { ...small, pages: small.pages + pages, users: [...small.users, ...Array.from({ length: mms }, () => last).flat()] });
    }
    const deviceDax = deviceDaxNames.find((each) => model === "device-dax" && each === name);
    if (deviceDax !== undefined) {
      const small = deviceDaxScenarios[deviceDax];
      return deviceDaxSystem(deviceDaxLevels[newest ? "D2" : "V26"], { scenario: { ...small, mms: small.mms + mms }, size: "pte", tlbFlush: "noipi" });
    }
    const devicePrivate = devicePrivateNames.find((each) => model === "device-private" && each === name) ?? devicePrivateNames[0];
    const small = devicePrivateScenarios[devicePrivate];
    const more = Array.from({ length: mms }, (_, position) => small.mms + position);
    const larger = { ...small, mms: small.mms + mms, ram: small.ram + mms + pages, faults: [...(small.faults ?? []), ...more] };
    return devicePrivateSystem(devicePrivateLevels[newest ? "M4" : "V26"], { scenario: larger, driver: "free-list", size: "pte", preemptible: true });
  },
});
