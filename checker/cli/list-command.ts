import { domainText } from "../language/parameter.ts";
import type { PropertyKind } from "../language/property.ts";
import { configurations, type Spec } from "../language/spec.ts";
import { style, type Style } from "../report/style.ts";
import { indent, wrap } from "../report/wrap.ts";
import { usesColour } from "./colour.ts";
import type { Command } from "./command.ts";
import { shortFileName } from "./file-names.ts";
import { findSpecs, type FoundSpec } from "./find-specs.ts";
import { buildSystem } from "./load-module.ts";
import { color, help, type OptionTable } from "./options.ts";
import { parse } from "./parse.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";

const options = {
  json: { type: "boolean", about: "as JSON" },
  color,
  help,
} satisfies OptionTable;

export const list: Command = {
  operands: "[spec ...]",
  about: "show specs, their parameters and their properties",
  options,
  notes: [],
  examples: [
    ["allways list", "what comes with Allways"],
    ["allways list lock.ts --json", "your own spec, for a program"],
  ],
  run: listCommand,
};

/** `allways list`. */
async function listCommand(args: readonly string[], { stdout, env, cwd }: Surroundings): Promise<number> {
  const { values, operands } = parse("list", options, args);
  const specs = await findSpecs(operands, cwd);
  const fileName = shortFileName(cwd);
  if (values.json === true) {
    stdout.write(`${JSON.stringify(specs.map((found) => entry(found, fileName)), undefined, 2)}\n`);
  } else {
    const paint = style(usesColour(values.color, env, stdout.isTTY));
    stdout.write(`${specs.map(({ spec, file }) => specText(spec, file === undefined ? spec.name : fileName(file), textWidth(stdout), paint).join("\n")).join("\n\n")}\n`);
  }
  return 0;
}

interface ListedProperty {
  readonly id: string;
  readonly kind: PropertyKind;
  readonly meaning: string;
}

/** The properties of all configurations of the matrix: some exist only in some configurations. */
function propertiesOf(spec: Spec): readonly ListedProperty[] {
  const found = new Map<string, ListedProperty>();
  for (const config of configurations(spec.parameters, spec.matrix)) {
    for (const { id, kind, meaning } of buildSystem(spec, config).properties) if (!found.has(id)) found.set(id, { id, kind, meaning });
  }
  return [...found.values()];
}

function entry({ spec, file }: FoundSpec, fileName: (file: string) => string): object {
  return {
    name: spec.name,
    about: spec.about,
    ...(file === undefined ? {} : { file: fileName(file) }),
    configurations: configurations(spec.parameters, spec.matrix).length,
    parameters: Object.entries(spec.parameters).map(([name, parameter]) => ({ name, ...parameter })),
    properties: propertiesOf(spec),
  };
}

function specText(spec: Spec, word: string, width: number, paint: Style): string[] {
  const [first = "", ...more] = wrap(`${spec.name}: ${spec.about}`, width, 2);
  const parameters = Object.entries(spec.parameters).map(([name, parameter]) => [name, `${domainText(parameter)} (default ${String(parameter.default)})`, parameter.about] as const);
  const properties = propertiesOf(spec).map(({ id, kind, meaning }) => [id, kind, meaning] as const);
  const runs = configurations(spec.parameters, spec.matrix).length;
  return [
    paint.strong(first),
    ...more,
    ...(parameters.length === 0 ? [] : ["", paint.faint("  parameters"), ...columns(parameters, width)]),
    "",
    paint.faint("  properties"),
    ...columns(properties, width),
    "",
    `  allways check ${word} checks ${runs === 1 ? "one configuration" : `${runs} configurations`}`,
  ];
}

/** Three columns, the second at most half of the room and the last wrapped. */
function columns(rows: readonly (readonly [string, string, string])[], width: number): string[] {
  const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) as [number, number];
  const middle = Math.min(second, Math.floor((width - first) / 2) - 8);
  const left = 4 + first + 2 + middle + 2;
  return rows.flatMap(([name, domain, about]) => {
    const domains = wrap(domain, middle);
    const abouts = wrap(about, width - left);
    return Array.from({ length: Math.max(domains.length, abouts.length) }, (_, line) =>
      indent([`${(line === 0 ? name : "").padEnd(first)}  ${(domains[line] ?? "").padEnd(middle)}  ${abouts[line] ?? ""}`.trimEnd()], 4).join(""),
    );
  });
}
