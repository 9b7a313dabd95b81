import { useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import type { Story } from "./data.ts";
import { arrowsOf, shortNames, type Arrow } from "./story-model.ts";

interface Props {
  readonly story: Story;
  readonly at: number;
  /** Those of all steps that cross lanes, not only those of the selected one. */
  readonly all: boolean;
  readonly area: RefObject<HTMLElement | null>;
  /** Changes with the layout, and then the arrows are drawn anew. */
  readonly layout: string;
  /** Say which values they carry. */
  readonly labelled: boolean;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Arrows from the step that wrote a value to the step that read it. */
export function Arrows({ story, at, all, area, layout, labelled }: Props): JSX.Element {
  const arrows = useMemo(() => arrowsOf(story), [story]);
  const names = useMemo(() => shortNames(story), [story]);
  const dots = useSignal<readonly Point[]>([]);
  useLayoutEffect(() => {
    const grid = area.current?.querySelector(".grid");
    if (grid === null || grid === undefined) return;
    const origin = grid.getBoundingClientRect();
    dots.value = [...grid.querySelectorAll(".dot")].map((dot) => {
      const { left, top, width, height } = dot.getBoundingClientRect();
      return { x: left - origin.left + width / 2, y: top - origin.top + height / 2 };
    });
  }, [story, layout]);
  const shown = arrows.filter(({ to, crossing }) => to === at - 1 || (all && crossing));
  return (
    <svg class="arrows" aria-hidden="true">
      <defs>
        <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
          <path d="M0 0.5L8 4L0 7.5z" />
        </marker>
      </defs>
      {shown.map((arrow) => {
        const [from, to] = [dots.value[arrow.from], dots.value[arrow.to]];
        if (from === undefined || to === undefined) return null;
        return <path class={`arrow ${arrow.to === at - 1 ? "is-here" : ""} ${arrow.crossing ? "is-crossing" : ""}`} d={route(from, to)} marker-end="url(#head)" key={`${arrow.from} ${arrow.to}`} />;
      })}
      {labelled && <Labels arrows={shown.filter(({ to, crossing }) => to === at - 1 && crossing)} dots={dots.value} names={names} />}
    </svg>
  );
}

/** The values that come over from other lanes, where a row is empty: left of the dot of the reader, or of a writer that stands right of it. */
function Labels({ arrows, dots, names }: { readonly arrows: readonly Arrow[]; readonly dots: readonly Point[]; readonly names: readonly string[] }): JSX.Element {
  const rightOf = (arrow: Arrow): boolean => (dots[arrow.from]?.x ?? 0) > (dots[arrow.to]?.x ?? 0);
  const places = new Map<number, { readonly leaves: readonly number[]; readonly room: number }>();
  for (const arrow of arrows) {
    const place = rightOf(arrow) ? arrow.from : arrow.to;
    const { leaves = [], room = Infinity } = places.get(place) ?? {};
    const between = Math.abs((dots[arrow.from]?.x ?? 0) - (dots[arrow.to]?.x ?? 0)) - aside - gutter - corner;
    places.set(place, { leaves: [...leaves, ...arrow.leaves], room: Math.min(room, between) });
  }
  return (
    <>
      {[...places].map(([place, { leaves, room }]) => {
        const { x, y } = dots[place] ?? { x: 0, y: 0 };
        return <text class="carried" x={x - aside} y={y + 15} text-anchor="end" key={place}>{fitting([...new Set(leaves)].map((leaf) => names[leaf] ?? ""), room)}</text>;
      })}
    </>
  );
}

const mostNames = 2;
/** How far left of a dot a label ends. */
const aside = 14;
/** A character of a label. */
const characterWidth = 7.3;

/** As many names as there is room for between two lanes. */
function fitting(names: readonly string[], room: number): string {
  const most = Math.floor(room / characterWidth);
  for (let shown = Math.min(mostNames, names.length); shown > 0; shown--) {
    const text = names.slice(0, shown).join(", ") + (shown < names.length ? ", ..." : "");
    if (text.length <= most) return text;
  }
  const [first = ""] = names;
  return first.length <= most ? first : `${first.slice(0, Math.max(0, most - 3))}...`;
}

/** The room that a dot takes. */
const radius = 7;
/** Right of a rail, before the texts begin. */
const gutter = 10;
const corner = 10;

/**
 * Along rails and rows, where no text stands: a row is empty but for its own step, and so is the gutter of a rail. To the right: down
 * beside the writer, then along the reader's row. To the left: along the writer's row, then down beside the reader.
 */
function route(from: Point, to: Point): string {
  if (Math.abs(from.x - to.x) < 1) {
    const bulge = radius + Math.min(13, 6 + (to.y - from.y) / 30);
    return `M${from.x - radius} ${from.y}C${from.x - bulge} ${from.y} ${to.x - bulge} ${to.y} ${to.x - radius} ${to.y}`;
  }
  if (from.x < to.x) {
    const x = from.x + gutter;
    return `M${from.x + 4} ${from.y + 5}Q${x} ${from.y + 8} ${x} ${from.y + 16}L${x} ${to.y - corner}Q${x} ${to.y} ${x + corner} ${to.y}L${to.x - radius} ${to.y}`;
  }
  const x = to.x + gutter;
  return `M${from.x - radius} ${from.y}L${x + corner} ${from.y}Q${x} ${from.y} ${x} ${from.y + corner}L${x} ${to.y - 16}Q${x} ${to.y - 9} ${to.x + 4} ${to.y - 6}`;
}
