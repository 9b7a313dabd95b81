import type { Bits } from "./bits.ts";
import type { Field, FoldedField } from "./decision-tree.ts";
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

  /** Written fields with the last code that was written. */
  get writes(): readonly { readonly field: SharedField; readonly code: number }[] {
    return [...this.#written].map((field) => ({ field, code: this.#current[field.ordinal] as number }));
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
  }

  read(slot: Slot): number {
    return slot.bits === 0 ? 0 : this.#ask(this.#bySlot.get(slot) as SharedField);
  }

  write(slot: Slot, code: number): void {
    if (slot.bits === 0) return;
    const field = this.#bySlot.get(slot) as SharedField;
    this.#written.add(field);
    this.#current[field.ordinal] = code;
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
    if (!this.#read.has(field) && !this.#known.has(field) && !(field.kind === "shared" && this.#written.has(field))) {
      this.#read.add(field);
      this.#current[field.ordinal] = this.#assumed[field.ordinal] as number;
    }
    return this.#current[field.ordinal] as number;
  }
}
