import { mergeConfig } from "vitest/config";
import base from "../../vitest.config.ts";

/** The tests of a scratch copy: they run on the sources, so nothing is built; and a busy machine is no fault. */
export default { ...mergeConfig(base, {}), test: { ...base.test, globalSetup: [], setupFiles: ["test/faults/no-shrinking.ts"], testTimeout: 600_000 } };
