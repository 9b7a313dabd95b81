import { AllwaysError } from "../language/error.ts";
import { domainText, parseValue, type Config, type Parameters, type ParameterValue } from "../language/parameter.ts";
import { configurations, type Selection, type Spec } from "../language/spec.ts";
import { varying } from "../report/configuration-text.ts";
import { buildSystem } from "./load-module.ts";
import { suggestion } from "./nearest.ts";

/** Values for parameters, as written: `--set variant=V3,V4` is `["variant", ["V3", "V4"]]`. */
export type Settings = ReadonlyMap<string, readonly string[]>;

/** @throws AllwaysError AW301 for a setting that is not `name=value`. */
export function parseSettings(texts: readonly string[]): Settings {
  const settings = new Map<string, string[]>();
  for (const text of texts) {
    const [, name, values] = /^([^=]+)=(.+)$/u.exec(text) ?? [];
    if (name === undefined || values === undefined) throw new AllwaysError("AW301", `--set needs NAME=VALUE, not "${text}"`, { hint: "for example: --set processes=2,3" });
    settings.set(name, [...(settings.get(name) ?? []), ...values.split(",")]);
  }
  return settings;
}

/**
 * The configurations to check. Settings narrow the spec's matrix: a row that lists values of a set parameter keeps those that were asked for, or goes
 * if there are none; a row that says nothing of it takes them all. A value that no row has left is checked with the defaults.
 *
 * @throws AllwaysError AW306 for an unknown parameter, AW307 for a value that it cannot have.
 */
export function selectConfigurations(spec: Spec, settings: Settings): readonly Config[] {
  const chosen: Record<string, ParameterValue[]> = {};
  for (const [name, texts] of settings) {
    const parameter = spec.parameters[name];
    const known = Object.keys(spec.parameters);
    if (parameter === undefined) {
      throw new AllwaysError("AW306", `${spec.name} has no parameter "${name}"`, { hint: suggestion(name, known, known.length === 0 ? "it has none at all" : `its parameters: ${known.join(", ")}`) });
    }
    chosen[name] = texts.map((text) => {
      const value = parseValue(parameter, text);
      if (value === undefined) throw new AllwaysError("AW307", `${spec.name}: ${name} cannot be "${text}"`, { hint: `${name}: ${domainText(parameter)}` });
      return value;
    });
  }
  const narrowed = spec.matrix.flatMap((row) => narrow(row, chosen));
  const found = configurations(spec.parameters, narrowed);
  const missed = Object.entries(chosen).flatMap(([name, values]) => {
    const rest = values.filter((value) => !found.some((config) => config[name] === value));
    return rest.length === 0 ? [] : [{ ...chosen, [name]: rest } as Selection<Parameters>];
  });
  return configurations(spec.parameters, [...narrowed, ...missed]);
}

/**
 * The configuration that is meant, where only one can be.
 *
 * @param use what can only look at one: `a graph shows`
 * @throws AllwaysError AW301 if there are several, with what tells them apart.
 */
export function oneConfiguration(spec: Spec, settings: Settings, use: string): Config {
  const configs = selectConfigurations(spec, settings);
  const [only, ...more] = configs;
  if (only !== undefined && more.length === 0) return only;
  const choices = varying(configs).map((name) => `--set ${name}=${[...new Set(configs.map((config) => String(config[name])))].join("|")}`);
  throw new AllwaysError("AW301", `${spec.name} has ${configs.length} configurations, and ${use} one`, { hint: `choose with ${choices.join(" ")}` });
}

/** The same configurations at every level of the spec's ladder, unless the settings say at which. */
export function alongLadder({ ladder, parameters }: Spec, configs: readonly Config[], settings: Settings): readonly Config[] {
  const parameter = ladder === undefined ? undefined : parameters[ladder.parameter];
  if (ladder === undefined || parameter?.kind !== "choice" || settings.has(ladder.parameter)) return configs;
  return configurations(parameters, configs.map((config) => ({ ...config, [ladder.parameter]: parameter.values }) as unknown as Selection<Parameters>));
}

type Chosen = Readonly<Record<string, readonly ParameterValue[]>>;

/** A row of the matrix with what was chosen; none if it lists other values only. */
function narrow(row: Selection<Parameters>, chosen: Chosen): readonly Selection<Parameters>[] {
  const narrowed: Record<string, ParameterValue | readonly ParameterValue[]> = { ...(row as Chosen) };
  for (const [name, values] of Object.entries(chosen)) {
    const listed = row[name];
    const kept = listed === undefined ? values : values.filter((value) => (Array.isArray(listed) ? listed : [listed]).includes(value));
    if (kept.length === 0) return [];
    narrowed[name] = kept;
  }
  return [narrowed as Selection<Parameters>];
}

/** One configuration to check, and which of its properties; all if undefined. */
export interface Job {
  readonly spec: Spec;
  readonly config: Config;
  readonly properties: readonly string[] | undefined;
}

/**
 * What is to be checked of a spec. Every configuration is built once before the first is searched, so that a mistake in the last
 * one does not wait for hours; with `ids`, configurations that have none of these properties are left out.
 *
 * @throws AllwaysError AW308 if an id names no property in any of the configurations.
 */
export function jobsOf(spec: Spec, configs: readonly Config[], ids: readonly string[]): readonly Job[] {
  const jobs = configs.map((config) => ({ spec, config, known: buildSystem(spec, config).properties.map((property) => property.id) }));
  const known = [...new Set(jobs.flatMap((job) => job.known))];
  for (const id of ids) {
    if (!known.includes(id)) throw new AllwaysError("AW308", `${spec.name} has no property "${id}"`, { hint: suggestion(id, known, `its properties: ${known.join(", ")}`) });
  }
  if (ids.length === 0) return jobs.map(({ config }) => ({ spec, config, properties: undefined }));
  return jobs.map((job) => ({ spec, config: job.config, properties: ids.filter((id) => job.known.includes(id)) })).filter(({ properties }) => properties.length > 0);
}
