import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ConfigurationData, PropertyData, ResultData, SpecData } from "./data.ts";
import { Coverage } from "./coverage.tsx";
import { Link } from "./link.tsx";
import type { Live, Source } from "./source.ts";
import { complaint, completeness, count, duration, isUnexpected, verdictText } from "./words.ts";

interface Props {
  readonly source: Source;
  readonly spec: SpecData;
  readonly configuration: ConfigurationData;
  readonly number: number;
}

/** All that was found out about one configuration. */
export function ConfigurationView({ source, spec, configuration, number }: Props): JSX.Element {
  const { config, result, failure } = configuration;
  const { live } = source;
  const wrong = result === undefined ? undefined : complaint(result);
  return (
    <>
      <section class={`summary ${failure !== undefined || wrong !== undefined ? "is-bad" : result === undefined ? "" : "is-good"}`}>
        <h1>{failure !== undefined ? "Spec error" : result === undefined ? "Not checked yet" : (wrong ?? "as expected").replace(/^./u, (first) => first.toUpperCase())}</h1>
        <p>{spec.about}</p>
      </section>
      {live !== undefined && <LiveActions live={live} spec={spec.name} number={number} checked={result !== undefined} />}
      {failure !== undefined && (
        <p class="failure">
          <strong>{failure.code}</strong> {failure.message}
          {failure.position !== undefined && <code>{failure.position}</code>}
          {failure.hint !== undefined && <span>{failure.hint}</span>}
        </p>
      )}
      {result !== undefined && <Properties spec={spec.name} number={number} properties={result.properties} />}
      <div class="columns">
        {result !== undefined && <Facts result={result} />}
        <section>
          <h2>Parameters</h2>
          {Object.keys(config).length === 0 ? (
            <p class="notice">This spec has none.</p>
          ) : (
            <dl class="facts">
              {Object.entries(config).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </section>
      </div>
      {result !== undefined && result.coverage.length > 0 && <Coverage statements={spec.statements} result={result} />}
    </>
  );
}

function LiveActions({ live, spec, number, checked }: { readonly live: Live; readonly spec: string; readonly number: number; readonly checked: boolean }): JSX.Element {
  const state = useSignal<"idle" | "checking" | { readonly error: string }>("idle");
  const check = async (): Promise<void> => {
    state.value = "checking";
    try {
      await live.check(spec, number);
      state.value = "idle";
    } catch (error) {
      state.value = { error: error instanceof Error ? error.message : String(error) };
    }
  };
  return (
    <p class="actions">
      <Link class="button" to={{ view: "walk", spec, configuration: number, path: { initial: 0, moves: [] }, at: 0 }}>Explore by hand</Link>
      {!checked && (
        <button type="button" class="button" disabled={state.value === "checking"} onClick={() => void check()}>
          {state.value === "checking" ? "Searching all states ..." : "Look for violations"}
        </button>
      )}
      {typeof state.value === "object" && <span role="alert" class="failure">{state.value.error}</span>}
    </p>
  );
}

function Properties({ spec, number, properties }: { readonly spec: string; readonly number: number; readonly properties: readonly PropertyData[] }): JSX.Element {
  return (
    <section>
      <h2>Properties</h2>
      <ul class="properties">
        {properties.map((property) => {
          const { id, kind, meaning, verdict, remarks = [], story } = property;
          const head = (
            <>
              <span class={`verdict ${verdict}${isUnexpected(property) ? " is-unexpected" : ""}`}>{verdictText(property)}</span>
              <strong>{id}</strong>
              <span class="kind">{kind}</span>
              <span class="meaning">{[meaning, ...remarks].join("; ")}</span>
            </>
          );
          return (
            <li key={id}>
              {story === undefined ? <div class="property">{head}</div> : <Link class="property" to={{ view: "property", spec, configuration: number, property: id, at: undefined }}>{head}<span class="more" aria-hidden="true">›</span></Link>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts({ result }: { readonly result: ResultData }): JSX.Element {
  const { states, transitions, depth, seconds, engine, mismatches } = result;
  const facts: readonly (readonly [string, string])[] = [
    ["distinct states", count(states)],
    ["transitions", count(transitions)],
    ["depth", count(depth)],
    ["time", duration(seconds)],
    ["engine", engine],
    ["search", completeness(result)],
    ...mismatches.map(({ what, expected, found }) => [what, `${found === null ? "none" : count(found)}, expected ${count(expected)}`] as const),
  ];
  return (
    <section>
      <h2>Search</h2>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
