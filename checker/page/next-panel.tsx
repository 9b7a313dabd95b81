import type { JSX } from "preact";
import type { Story } from "./data.ts";
import { hue } from "./hue.ts";
import { Name } from "./name.tsx";
import { actionOf, lanesOf, nextSteps, ownPath, stepLabel, type NextSteps } from "./story-model.ts";

interface Props {
  readonly story: Story;
  readonly at: number;
  readonly onAt: (to: number) => void;
  readonly onTake: ((move: string) => void) | undefined;
}

/** What every process would do next: what can run, what must wait, who has ended. */
export function NextPanel({ story, at, onAt, onTake }: Props): JSX.Element {
  const lanes = lanesOf(story);
  const all = nextSteps(story, at);
  const ended = all.filter(({ enabled, blocked }) => enabled.length + blocked.length === 0);
  const taken = story.steps[at]?.action;
  const can = all.reduce((sum, { enabled }) => sum + enabled.length, 0);
  return (
    <section class="panel">
      <h2>
        {onTake === undefined ? "What can run now" : "Choose the next step"} <span class="kind">{can === 0 ? "nothing" : `${can} enabled`}</span>
      </h2>
      <ul class="next">
        {all.map((next) => (
          <Process key={next.process} story={story} next={next} lane={lanes.indexOf(next.process)} taken={taken} onTake={onTake} onFollow={() => onAt(at + 1)} />
        ))}
      </ul>
      {ended.length > 0 && <p class="soft">Ended or stopped: {ended.map(({ process }) => story.processes[process]).join(", ")}</p>}
    </section>
  );
}

interface ProcessProps {
  readonly story: Story;
  readonly next: NextSteps;
  readonly lane: number;
  readonly taken: number | undefined;
  readonly onTake: Props["onTake"];
  readonly onFollow: () => void;
}

function Process({ story, next: { process, enabled, blocked }, lane, taken, onTake, onFollow }: ProcessProps): JSX.Element | null {
  if (enabled.length + blocked.length === 0) return null;
  const text = (action: number): JSX.Element => (
    <>
      <span class="path">{ownPath(story.processes[process] ?? "", actionOf(story, action).callPath).join(" › ")}</span>
      <span class="label"><Name text={stepLabel(story, action)} /></span>
    </>
  );
  return (
    <li>
      <span class={`title ${hue(lane)}`}>{story.processes[process]}</span>
      <ul>
        {enabled.map((action) => (
          <li key={action}>
            {action === taken ? (
              <button type="button" class="action is-taken" onClick={onFollow}>{text(action)}<span class="tag">taken</span></button>
            ) : onTake === undefined ? (
              <span class="action">{text(action)}</span>
            ) : (
              <button type="button" class="action" onClick={() => onTake(actionOf(story, action).move)}>{text(action)}</button>
            )}
          </li>
        ))}
        {blocked.map((action) => (
          <li key={action}>
            <span class="action is-blocked">{text(action)}<span class="tag">waits</span></span>
          </li>
        ))}
      </ul>
    </li>
  );
}
