import type { CompiledProcess } from "./compiled-process.ts";
import type { StepTree } from "./decision-tree.ts";
import { Footprints, independent, type Footprint } from "./footprint.ts";

/**
 * Successors that need not be looked up, because the search has found them already ("sleep sets", Godefroid, "Using Partial Orders to Improve Automatic Verification
 * Methods", 1990). No state, transition or path is lost: a process that sleeps takes its steps, and they are counted; only where they lead is known.
 *
 * Let `v` be the state that step `b` of process `j` leads to from `p`, and was found there first. Let `a` be a step that process `i` can take in `p`, before `j` in the order of
 * processes, and which `b` neither enables, disables nor changes, nor is changed by it. Then `p` has led to a state `w` by `a`, before it led to `v` by `b`; so the search expands `w` before `v`, and there `b`
 * leads to where `a` leads from `v`. So process `i` may sleep in `v`. By the same argument the step by which a state is found first is never one of a process that sleeps: the order of
 * discovery stays as it is. (Where several threads share a level, `w` may be expanded after `v`; but then `b` may sleep in `w` only for a process behind `j`, and so on: somebody is awake.)
 *
 * All this needs that every state is expanded with all that it leads to, and stored as it is: where a search leaves states out, or takes one for another, nobody may sleep.
 *
 * What a state needs to know is the step that has found it. It is kept as a *note*, a number in bits that the state leaves free. A note stands for a row of bits: which
 * processes sleep, in which of their local states.
 */
export class SleepSets {
  /** By note, a row of bits after the other; the row of note 0 is zero. */
  readonly rows: Uint8Array;
  readonly rowBytes: number;
  readonly #processes: readonly CompiledProcess[];
  readonly #footprints = new Footprints();
  readonly #columns = new Map<string, number>();
  readonly #notes = new Map<string, number>();

  /** @param mostNotes numbers that a state has room for. Steps beyond find states in which nobody sleeps. */
  constructor(processes: readonly CompiledProcess[], mostNotes: number) {
    this.#processes = processes;
    const columns: (readonly [process: number, does: Footprint])[] = [];
    const add = (process: number, does: Footprint): void => {
      const key = keyOf(process, does);
      if (this.#columns.has(key)) return;
      this.#columns.set(key, columns.length);
      columns.push([process, does]);
    };
    for (const [process, { actions }] of processes.entries()) for (const [local, { length }] of actions.entries()) if (length > 0) add(process, this.#ofLocal(process, local));
    this.rowBytes = Math.ceil(columns.length / 8);
    const rows = new Map<string, { readonly row: Uint8Array; readonly asleep: number; readonly steps: string[] }>();
    for (const [process, { actions }] of processes.entries()) {
      for (const does of new Map(actions.flat().map(({ tree }) => [keyOf(process, this.#ofTree(tree)), this.#ofTree(tree)])).values()) {
        const row = new Uint8Array(this.rowBytes);
        let asleep = 0;
        for (const [column, [other, its]] of columns.entries()) {
          if (other >= process || !independent(does, its)) continue;
          row[column >> 3] = (row[column >> 3] as number) | (1 << (column & 7));
          asleep++;
        }
        const same = rows.get(row.join());
        if (same === undefined) rows.set(row.join(), { row, asleep, steps: [keyOf(process, does)] });
        else same.steps.push(keyOf(process, does));
      }
    }
    const useful = [...rows.values()].filter(({ asleep }) => asleep > 0).sort((one, other) => other.asleep - one.asleep).slice(0, mostNotes);
    for (const [position, { steps }] of useful.entries()) for (const step of steps) this.#notes.set(step, position + 1);
    this.rows = new Uint8Array((useful.length + 1) * this.rowBytes);
    for (const [position, { row }] of useful.entries()) this.rows.set(row, (position + 1) * this.rowBytes);
  }

  /** How many notes there are, besides 0. */
  get size(): number {
    return new Set(this.#notes.values()).size;
  }

  /** The note of states that a step is the first to find. */
  noteOf(process: number, tree: StepTree): number {
    return this.#notes.get(keyOf(process, this.#ofTree(tree))) ?? 0;
  }

  /** The bit of a row that says whether a process sleeps in a local state; undefined if it never does. */
  bitOf(process: number, local: number): number | undefined {
    const bit = this.#columns.get(keyOf(process, this.#ofLocal(process, local)));
    if (bit === undefined) return undefined;
    for (let at = bit >> 3; at < this.rows.length; at += this.rowBytes) if (((this.rows[at] as number) >> (bit & 7)) & 1) return bit;
    return undefined;
  }

  /** All that a process may do in a local state. A step that fails makes no successor that could be left out, and none that has a note: it is an event. */
  #ofLocal(process: number, local: number): Footprint {
    return this.#footprints.ofAll((this.#processes[process]?.actions[local] ?? []).map(({ tree }) => tree));
  }

  #ofTree(tree: StepTree): Footprint {
    return this.#footprints.of(tree);
  }
}

function keyOf(process: number, { reads, writes }: Footprint): string {
  return `${process} ${reads} ${writes}`;
}
