import type { Config } from "../language/parameter.ts";
import type { SourcePosition } from "../language/error.ts";
import { tally, type Fate, type SpecMutations, type Tally } from "../mutate/fate.ts";
import type { SpecFile } from "./result-document.ts";

/*
 * The JSON document of `allways mutate --reporter json`: a contract. Fields may be added, never renamed.
 */

export interface MutationDocument {
  readonly format: "allways-mutation";
  readonly version: 1;
  readonly exitCode: number;
  readonly seconds: number;
  readonly specs: readonly SpecEntry[];
}

interface SpecEntry extends Tally {
  readonly spec: string;
  readonly specFile?: string;
  readonly configs: readonly Config[];
  /** Configurations that are not as expected without a mistake; then nothing is mutated. */
  readonly unfit: readonly Config[];
  readonly mutations: readonly MutantEntry[];
}

interface MutantEntry {
  readonly procedure: string;
  readonly processes: readonly string[];
  readonly step: string | null;
  readonly operator: string;
  readonly change: string;
  readonly position?: SourcePosition;
  readonly fate: Fate["kind"];
  /** The configuration that decided. */
  readonly config?: Config;
  /** Killed: the property, and its verdict. */
  readonly property?: string;
  readonly verdict?: string;
  /** Failed or refused: what the language says. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Inconclusive: the limit. */
  readonly stopped?: string;
  /** Survived: some count is another than without the mistake. */
  readonly countsDiffer?: boolean;
}

export function mutationDocument(all: readonly SpecMutations[], end: { readonly exitCode: number; readonly seconds: number }, specFile: SpecFile): MutationDocument {
  return {
    format: "allways-mutation",
    version: 1,
    exitCode: end.exitCode,
    seconds: end.seconds,
    specs: all.map(({ spec, configs, unfit, mutations }) => {
      const file = specFile(spec.name);
      return {
        spec: spec.name,
        ...(file === undefined ? {} : { specFile: file }),
        configs,
        unfit: unfit.map(({ config }) => config),
        ...tally(mutations),
        mutations: mutations.map(({ procedure, processes, step, operator, change, position, fate }) => ({
          procedure,
          processes,
          step,
          operator,
          change,
          ...(position === undefined ? {} : { position }),
          ...fateEntry(fate),
        })),
      };
    }),
  };
}

function fateEntry({ kind, ...rest }: Fate): Omit<MutantEntry, "procedure" | "processes" | "step" | "operator" | "change"> {
  if ("error" in rest) return { fate: kind, ...rest, error: { code: rest.error.code, message: rest.error.message } };
  return { fate: kind, ...rest };
}
