import type { StateQueue, StateSet } from "../language/types.ts";
import { emptyQueue, fullQueue, ordinalOf, outOfRange, readOnly, type Scalar } from "../language/value.ts";
import { clear, decode, encode } from "./codec.ts";
import type { QueueNode, SetNode } from "./layout.ts";
import { readSlot, writeSlot } from "./scalar-code.ts";

/** A set in place, for predicates. */
export class ReadOnlySetView implements StateSet<Scalar> {
  protected readonly words: Uint32Array;
  protected readonly node: SetNode;

  constructor(words: Uint32Array, node: SetNode) {
    this.words = words;
    this.node = node;
  }

  get size(): number {
    let bits = readSlot(this.words, this.node.slot);
    let size = 0;
    for (; bits !== 0; bits &= bits - 1) size++;
    return size;
  }

  has(value: Scalar): boolean {
    return ((readSlot(this.words, this.node.slot) >>> this.ordinal(value)) & 1) === 1;
  }

  [Symbol.iterator](): Iterator<Scalar> {
    return (decode(this.words, this.node) as readonly Scalar[])[Symbol.iterator]();
  }

  add(_: Scalar): void {
    throw readOnly(this.node.path);
  }

  delete(_: Scalar): void {
    throw readOnly(this.node.path);
  }

  clear(): void {
    throw readOnly(this.node.path);
  }

  protected ordinal(value: Scalar): number {
    const ordinal = ordinalOf(this.node.type.of, value);
    if (ordinal < 0) throw outOfRange(`an element of ${this.node.path}`, this.node.type.of, value);
    return ordinal;
  }
}

/** A set in place, for steps. */
export class SetView extends ReadOnlySetView {
  override add(value: Scalar): void {
    writeSlot(this.words, this.node.slot, readSlot(this.words, this.node.slot) | (1 << this.ordinal(value)));
  }

  override delete(value: Scalar): void {
    writeSlot(this.words, this.node.slot, readSlot(this.words, this.node.slot) & ~(1 << this.ordinal(value)));
  }

  override clear(): void {
    writeSlot(this.words, this.node.slot, 0);
  }
}

/** A queue in place, for predicates. */
export class ReadOnlyQueueView implements StateQueue<unknown> {
  protected readonly words: Uint32Array;
  protected readonly node: QueueNode;

  constructor(words: Uint32Array, node: QueueNode) {
    this.words = words;
    this.node = node;
  }

  get length(): number {
    return readSlot(this.words, this.node.length);
  }

  get isFull(): boolean {
    return this.length === this.node.elements.length;
  }

  get head(): unknown {
    if (this.length === 0) throw emptyQueue(this.node.path);
    return this.values()[0];
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.values()[Symbol.iterator]();
  }

  push(_: unknown): void {
    throw readOnly(this.node.path);
  }

  shift(): unknown {
    throw readOnly(this.node.path);
  }

  clear(): void {
    throw readOnly(this.node.path);
  }

  protected values(): readonly unknown[] {
    return decode(this.words, this.node) as readonly unknown[];
  }
}

/** A queue in place, for steps. */
export class QueueView extends ReadOnlyQueueView {
  override push(value: unknown): void {
    const length = this.length;
    const element = this.node.elements[length];
    if (element === undefined) throw fullQueue(this.node.path, this.node.type.capacity);
    encode(this.words, element, value);
    writeSlot(this.words, this.node.length, length + 1);
  }

  override shift(): unknown {
    if (this.length === 0) throw emptyQueue(this.node.path);
    const [head, ...rest] = this.values();
    encode(this.words, this.node, rest);
    return head;
  }

  override clear(): void {
    clear(this.words, this.node);
  }
}
