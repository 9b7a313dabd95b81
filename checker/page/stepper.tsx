import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Story } from "./data.ts";
import { hue } from "./hue.ts";
import { actionOf, lanesOf, stepSentence } from "./story-model.ts";

interface Props {
  readonly story: Story;
  readonly at: number;
  readonly onAt: (to: number) => void;
  readonly allArrows: Signal<boolean>;
  readonly failing: boolean;
}

/** The way along the path: buttons, and a strip that shows who ran when. */
export function Stepper({ story, at, onAt, allArrows, failing }: Props): JSX.Element {
  const last = story.steps.length;
  const lanes = lanesOf(story);
  return (
    <div class="stepper" role="toolbar" aria-label="Steps">
      <button type="button" onClick={() => onAt(Math.max(0, at - 1))} disabled={at === 0} aria-label="One step back" title="one step back (left, k)">‹</button>
      <button type="button" onClick={() => onAt(Math.min(last, at + 1))} disabled={at === last} aria-label="One step on" title="one step on (right, j)">›</button>
      <div class="strip">
        <span class={`segment start ${at === 0 ? "is-here" : ""}`} />
        {story.steps.map((step, position) => (
          <span
            class={`segment ${hue(lanes.indexOf(actionOf(story, step.action).process))} ${at === position + 1 ? "is-here" : ""} ${position >= at ? "is-ahead" : ""} ${failing && position === last - 1 ? "is-failing" : ""} ${story.loopStart === position ? "is-loop" : ""}`}
            key={position}
          />
        ))}
        <input type="range" min={0} max={last} value={at} aria-label="Selected step" aria-valuetext={stepSentence(story, at)} onInput={({ currentTarget }) => onAt(Number(currentTarget.value))} />
      </div>
      <span class="where">
        <strong>{at === 0 ? "start" : at}</strong> of {last}
      </span>
      <button type="button" class="arrows-switch" aria-pressed={allArrows.value} onClick={() => (allArrows.value = !allArrows.value)} title="arrows of all steps (a)">all arrows</button>
    </div>
  );
}
