import { useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import type { Story } from "./data.ts";
import { lanesOf, treeOf, valuesAt, type TreeNode, type Value } from "./story-model.ts";

interface Props {
  readonly story: Story;
  readonly at: number;
  readonly filterInput: RefObject<HTMLInputElement | null>;
}

/** The whole state as a tree, with the old value beside every new one. */
export function StatePanel({ story, at, filterInput }: Props): JSX.Element {
  const filter = useSignal("");
  const onlyChanged = useSignal(false);
  const [before, values] = [valuesAt(story, Math.max(0, at - 1)), valuesAt(story, at)];
  const words = filter.value.toLowerCase().split(/\s+/u).filter(Boolean);
  const wanted = (leaf: number): boolean => {
    const { path = "", process } = story.leaves[leaf] ?? {};
    const text = `${process === undefined ? "" : `${story.processes[process] ?? ""} `}${path} ${values[leaf] ?? ""}`.toLowerCase();
    const alive = values[leaf] !== null || before[leaf] !== null;
    return alive && (!onlyChanged.value || before[leaf] !== values[leaf]) && words.every((word) => text.includes(word));
  };
  const tree = treeOf(story, wanted);
  return (
    <section class="panel">
      <h2>State {at === 0 ? "at the start" : `after step ${at}`}</h2>
      <div class="tree-tools">
        <input ref={filterInput} type="search" placeholder="filter by name or value  ( / )" aria-label="Filter the state" value={filter.value} onInput={({ currentTarget }) => (filter.value = currentTarget.value)} />
        <label>
          <input type="checkbox" checked={onlyChanged.value} onChange={({ currentTarget }) => (onlyChanged.value = currentTarget.checked)} /> changed only
        </label>
      </div>
      {tree.length === 0 ? <p class="soft">{onlyChanged.value && words.length === 0 ? "This step changes nothing." : "Nothing fits."}</p> : <Members story={story} nodes={tree} before={before} values={values} filtered={words.length > 0} acting={lanesOf(story)} />}
    </section>
  );
}

interface MembersProps {
  readonly story: Story;
  readonly nodes: readonly TreeNode[];
  readonly before: readonly Value[];
  readonly values: readonly Value[];
  /** Then all that is left is shown. */
  readonly filtered: boolean;
  /** Processes that take a step; the locals of the others are folded. */
  readonly acting: readonly number[];
}

function Members({ story, nodes, before, values, filtered, acting }: MembersProps): JSX.Element {
  return (
    <ul class="tree">
      {nodes.map((node) =>
        node.leaf === undefined ? (
          <li key={node.path}>
            <details open={filtered || node.process === undefined || acting.includes(node.process)}>
              <summary>{node.name}</summary>
              <Members story={story} nodes={node.members} before={before} values={values} filtered={filtered} acting={acting} />
            </details>
          </li>
        ) : (
          <Leaf key={node.path} node={node} ghost={story.leaves[node.leaf]?.ghost === true} from={before[node.leaf] ?? null} to={values[node.leaf] ?? null} />
        ),
      )}
    </ul>
  );
}

function Leaf({ node, ghost, from, to }: { readonly node: TreeNode; readonly ghost: boolean; readonly from: Value; readonly to: Value }): JSX.Element {
  const changed = from !== to;
  return (
    <li class={`leaf ${changed ? "is-changed" : ""} ${ghost ? "is-ghost" : ""}`}>
      <span class="name">{node.name}</span>
      <span class="value">
        {changed && from !== null && (
          <>
            <del>{from}</del>
            <span class="to" aria-hidden="true">→</span>
          </>
        )}
        {to === null ? <span class="soft">ended</span> : changed ? <ins>{to}</ins> : to}
      </span>
    </li>
  );
}
