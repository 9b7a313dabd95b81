import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { ConfigurationData, PropertyData, SpecData } from "./data.ts";
import { Link } from "./link.tsx";
import type { Source } from "./source.ts";
import { commonRemarks, complaint, configurationText, count, duration, isUnexpected, plural, varying, verdictText } from "./words.ts";

const filter = signal("");

/** The landing page: every configuration of every spec, and what was found of each property. */
export function MatrixView({ source }: { readonly source: Source }): JSX.Element {
  const { specs, seconds } = source.report.value;
  const configurations = specs.flatMap((spec) => spec.configurations);
  return (
    <>
      <Summary configurations={configurations} seconds={seconds} live={source.live !== undefined} />
      {configurations.length > 8 && (
        <label class="filter">
          <span>Filter</span>
          <input type="search" placeholder="V3 gup-fast, or P4" value={filter.value} onInput={({ currentTarget }) => (filter.value = currentTarget.value)} />
        </label>
      )}
      {specs.map((spec) => (
        <SpecMatrix spec={spec} key={spec.name} live={source.live !== undefined} />
      ))}
    </>
  );
}

function Summary({ configurations, seconds, live }: { readonly configurations: readonly ConfigurationData[]; readonly seconds: number | undefined; readonly live: boolean }): JSX.Element {
  const checked = configurations.filter(({ result, failure }) => result !== undefined || failure !== undefined);
  const complaints = configurations.filter(({ result, failure }) => failure !== undefined || (result !== undefined && complaint(result) !== undefined)).length;
  const states = configurations.reduce((sum, { result }) => sum + (result?.states ?? 0), 0);
  const incomplete = configurations.filter(({ result }) => result?.exhaustive === false).length;
  if (checked.length === 0 && live) {
    return (
      <section class="summary">
        <h1>{plural(configurations.length, "configuration")} to explore</h1>
        <p>Choose one to walk through its states by hand, or to look for violations.</p>
      </section>
    );
  }
  return (
    <section class={`summary ${complaints > 0 ? "is-bad" : "is-good"}`}>
      <h1>{complaints > 0 ? `${plural(complaints, "configuration")} of ${count(checked.length)} not as expected` : checked.length === 1 ? "As expected" : `All ${count(checked.length)} configurations as expected`}</h1>
      <p>
        {plural(states, "state")} searched{seconds !== undefined && ` in ${duration(seconds)}`}.{incomplete > 0 && ` ${plural(incomplete, "search")} did not see every state for certain: the configuration's page says why.`}
      </p>
    </section>
  );
}

/** Properties of all configurations: some exist only in some. */
function propertiesOf({ configurations }: SpecData): readonly PropertyData[] {
  const found = new Map<string, PropertyData>();
  for (const { result } of configurations) for (const property of result?.properties ?? []) if (!found.has(property.id)) found.set(property.id, property);
  return [...found.values()];
}

function SpecMatrix({ spec, live }: { readonly spec: SpecData; readonly live: boolean }): JSX.Element {
  const names = varying(spec);
  const properties = propertiesOf(spec);
  const words = filter.value.toLowerCase().split(/\s+/u).filter(Boolean);
  const outcomes = spec.configurations.some((configuration) => outcome(configuration) !== undefined);
  const rows = spec.configurations.flatMap((configuration, number) => (fits(configuration, names, words) ? [{ configuration, number }] : []));
  return (
    <section class="spec">
      <h2>{spec.name}</h2>
      <p class="about">{spec.about}</p>
      <MarkKey spec={spec} />
      <div class="scroll" tabIndex={0} role="region" aria-label={`Results of ${spec.name}`}>
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col" class="lead">{names.length === 0 ? "configuration" : names[0]}</th>
              {names.slice(1).map((name) => (
                <th scope="col" key={name}>{name}</th>
              ))}
              {outcomes && <th scope="col">result</th>}
              {properties.map(({ id, meaning }) => (
                <th scope="col" class={id.length > 4 ? "property is-upright" : "property"} title={meaning} key={id}><span>{id}</span></th>
              ))}
              <th scope="col" class="figure">states</th>
              <th scope="col" class="figure">depth</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ configuration, number }) => (
              <Row spec={spec} configuration={configuration} number={number} names={names} properties={properties} outcomes={outcomes} live={live} key={number} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <p class="notice">No configuration fits the filter.</p>}
      {properties.length > 0 && <Legend spec={spec} properties={properties} />}
    </section>
  );
}

/** Every word is found in the configuration, or is the id of a property that it violates. */
function fits(configuration: ConfigurationData, names: readonly string[], words: readonly string[]): boolean {
  const text = configurationText(configuration, names).toLowerCase();
  const violated = new Set((configuration.result?.properties ?? []).flatMap(({ id, verdict }) => (verdict === "violated" ? [id.toLowerCase()] : [])));
  return words.every((word) => text.includes(word) || violated.has(word));
}

interface RowProps {
  readonly spec: SpecData;
  readonly configuration: ConfigurationData;
  readonly number: number;
  readonly names: readonly string[];
  readonly properties: readonly PropertyData[];
  /** Whether there is a column for what is not as it should be. */
  readonly outcomes: boolean;
  readonly live: boolean;
}

/** What is to be said of a configuration that is not as it should be, or not checked. */
function outcome({ result, failure }: ConfigurationData): string | undefined {
  if (failure !== undefined) return `${failure.code} ${failure.message}`;
  return result === undefined ? "not checked" : complaint(result);
}

function Row({ spec, configuration, number, names, properties, outcomes, live }: RowProps): JSX.Element {
  const { config, result } = configuration;
  const to = { view: "configuration", spec: spec.name, configuration: number } as const;
  const said = outcome(configuration);
  return (
    <tr class={said !== undefined && said !== "not checked" ? "is-bad" : ""}>
      <th scope="row" class="lead">
        <Link to={to}>{names[0] === undefined ? "all defaults" : config[names[0]]}</Link>
      </th>
      {names.slice(1).map((name) => (
        <td class="value" key={name}>{config[name]}</td>
      ))}
      {outcomes && <td class="outcome">{live && result === undefined ? <Link to={{ view: "walk", spec: spec.name, configuration: number, path: { initial: 0, moves: [] }, at: 0 }}>explore</Link> : said}</td>}
      {properties.map(({ id }) => {
        const property = result?.properties.find((candidate) => candidate.id === id);
        return <td class="cell" key={id}>{property !== undefined && <VerdictCell spec={spec.name} configuration={number} property={property} />}</td>;
      })}
      <td class="figure">{result === undefined ? "" : count(result.states)}</td>
      <td class="figure">{result === undefined ? "" : count(result.depth)}</td>
    </tr>
  );
}

const glyphs = { holds: "✓", violated: "✗", inconclusive: "?" } as const;

function VerdictCell({ spec, configuration, property }: { readonly spec: string; readonly configuration: number; readonly property: PropertyData }): JSX.Element {
  const { id, verdict, story } = property;
  const name = markClass(property);
  const label = `${id} ${verdictText(property)}`;
  if (story === undefined) {
    return <span class={name} role="img" aria-label={label} title={label}>{glyphs[verdict]}</span>;
  }
  return (
    <Link class={name} label={`${label}: show how`} to={{ view: "property", spec, configuration, property: id, at: undefined }}>
      {glyphs[verdict]}
    </Link>
  );
}

/** What the marks of a matrix mean, as far as they occur, and that they lead further. */
function MarkKey({ spec }: { readonly spec: SpecData }): JSX.Element | null {
  const all = spec.configurations.flatMap(({ result }) => result?.properties ?? []);
  const kinds = new Map(all.map((property) => [verdictText(property), property]));
  if (kinds.size === 0) return null;
  return (
    <p class="key">
      {[...kinds].map(([text, property]) => (
        <span key={text}>
          <span class={markClass(property)} aria-hidden="true">{glyphs[property.verdict]}</span> {text}
        </span>
      ))}
      {all.some(({ verdict, story }) => verdict === "violated" && story !== undefined) && <span>A red mark leads to the steps that show it.</span>}
    </p>
  );
}

function markClass(property: PropertyData): string {
  return `mark ${property.verdict}${isUnexpected(property) ? " is-unexpected" : ""}`;
}

function Legend({ spec, properties }: { readonly spec: SpecData; readonly properties: readonly PropertyData[] }): JSX.Element {
  return (
    <dl class="meanings">
      {properties.map(({ id, meaning }) => (
        <div key={id}>
          <dt>{id}</dt>
          <dd>{[meaning, ...commonRemarks(spec, id)].join("; ")}</dd>
        </div>
      ))}
    </dl>
  );
}
