import type { Config, Parameters } from "../language/parameter.ts";

/** `variant=V3 failBudget=1`; all parameters, or those that are named. */
export function configurationText(config: Config, names: readonly string[] = Object.keys(config)): string {
  return Object.keys(config)
    .filter((name) => names.includes(name))
    .map((name) => `${name}=${String(config[name])}`)
    .join(" ");
}

/** The parameters that do not have the same value in all configurations. */
export function varying(configs: readonly Config[]): string[] {
  return Object.keys(configs[0] ?? {}).filter((name) => configs.some((config) => config[name] !== configs[0]?.[name]));
}

/** The parameters that are not at their default. */
export function unusual(config: Config, parameters: Parameters): string[] {
  return Object.keys(config).filter((name) => config[name] !== parameters[name]?.default);
}
