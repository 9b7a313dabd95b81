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
  /** By field: its code in this run, once it was read or written. */
  readonly #current: number[];
  #read = new Set<Field>();
  /** Fields that whoever runs a part apart has read already. */
  #known: ReadonlySet<Field> = new Set<Field>();
  readonly #written = new Set<SharedField>();
  /** Written fields that hold what another field held before, which nobody has asked for. */
  readonly #copied = new Map<SharedField, SharedField>();
  /** How many fields of several are 1, as a field by itself. */
  readonly #counts = new Map<string, FoldedField>();
  /** Terms of folded fields. */
  readonly values: TreeTable<ValueLeaf> = new TreeTable<ValueLeaf>();
  /** Whether the assumptions are a state that there is: then everything is read by itself. */
  concrete = false;

  constructor(layout: Layout) {
    this.shared = sharedFields(layout);
    for (const field of this.shared) this.#bySlot.set(field.slot, field);
    this.#fields = [...this.shared];
    this.#assumed = this.#fields.map(() => 0);
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
    this.#current[field.ordinal] = code;
  }

  /** Forget what was noted; assumptions stay. */
  restart(): void {
    this.#read.clear();
    this.#written.clear();
    this.#copied.clear();
  }

  read(slot: Slot): number {
    return slot.bits === 0 ? 0 : this.#ask(this.#bySlot.get(slot) as SharedField);
  }

  write(slot: Slot, code: number): void {
    if (slot.bits === 0) return;
    const field = this.#bySlot.get(slot) as SharedField;
    this.#written.add(field);
    this.#copied.delete(field);
    this.#current[field.ordinal] = code;
  }

  copy(from: Slot, to: Slot): void {
    if (from.bits === 0) return;
    const [source, target] = [this.#bySlot.get(from) as SharedField, this.#bySlot.get(to) as SharedField];
    if (this.#isCertain(source)) this.write(to, this.#current[source.ordinal] as number);
    else {
      this.#written.add(target);
      this.#copied.set(target, this.#copied.get(source) ?? source);
    }
  }

  count(slots: readonly Slot[]): number {
    const fields = slots.flatMap((slot) => this.#bySlot.get(slot) ?? []);
    const open = this.concrete ? [] : fields.filter((field) => !this.#isCertain(field) && !this.#copied.has(field));
    const rest = fields.reduce((sum, field) => (open.includes(field) ? sum : sum + this.#ask(field)), 0);
    return open.length < 2 ? open.reduce((sum, field) => sum + this.#ask(field), rest) : rest + this.#ask(this.#countOf(open));
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
    return [...this.#known, ...this.#read].map(({ ordinal }) => `${ordinal}=${this.#current[ordinal]}`).join(" ");
  }

  /** Record a part of a run by itself: what was read before is known in it, and what it reads is forgotten after it. */
  apart<T>(record: () => T): T {
    const [read, known, assumed, current] = [this.#read, this.#known, this.#assumed.slice(), this.#current.slice()];
    this.#known = new Set([...known, ...read]);
    this.#read = new Set();
    for (const { ordinal } of this.#fields) this.#assumed[ordinal] = 0;
    try {
      return record();
    } finally {
      [this.#read, this.#known] = [read, known];
      for (const [ordinal, code] of assumed.entries()) this.#assumed[ordinal] = code;
      for (const [ordinal, code] of current.entries()) this.#current[ordinal] = code;
    }
  }

  #ask(field: Field): number {
    const origin = field.kind === "shared" ? this.#copied.get(field) : undefined;
    if (origin !== undefined) {
      this.#read.add(origin);
      const code = this.#assumed[origin.ordinal] as number;
      if (!this.#written.has(origin)) this.#current[origin.ordinal] = code;
      this.#copied.delete(field as SharedField);
      this.#current[field.ordinal] = code;
    } else if (!this.#isCertain(field)) {
      this.#read.add(field);
      this.#current[field.ordinal] = this.#assumed[field.ordinal] as number;
    }
    return this.#current[field.ordinal] as number;
  }
}
