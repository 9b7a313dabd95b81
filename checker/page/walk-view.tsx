import type { JSX } from "preact";
import { go } from "./address.ts";
import type { ConfigurationData, SpecData } from "./data.ts";
import { Link } from "./link.tsx";
import { walkText, type Route } from "./route.ts";
import type { Source } from "./source.ts";
import { StoryView } from "./story-view.tsx";
import { useStory } from "./use-story.ts";
import { plural } from "./words.ts";

interface Props {
  readonly source: Source;
  readonly spec: SpecData;
  readonly configuration: ConfigurationData;
  readonly place: Extract<Route, { view: "walk" }>;
}

/** `allways explore`: the reader decides who runs next. */
export function WalkView({ source, spec, configuration, place }: Props): JSX.Element {
  const { live } = source;
  const { path } = place;
  const arrival = useStory(`${spec.name} ${place.configuration} ${walkText(path)}`, async () => {
    if (live === undefined) throw new Error("A report from disk cannot run steps; allways explore can.");
    return live.walk(spec.name, place.configuration, path);
  });
  if (arrival === undefined) return <p class="notice">Loading ...</p>;
  if ("error" in arrival) return <p class="notice" role="alert">{arrival.error}</p>;
  const { story } = arrival;
  const { starts = [], start } = story;
  const at = Math.min(place.at ?? story.steps.length, story.steps.length);
  // A step from the middle of the path forgets what came after it.
  const take = (move: string): void => go({ ...place, path: { initial: start, moves: [...path.moves.slice(0, at), move] }, at: at + 1 });
  return (
    <StoryView story={story} at={at} onAt={(to) => go({ ...place, at: to }, true)} onTake={take}>
      <section class="summary">
        <h1>Explore {spec.name}</h1>
        <p>{story.steps.length === 0 ? "Choose who runs first." : `${plural(story.steps.length, "step")} so far; choose who runs next.`}</p>
        {starts.length > 1 && <Starts starts={starts} start={start} place={place} />}
        <Jumps configuration={configuration} spec={spec.name} number={place.configuration} />
      </section>
    </StoryView>
  );
}

function Starts({ starts, start, place }: { readonly starts: readonly number[]; readonly start: number; readonly place: Props["place"] }): JSX.Element {
  return (
    <label class="starts">
      Initial state{" "}
      <select value={String(start)} onChange={({ currentTarget }) => go({ ...place, path: { initial: Number(currentTarget.value), moves: [] }, at: 0 })}>
        {starts.map((ordinal) => (
          <option value={String(ordinal)} key={ordinal}>{ordinal}</option>
        ))}
      </select>
    </label>
  );
}

/** Straight to what is known to go wrong. */
function Jumps({ configuration, spec, number }: { readonly configuration: ConfigurationData; readonly spec: string; readonly number: number }): JSX.Element {
  const violated = (configuration.result?.properties ?? []).filter(({ story, verdict }) => story !== undefined && verdict === "violated");
  return (
    <p class="actions">
      {configuration.result === undefined && <Link class="button" to={{ view: "configuration", spec, configuration: number }}>Look for violations</Link>}
      {violated.map(({ id }) => (
        <Link class="button" key={id} to={{ view: "property", spec, configuration: number, property: id, at: undefined }}>{`how ${id} is violated`}</Link>
      ))}
    </p>
  );
}
