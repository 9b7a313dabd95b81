import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { PropertyData, Story } from "./data.ts";
import { Lanes } from "./lanes.tsx";
import { NextPanel } from "./next-panel.tsx";
import { PropertyPanel } from "./property-panel.tsx";
import { StatePanel } from "./state-panel.tsx";
import { StepPanel } from "./step-panel.tsx";
import { Stepper } from "./stepper.tsx";
import { stepSentence } from "./story-model.ts";

interface Props {
  readonly story: Story;
  /** What the story shows; absent where a reader explores. */
  readonly property?: PropertyData;
  /** The selected position. */
  readonly at: number;
  readonly onAt: (to: number) => void;
  /** Take an enabled action; absent in a report. */
  readonly onTake?: (move: string) => void;
  /** The heading. */
  readonly children: ComponentChildren;
}

/** A path, step by step: lanes at the left, at the right what is to be known of the selected step. */
export function StoryView({ story, property, at, onAt, onTake, children }: Props): JSX.Element {
  const allArrows = useSignal(false);
  const filter = useRef<HTMLInputElement>(null);
  const position = useRef(at);
  position.current = at;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const typing = event.target instanceof HTMLElement && event.target.matches("input[type=search], select");
      if (typing) {
        if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
        return;
      }
      const to = destination(event.key, position.current, story.steps.length);
      if (to !== undefined) onAt(to);
      else if (event.key === "a") allArrows.value = !allArrows.value;
      else if (event.key === "/") filter.current?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [story, onAt]);
  // A run that goes on for ever breaks its property with none of its steps.
  const failing = property?.verdict === "violated" && story.loopStart === undefined;
  return (
    <div class="story">
      <div class="story-head">{children}</div>
      <Stepper story={story} at={at} onAt={onAt} allArrows={allArrows} failing={failing} />
      <Lanes story={story} property={property} failing={failing} at={at} onAt={onAt} allArrows={allArrows.value} />
      <aside class="inspector" aria-label="The selected step">
        <StepPanel story={story} at={at} onAt={onAt} />
        {property !== undefined && <PropertyPanel story={story} property={property} at={at} />}
        <NextPanel story={story} at={at} onAt={onAt} onTake={onTake} />
        <StatePanel story={story} at={at} filterInput={filter} />
      </aside>
      <p class="unseen" role="status">{stepSentence(story, at)}</p>
    </div>
  );
}

/** Where a key leads from a position; undefined for a key that means nothing. */
export function destination(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
    case "j":
      return Math.min(at + 1, last);
    case "ArrowLeft":
    case "ArrowUp":
    case "k":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
