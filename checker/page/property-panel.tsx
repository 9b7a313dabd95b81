import type { JSX } from "preact";
import type { PropertyData, Story } from "./data.ts";
import { Name } from "./name.tsx";
import { shortNames, valuesAt } from "./story-model.ts";
import { isUnexpected, verdictText } from "./words.ts";

/** What is claimed, what was found and expected, and what the claim looks at, at the selected step. */
export function PropertyPanel({ story, property, at }: { readonly story: Story; readonly property: PropertyData; readonly at: number }): JSX.Element {
  const { id, kind, meaning, expected, remarks = [] } = property;
  const names = shortNames(story);
  const [before, values] = [valuesAt(story, Math.max(0, at - 1)), valuesAt(story, at)];
  const { expressions = [] } = story;
  const truth = story.truth?.[at];
  return (
    <section class="panel">
      <h2>
        {id} <span class="kind">{kind}</span>
      </h2>
      <p>{meaning}</p>
      <p>
        <span class={`verdict ${property.verdict}${isUnexpected(property) ? " is-unexpected" : ""}`}>{verdictText(property)}</span>
        {expected === null && <span class="soft"> The spec says nothing of it, so it should hold.</span>}
      </p>
      {remarks.map((remark) => (
        <p class="soft" key={remark}>{remark}</p>
      ))}
      {truth !== undefined && <p class={`truth ${truth === (kind !== "reachable") ? "is-quiet" : "is-loud"}`}>{truth ? "True" : "False"} at this step.</p>}
      {at === story.steps.length && story.reasons !== undefined && story.reasons.length > 0 && (
        <>
          <h3>{property.verdict === "violated" ? "Why it is false" : "Why it is true"}</h3>
          <dl class="reasons">
            {story.reasons.map(({ text, value }) => (
              <div key={text}>
                <dt>{text}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {expressions.length > 0 && (
        <>
          <h3>{kind === "temporal" ? "It asks" : "It compares"}</h3>
          <ul class="values">
            {expressions.map(({ text, values: all }) => (
              <Value key={text} name={text} title={text} from={all[Math.max(0, at - 1)] ?? null} to={all[at] ?? null} />
            ))}
          </ul>
        </>
      )}
      {story.watched !== undefined && story.watched.length > 0 && (
        <>
          <h3>It looks at</h3>
          <ul class="values">
            {story.watched.map((leaf) => (
              <Value key={leaf} name={names[leaf] ?? ""} title={story.leaves[leaf]?.path ?? ""} from={before[leaf] ?? null} to={values[leaf] ?? null} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What has a value at the selected step, and had another before it. */
function Value({ name, title, from, to }: { readonly name: string; readonly title: string; readonly from: string | null; readonly to: string | null }): JSX.Element {
  return (
    <li>
      <span class="name" title={title}><Name text={name} /></span>
      <span class="now">
        {from !== to && from !== null && (
          <>
            <del>{from}</del>
            <span class="to" aria-hidden="true">→</span>
          </>
        )}
        <b class={from === to ? "" : "is-new"}>{to ?? "-"}</b>
      </span>
    </li>
  );
}
