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
      {story.watched !== undefined && story.watched.length > 0 && (
        <>
          <h3>It looks at</h3>
          <ul class="values">
            {story.watched.map((leaf) => (
              <li key={leaf}>
                <span class="name" title={story.leaves[leaf]?.path}><Name text={names[leaf] ?? ""} /></span>
                {before[leaf] !== values[leaf] && (
                  <>
                    <del>{before[leaf]}</del>
                    <span class="to" aria-hidden="true">→</span>
                  </>
                )}
                <b class={before[leaf] === values[leaf] ? "" : "is-new"}>{values[leaf]}</b>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
