import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Arrows } from "./arrows.tsx";
import type { PropertyData, Story } from "./data.ts";
import { hue } from "./hue.ts";
import { Name } from "./name.tsx";
import { lanesOf, rowsOf, stepSentence, type ChangeRow, type StepRow } from "./story-model.ts";
import { loopSentence, plural } from "./words.ts";

interface Props {
  readonly story: Story;
  readonly property: PropertyData | undefined;
  /** The last step breaks the property. */
  readonly failing: boolean;
  readonly at: number;
  readonly onAt: (to: number) => void;
  readonly allArrows: boolean;
}

/** A lane that is narrower than this cannot hold the names of functions: then lanes become rails, and the texts stand beside them. */
const narrowestLane = 165;
const besideLanes = 250;
/** Beside rails there is room for a column of changes from here on. */
const roomy = 560;

/** Swim lanes: a column for each process that acts, time downwards, at the right what each step changed. */
export function Lanes({ story, property, failing, at, onAt, allArrows }: Props): JSX.Element {
  const rows = useMemo(() => rowsOf(story), [story]);
  const lanes = useMemo(() => lanesOf(story), [story]);
  const idle = story.processes.filter((_, process) => !lanes.includes(process));
  const area = useRef<HTMLElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const { current } = area;
    if (current === null) return;
    const observer = new ResizeObserver(() => (width.value = current.clientWidth));
    observer.observe(current);
    width.value = current.clientWidth;
    return () => observer.disconnect();
  }, []);
  const rails = width.value > 0 && (width.value - besideLanes) / Math.max(1, lanes.length) < narrowestLane;
  const arrival = useRef<number | undefined>(at);
  useLayoutEffect(() => {
    const { current } = area;
    if (at !== arrival.current) arrival.current = undefined;
    // On arrival the heading stays in sight, unless the lanes scroll by themselves.
    if (current === null || (arrival.current !== undefined && current.scrollHeight <= current.clientHeight)) return;
    const ending = at === story.steps.length ? current.querySelector(".ending") : null;
    (ending ?? current.querySelector(".row.is-here"))?.scrollIntoView({ block: "nearest" });
  }, [at, rails]);
  return (
    <section class={`lanes ${rails ? (width.value > roomy ? "as-rails is-roomy" : "as-rails") : "as-columns"}`} ref={area} aria-label="Steps by process">
      <div class="grid" style={{ "--lanes": Math.max(1, lanes.length) }}>
        <div class="row titles">
          {rails ? (
            <div class="legend">{lanes.map((process, lane) => <span class={`title ${hue(lane)}`} key={process}>{story.processes[process]}</span>)}</div>
          ) : (
            <>
              {lanes.map((process, lane) => <span class={`title ${hue(lane)}`} style={{ gridColumn: lane + 2 }} key={process}>{story.processes[process]}</span>)}
              {lanes.length > 0 && <span class="title changes-title">changes</span>}
            </>
          )}
        </div>
        <button type="button" class={`row start ${at === 0 ? "is-here" : ""}`} aria-current={at === 0 ? "step" : undefined} tabIndex={at === 0 ? 0 : -1} onClick={() => onAt(0)}>
          <span class="number">0</span>
          <span class="start-text">initial state</span>
        </button>
        <ol>
          {rows.map((row) => (
            <Step key={row.number} story={story} row={row} lanes={lanes.length} here={row.number === at} rails={rails} last={row.number === rows.length} failing={failing && row.number === rows.length} onPick={() => onAt(row.number)} />
          ))}
        </ol>
        <End story={story} property={property} lanes={lanes.length} />
        <Arrows story={story} at={at} all={allArrows} area={area} layout={`${width.value} ${String(rails)}`} labelled={!rails} />
      </div>
      {idle.length > 0 && <p class="idle">{lanes.length === 0 ? "Nobody has taken a step: " : `${plural(idle.length, "more process")} without a step here: `}{idle.join(", ")}</p>}
    </section>
  );
}

interface StepProps {
  readonly story: Story;
  readonly row: StepRow;
  readonly lanes: number;
  readonly here: boolean;
  readonly rails: boolean;
  readonly last: boolean;
  readonly failing: boolean;
  readonly onPick: () => void;
}

function Step({ story, row, lanes, here, rails, failing, onPick }: StepProps): JSX.Element {
  const column = rails ? lanes + 2 : row.lane + 2;
  const inLoop = story.loopStart !== undefined && row.number > story.loopStart;
  return (
    <li class={`row step ${hue(row.lane)} ${here ? "is-here" : ""} ${failing ? "is-failing" : ""} ${inLoop ? "is-loop" : ""}`}>
      <button type="button" class="pick" aria-current={here ? "step" : undefined} aria-label={stepSentence(story, row.number)} tabIndex={here ? 0 : -1} onClick={onPick} />
      {Array.from({ length: lanes }, (_, lane) => (
        <i class={`rail ${hue(lane)}`} style={{ gridColumn: lane + 2 }} key={lane} />
      ))}
      {row.entered.length > 0 && (
        <span class="entered" style={{ gridColumn: column }}>
          {row.entered.map(({ procedure, depth }) => <span style={{ "--depth": depth }} key={depth}><Name text={procedure} />()</span>)}
        </span>
      )}
      <span class="number">{row.number}</span>
      <i class="dot" data-step={row.number} style={{ gridColumn: row.lane + 2 }} />
      <span class="label" style={{ gridColumn: column, "--depth": row.depth }}><Name text={row.label} /></span>
      <span class="changes" style={{ "--depth": row.depth }}>{row.changes.map((change) => <ChangeText change={change} key={change.leaf} />)}</span>
    </li>
  );
}

/** `page0._refcount 0 → 1` */
function ChangeText({ change: { name, from, to, matters } }: { readonly change: ChangeRow }): JSX.Element {
  return (
    <span class={matters ? "change" : "change is-aside"}>
      <span class="name">{name}</span>
      {from !== null && from !== "unset" && (
        <>
          <del>{from}</del>
          <span class="to" aria-hidden="true">→</span>
        </>
      )}
      <ins>{to ?? "ended"}</ins>
    </span>
  );
}

function End({ story, property, lanes }: { readonly story: Story; readonly property: PropertyData | undefined; readonly lanes: number }): JSX.Element | null {
  const loop = story.loopStart === undefined ? null : <p class="ending is-loop">{loopSentence(story.loopStart, story.steps.length)}</p>;
  if (property === undefined) return loop;
  const bad = property.verdict === "violated";
  return (
    <>
      {loop}
      <p class={`ending ${bad ? "is-bad" : "is-good"}`} style={{ "--lanes": lanes }}>
        <strong>{bad ? "✗" : "✓"} {property.id}</strong> {bad ? (story.loopStart === undefined ? "is violated here" : "is violated by this run") : "is reached here"}: {property.meaning}
      </p>
    </>
  );
}
