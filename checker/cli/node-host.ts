import { Script } from "node:vm";
import { TimedOut, type Host } from "../run/host.ts";
import { scopeOf } from "./scope-of.ts";

/** Where the work stands while it is run: a script with a time limit can only reach it through the global object. */
const slot = Symbol.for("allways.guarded-work");

const call = new Script('globalThis[Symbol.for("allways.guarded-work")]()', { filename: "allways-guard.js" });

/** Longer than any block of the search takes, and short enough for somebody who wrote a loop without an end. */
const defaultLimitSeconds = 10;

/** The host of a process of its own. */
export function nodeHost(interrupted: () => boolean, limitSeconds: number = defaultLimitSeconds): Host {
  return {
    now: () => performance.now() / 1000,
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1024,
    interrupted,
    scopeOf,
    pause: () => new Promise((resume) => setImmediate(resume)),
    guarded<T>(work: () => T): T {
      const globals = globalThis as unknown as Record<symbol, unknown>;
      const outer = globals[slot];
      globals[slot] = work;
      try {
        // Only V8's own termination ends `while (true) {}` in the thread that runs it; node:vm gives access to that.
        return call.runInThisContext({ timeout: limitSeconds * 1000 }) as T;
      } catch (error) {
        if ((error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new TimedOut(`no end after ${limitSeconds} s`, { cause: error });
        throw error;
      } finally {
        globals[slot] = outer;
      }
    },
  };
}
