import { AllwaysError } from "../language/error.ts";
import { thrownAt } from "../language/source.ts";
import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { System } from "../language/system.ts";

/**
 * Import a module that should be a spec.
 *
 * @throws AllwaysError AW304 if the module throws; an error that the language itself raised is passed on.
 */
export async function loadModule(url: string, shown: string): Promise<Readonly<Record<string, unknown>>> {
  // Stack traces, and with them the positions of all messages, are of the source instead of what was made of it.
  process.setSourceMapsEnabled(true);
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (error) {
    throw specThrew(error, `${shown} threw while it was loaded`);
  }
}

/** The system of a configuration; what a spec's `build` throws is reported as its author's. */
export function buildSystem(spec: Spec, config: Config): System {
  try {
    return spec.build(config);
  } catch (error) {
    throw specThrew(error, `${spec.name} threw while it was built`);
  }
}

function specThrew(error: unknown, what: string): AllwaysError {
  const position = thrownAt(error);
  if (error instanceof AllwaysError) return error.at(position);
  return new AllwaysError("AW304", `${what}: ${error instanceof Error ? error.message : String(error)}`, { hint: "a spec is loaded before anything is checked; correct the line above", position, cause: error });
}

/** The spec that a module exports as its default; undefined if it exports none. */
export function specOf(module: Readonly<Record<string, unknown>>): Spec | undefined {
  const found = module["default"];
  return typeof found === "object" && found !== null && (found as { kind?: unknown }).kind === "allways-spec" ? (found as Spec) : undefined;
}
