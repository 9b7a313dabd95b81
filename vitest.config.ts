import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      { find: /^allways$/, replacement: fileURLToPath(new URL("checker/index.ts", import.meta.url)) },
      { find: /^allways\/model$/, replacement: fileURLToPath(new URL("model/index.ts", import.meta.url)) },
    ],
  },
  test: { include: ["test/**/*.test.ts"], globalSetup: ["test/build.ts"], testTimeout: 60_000 },
});
