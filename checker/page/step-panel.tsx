import type { JSX } from "preact";
import type { Story } from "./data.ts";
import { hue } from "./hue.ts";
import { Name } from "./name.tsx";
import { actionOf, lanesOf, shortNames, stepLabel, valuesAt } from "./story-model.ts";

interface Props {
  readonly story: Story;
  readonly at: number;
  readonly onAt: (to: number) => void;
}

/** The selected step: whose it is, what it read and from whom, what it changed. */
export function StepPanel({ story, at, onAt }: Props): JSX.Element {
  const step = story.steps[at - 1];
  if (step === undefined) {
    return (
      <section class="panel">
        <h2>Initial state</h2>
        <p class="soft">Nothing has happened yet.{story.steps.length > 0 && " Step on with the right arrow key."}</p>
      </section>
    );
  }
  const action = actionOf(story, step.action);
  const lanes = lanesOf(story);
  const names = shortNames(story);
  const before = valuesAt(story, at - 1);
  const changes = step.changes.filter(([leaf]) => before[leaf] !== null && story.leaves[leaf]?.process === undefined);
  const locals = step.changes.filter(([leaf, to]) => before[leaf] !== null && to !== null && story.leaves[leaf]?.process !== undefined);
  return (
    <section class="panel">
      <h2>
        Step {at} <span class={`title ${hue(lanes.indexOf(action.process))}`}>{story.processes[action.process]}</span>
      </h2>
      <p class="call-path">
        {action.callPath.map((procedure, depth) => <span key={depth}><Name text={procedure} />()</span>)}
        <strong><Name text={stepLabel(story, step.action)} /></strong>
      </p>
      {action.position !== undefined && <p class="soft mono"><Name text={action.position} /></p>}
      {step.raised.map((id) => <p class="raised" key={id}>raises {id}</p>)}
      {step.reads.length > 0 && (
        <>
          <h3>Reads</h3>
          <ul class="values">
            {step.reads.map(([leaf, writer]) => (
              <li key={leaf}>
                <span class="name" title={story.leaves[leaf]?.path}><Name text={names[leaf] ?? ""} /></span>
                <b>{before[leaf]}</b>
                <Writer story={story} writer={writer} lanes={lanes} onAt={onAt} />
              </li>
            ))}
          </ul>
        </>
      )}
      {changes.length + locals.length > 0 ? (
        <>
          <h3>Changes</h3>
          <ul class="values">
            {[...changes, ...locals].map(([leaf, to]) => (
              <li key={leaf} class={story.leaves[leaf]?.ghost === true ? "is-ghost" : ""}>
                <span class="name" title={story.leaves[leaf]?.path}><Name text={names[leaf] ?? ""} /></span>
                <del>{before[leaf]}</del>
                <span class="to" aria-hidden="true">→</span>
                <ins>{to}</ins>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p class="soft">Changes nothing.</p>
      )}
    </section>
  );
}

function Writer({ story, writer, lanes, onAt }: { readonly story: Story; readonly writer: number | null; readonly lanes: readonly number[]; readonly onAt: Props["onAt"] }): JSX.Element {
  if (writer === null) return <span class="soft">from the start</span>;
  const { process } = actionOf(story, story.steps[writer]?.action ?? 0);
  return (
    <button type="button" class={`from ${hue(lanes.indexOf(process))}`} onClick={() => onAt(writer + 1)} title={`written by step ${writer + 1}: go there`}>
      step {writer + 1}
    </button>
  );
}
