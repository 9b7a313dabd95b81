import type { JSX } from "preact";
import { go } from "./address.ts";
import type { ConfigurationData, PropertyData, SpecData, Story } from "./data.ts";
import { Link } from "./link.tsx";
import type { Route } from "./route.ts";
import type { Source } from "./source.ts";
import { actionOf } from "./story-model.ts";
import { StoryView } from "./story-view.tsx";
import { useStory } from "./use-story.ts";
import { isUnexpected, storySentence } from "./words.ts";

interface Props {
  readonly source: Source;
  readonly spec: SpecData;
  readonly configuration: ConfigurationData;
  readonly place: Extract<Route, { view: "property" }>;
}

/** How one property came to be violated, or what is reachable reached. */
export function PropertyView({ source, spec, configuration, place }: Props): JSX.Element {
  const property = configuration.result?.properties.find(({ id }) => id === place.property);
  if (property?.story === undefined) return <p class="notice">This report tells no story of {place.property}.</p>;
  return <Told source={source} spec={spec} place={place} property={property} number={property.story} />;
}

function Told({ source, spec, place, property, number }: Omit<Props, "configuration"> & { readonly property: PropertyData; readonly number: number }): JSX.Element {
  const arrival = useStory(String(number), () => source.story(number));
  if (arrival === undefined) return <p class="notice">Loading ...</p>;
  if ("error" in arrival) return <p class="notice" role="alert">{arrival.error}</p>;
  const { story } = arrival;
  const at = Math.min(place.at ?? story.steps.length, story.steps.length);
  return (
    <StoryView story={story} property={property} at={at} onAt={(to) => go({ ...place, at: to }, true)}>
      <section class={`summary ${property.verdict === "violated" ? "is-bad" : "is-good"}`}>
        <h1>
          {property.id} {property.kind === "reachable" && property.verdict === "holds" ? "is reached" : `is ${property.verdict}`}
          <small>{property.verdict === "violated" && (isUnexpected(property) ? "not expected" : "as expected")}</small>
        </h1>
        <p class="claim">{property.meaning}</p>
        <p>{storySentence(story, property)}</p>
        {source.live !== undefined && (
          <p class="actions">
            <Link class="button" to={{ view: "walk", spec: spec.name, configuration: place.configuration, path: pathOf(story, at), at }}>Go on from here by hand</Link>
          </p>
        )}
      </section>
    </StoryView>
  );
}

function pathOf(story: Story, at: number): Extract<Route, { view: "walk" }>["path"] {
  return { initial: story.start, moves: story.steps.slice(0, at).map((step) => actionOf(story, step.action).move) };
}
