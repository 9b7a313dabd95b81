import type { Bits } from "./bits.ts";
import { TreeTable, type Field, type FoldedField, type ValueLeaf } from "./decision-tree.ts";
import { sharedFields, type LocalField, type SharedField } from "./field.ts";
import type { Layout, Slot } from "./layout.ts";

/**
 * A state that is not there: a read is noted and answered with an assumption, a write is noted and kept. What a function reads and
 * writes on it is one path of the function's decision tree.
 */
export class RecordingBits implements Bits {
  readonly words = undefined;
  readonly shared: readonly SharedField[];
  readonly #fields: Field[];
  readonly #bySlot = new Map<Slot, SharedField>();
  readonly #byName = new Map<string, LocalField>();
  /** By field: the code that a read is answered with. Zero where nothing is assumed. */
  readonly #assumed: number[];
  /** By field: the code that it was read with, once it was. */
  readonly #answered: number[];
  /** By field: its code in this run, once it was read or written. */
  readonly #current: number[];
  #read = new Set<Field>();
  /** Fields that whoever runs a part apart has read already. */
  #known: ReadonlySet<Field> = new Set<Field>();
  #written = new Set<SharedField>();
  /** Written fields that hold what another field held before, which nobody has asked for. */
  #copied = new Map<SharedField, SharedField>();
  /** What whoever runs a part apart has written and copied already. */
  #before: { readonly written: ReadonlySet<SharedField>; readonly copied: ReadonlyMap<SharedField, SharedField> } | undefined;
  #writings = 0;
  /** How many fields of several are 1, as a field by itself. */
  readonly #counts = new Map<string, FoldedField>();
  /** Terms of folded fields. */
  readonly values: TreeTable<ValueLeaf> = new TreeTable<ValueLeaf>();
  /** Whether the assumptions are a state that there is: then everything is read by itself. */
  #concrete = false;

  constructor(layout: Layout) {
    this.shared = sharedFields(layout);
    for (const field of this.shared) this.#bySlot.set(field.slot, field);
    this.#fields = [...this.shared];
    this.#assumed = this.#fields.map(() => 0);
    this.#answered = this.#fields.map(() => 0);
    this.#current = this.#fields.map(() => 0);
  }

  /** Fields that were read before they were written, in order. */
  get reads(): readonly Field[] {
    return [...this.#read];
  }

  /** What was written to fields last: a code, or what another field held before. */
  get writes(): readonly { readonly field: SharedField; readonly code: number; readonly from: SharedField | undefined }[] {
    return [...this.#written].map((field) => ({ field, code: this.#current[field.ordinal] as number, from: this.#copied.get(field) }));
  }

  /** How often anything was written since there is this recording. */
  get writings(): number {
    return this.#writings;
  }

  wasRead(field: Field): boolean {
    return this.#read.has(field);
  }

  assumed(field: Field): number {
    return this.#assumed[field.ordinal] as number;
  }

  assume(field: Field, code: number): void {
    this.#assumed[field.ordinal] = code;
  }

  /** A field that has the same code in every state: to read it tells nothing. */
  fix(field: SharedField, code: number): void {
    this.#known = new Set([...this.#known, field]);
    this.#answered[field.ordinal] = this.#current[field.ordinal] = code;
  }

  /** Forget what was noted; assumptions stay. */
  restart(): void {
    this.#read.clear();
    this.#written = new Set(this.#before?.written);
    this.#copied = new Map(this.#before?.copied);
  }

  read(slot: Slot): number {
    return slot.bits === 0 ? 0 : this.#ask(this.#bySlot.get(slot) as SharedField);
  }

  write(slot: Slot, code: number): void {
    if (slot.bits === 0) return;
    const field = this.#bySlot.get(slot) as SharedField;
    this.#writings++;
    this.#written.add(field);
    this.#copied.delete(field);
    this.#current[field.ordinal] = code;
  }

  copy(from: Slot, to: Slot): void {
    if (from.bits === 0) return;
    const [source, target] = [this.#bySlot.get(from) as SharedField, this.#bySlot.get(to) as SharedField];
    if (this.#isCertain(source)) this.write(to, this.#current[source.ordinal] as number);
    else {
      this.#writings++;
      this.#written.add(target);
      this.#copied.set(target, this.#copied.get(source) ?? source);
    }
  }

  count(slots: readonly Slot[]): number {
    // By field that nobody has asked for: what holds its code.
    const open = new Map<SharedField, SharedField>();
    let sum = 0;
    for (const slot of slots) {
      const field = this.#bySlot.get(slot) as SharedField;
      const origin = this.#copied.get(field) ?? field;
      if (this.#concrete || this.#isCertain(field) || this.#isAnswered(origin) || open.has(origin)) sum += this.#ask(field);
      else open.set(origin, field);
    }
    if (open.size > 1) return sum + this.#ask(this.#countOf([...open.keys()]));
    for (const field of open.values()) sum += this.#ask(field);
    return sum;
  }

  /** The number of fields that are 1. There is one such field for all who ask. */
  #countOf(fields: readonly SharedField[]): FoldedField {
    const key = fields.map(({ ordinal }) => ordinal).join(" ");
    let count = this.#counts.get(key);
    if (count === undefined) {
      const [no, yes] = [0, 1].map((value) => this.values.leaf(String(value), (id) => ({ kind: "value", id, value }))) as [ValueLeaf, ValueLeaf];
      count = this.add({ kind: "folded", ordinal: this.size, fold: "sum", terms: fields.map((field) => this.values.test(field, [no, yes])), least: 0, codes: fields.length + 1 });
      this.#counts.set(key, count);
    }
    return count;
  }

  /** Whether the code of a field does not have to be assumed. */
  #isCertain(field: Field): boolean {
    if (field.kind === "shared" && this.#written.has(field)) return !this.#copied.has(field);
    return this.#isAnswered(field);
  }

  /** Whether it is known what a field held before anything was written. */
  #isAnswered(field: Field): boolean {
    return this.#read.has(field) || this.#known.has(field);
  }

  /** Read something that a process's local state tells; `byLocal` is asked for once for each name. */
  readLocal(process: number, name: string, byLocal: () => readonly number[]): number {
    const key = `${process} ${name}`;
    const known = this.#byName.get(key);
    if (known !== undefined) return this.#ask(known);
    const field = this.add({ kind: "local", ordinal: this.#fields.length, process, codes: 2, byLocal: byLocal() });
    this.#byName.set(key, field);
    return this.#ask(field);
  }

  /** A field more, beside those of the shared state. Its ordinal is `size`. */
  add<Added extends Exclude<Field, SharedField>>(field: Added): Added {
    this.#fields.push(field);
    this.#assumed.push(0);
    this.#answered.push(0);
    this.#current.push(0);
    return field;
  }

  /** How many fields there are. */
  get size(): number {
    return this.#fields.length;
  }

  readFolded(field: FoldedField): number {
    return this.#ask(field);
  }

  /** Where this run has come: what it has read, and the answers. */
  get path(): string {
    return [...this.#known, ...this.#read].map(({ ordinal }) => `${ordinal}=${this.#answered[ordinal]}`).join(" ");
  }

  /** Run something in a state, given by the codes of its fields. */
  inState<T>(codeOf: (field: SharedField) => number, run: () => T): T {
    for (const field of this.shared) this.#assumed[field.ordinal] = codeOf(field);
    this.restart();
    this.#concrete = true;
    try {
      return run();
    } finally {
      this.#concrete = false;
      for (const { ordinal } of this.shared) this.#assumed[ordinal] = 0;
    }
  }

  /** Record a part of a run by itself: what was read and written before is known in it, and what it does is forgotten after it. */
  apart<T>(record: () => T): T {
    const [read, known, written, copied, before, assumed, current] = [this.#read, this.#known, this.#written, this.#copied, this.#before, this.#assumed.slice(), this.#current.slice()];
    this.#known = new Set([...known, ...read]);
    this.#read = new Set();
    this.#before = { written, copied };
    for (const { ordinal } of this.#fields) this.#assumed[ordinal] = 0;
    try {
      return record();
    } finally {
      [this.#read, this.#known, this.#written, this.#copied, this.#before] = [read, known, written, copied, before];
      for (const [ordinal, code] of assumed.entries()) this.#assumed[ordinal] = code;
      for (const [ordinal, code] of current.entries()) this.#current[ordinal] = code;
    }
  }

  #ask(field: Field): number {
    const origin = field.kind === "shared" ? this.#copied.get(field) : undefined;
    if (origin !== undefined) {
      const code = this.#answer(origin);
      if (!this.#written.has(origin)) this.#current[origin.ordinal] = code;
      this.#copied.delete(field as SharedField);
      this.#current[field.ordinal] = code;
    } else if (!this.#isCertain(field)) this.#current[field.ordinal] = this.#answer(field);
    return this.#current[field.ordinal] as number;
  }

  /** What a field held before anything was written. */
  #answer(field: Field): number {
    if (!this.#isAnswered(field)) {
      this.#read.add(field);
      this.#answered[field.ordinal] = this.#assumed[field.ordinal] as number;
    }
    return this.#answered[field.ordinal] as number;
  }
}
