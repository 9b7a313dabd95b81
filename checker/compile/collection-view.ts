import type { StateQueue, StateSet } from "../language/types.ts";
import { emptyQueue, fullQueue, ordinalOf, outOfRange, readOnly, type Scalar } from "../language/value.ts";
import type { Bits } from "./bits.ts";
import { clear, copy, decode, encode } from "./codec.ts";
import type { Node, QueueNode, SetNode, Slot } from "./layout.ts";

/** A set in place, for predicates. */
export class ReadOnlySetView implements StateSet<Scalar> {
  protected readonly bits: Bits;
  protected readonly node: SetNode;

  constructor(bits: Bits, node: SetNode) {
    this.bits = bits;
    this.node = node;
  }

  get size(): number {
    return this.bits.count(this.node.elements);
  }

  has(value: Scalar): boolean {
    return this.bits.read(this.element(value)) === 1;
  }

  [Symbol.iterator](): Iterator<Scalar> {
    return (decode(this.bits, this.node) as readonly Scalar[])[Symbol.iterator]();
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

  protected element(value: Scalar): Slot {
    const ordinal = ordinalOf(this.node.type.of, value);
    if (ordinal < 0) throw outOfRange(`an element of ${this.node.path}`, this.node.type.of, value);
    return this.node.elements[ordinal] as Slot;
  }
}

/** A set in place, for steps. */
export class SetView extends ReadOnlySetView {
  override add(value: Scalar): void {
    this.bits.write(this.element(value), 1);
  }

  override delete(value: Scalar): void {
    this.bits.write(this.element(value), 0);
  }

  override clear(): void {
    clear(this.bits, this.node);
  }
}

/** A queue in place, for predicates. */
export class ReadOnlyQueueView implements StateQueue<unknown> {
  protected readonly bits: Bits;
  protected readonly node: QueueNode;

  constructor(bits: Bits, node: QueueNode) {
    this.bits = bits;
    this.node = node;
  }

  get length(): number {
    return this.bits.read(this.node.length);
  }

  get isFull(): boolean {
    return this.length === this.node.elements.length;
  }

  get head(): unknown {
    if (this.length === 0) throw emptyQueue(this.node.path);
    return decode(this.bits, this.node.elements[0] as Node);
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
    return decode(this.bits, this.node) as readonly unknown[];
  }
}

/** A queue in place, for steps. */
export class QueueView extends ReadOnlyQueueView {
  override push(value: unknown): void {
    const length = this.length;
    const element = this.node.elements[length];
    if (element === undefined) throw fullQueue(this.node.path, this.node.type.capacity);
    encode(this.bits, element, value);
    this.bits.write(this.node.length, length + 1);
  }

  override shift(): unknown {
    const { head, length } = this;
    const { elements } = this.node;
    for (let position = 1; position < length; position++) copy(this.bits, elements[position] as Node, elements[position - 1] as Node);
    clear(this.bits, elements[length - 1] as Node);
    this.bits.write(this.node.length, length - 1);
    return head;
  }

  override clear(): void {
    clear(this.bits, this.node);
  }
}
