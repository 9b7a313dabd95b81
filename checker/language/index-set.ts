import { AllwaysError } from "./error.ts";
import { currentFolder } from "./fold.ts";
import type { Typed } from "./typed.ts";

type Ordinal =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15
  | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24 | 25 | 26 | 27 | 28 | 29 | 30 | 31;

/** The largest number of things in one index set. */
export const maximumIndexSetSize = 32;

/**
 * One of a set of like things, by its name: `Index<"page">` is `"page0"`, `"page1"`, ...
 * A name says what it names, so a page cannot index mms, arithmetic on it makes no sense, and a trace needs no legend.
 */
export type Index<Name extends string> = `${Name}${Ordinal}`;

/**
 * A set of like things (pages, threads, processes) and the type of a variable that names one of them.
 * The members are interchangeable unless a spec orders them with {@link first}, {@link next}, {@link previous}, {@link at} or {@link ordinal}.
 *
 * @example
 * const Seat = indexSet("seat", 3);
 * Seat.others("seat1"); // ["seat0", "seat2"]
 * Seat.next("seat2"); // "seat0"
 * Seat.every((seat) => Seat.ordinal(seat) < 3); // true
 */
export class IndexSet<Name extends string> implements Typed<Index<Name>>, Iterable<Index<Name>> {
  declare readonly "~value": Index<Name>;
  readonly kind = "index";
  readonly name: Name;
  /** The names in declaration order. */
  readonly members: readonly Index<Name>[];
  readonly #ordinals: ReadonlyMap<string, number>;

  constructor(name: Name, size: number) {
    if (!/^[a-z][a-z_]*$/iu.test(name)) {
      throw new AllwaysError("AW106", `an index set cannot be called "${name}"`, { hint: "use letters and underscores only: members get a number appended" });
    }
    if (!Number.isInteger(size) || size < 1 || size > maximumIndexSetSize) {
      throw new AllwaysError("AW106", `index set "${name}" cannot have ${size} members`, { hint: `choose 1 to ${maximumIndexSetSize}` });
    }
    this.name = name;
    this.members = Array.from({ length: size }, (_, ordinal) => `${name}${ordinal as Ordinal}` as Index<Name>);
    this.#ordinals = new Map(this.members.map((member, ordinal) => [member, ordinal]));
  }

  get size(): number {
    return this.members.length;
  }

  [Symbol.iterator](): Iterator<Index<Name>> {
    return this.members[Symbol.iterator]();
  }

  /** True if `holds` is true of every member. It must only look: it may be asked of fewer members or more, in another order. So it is with `some`, `count` and `sum`. */
  every(holds: (member: Index<Name>) => boolean): boolean {
    const folder = currentFolder();
    return folder === undefined ? this.members.every(holds) : folder.every(this.members.map((member) => () => holds(member)));
  }

  /** True if `holds` is true of at least one member. */
  some(holds: (member: Index<Name>) => boolean): boolean {
    const folder = currentFolder();
    return folder === undefined ? this.members.some(holds) : !folder.every(this.members.map((member) => () => !holds(member)));
  }

  /** How many members `holds` is true of. */
  count(holds: (member: Index<Name>) => boolean): number {
    return this.sum((member) => (holds(member) ? 1 : 0));
  }

  /** The sum of `amount` over all members. */
  sum(amount: (member: Index<Name>) => number): number {
    const folder = currentFolder();
    if (folder !== undefined) return folder.sum(this.members.map((member) => () => amount(member)));
    let sum = 0;
    for (const member of this.members) sum += amount(member);
    return sum;
  }

  /** The members that `holds` is true of. */
  filter(holds: (member: Index<Name>) => boolean): readonly Index<Name>[] {
    return this.members.filter(holds);
  }

  /** The first member that `holds` is true of, or null. Treats the members as ordered. */
  find(holds: (member: Index<Name>) => boolean): Index<Name> | null {
    return this.members.find(holds) ?? null;
  }

  /** Every member but this one. */
  others(member: Index<Name>): readonly Index<Name>[] {
    return this.members.filter((other) => other !== member);
  }

  /** The member with ordinal 0. Treats the members as ordered. */
  get first(): Index<Name> {
    return this.at(0);
  }

  /** The member after this one, cyclically. Treats the members as ordered. */
  next(member: Index<Name>): Index<Name> {
    return this.at((this.ordinal(member) + 1) % this.size);
  }

  /** The member before this one, cyclically. Treats the members as ordered. */
  previous(member: Index<Name>): Index<Name> {
    return this.at((this.ordinal(member) + this.size - 1) % this.size);
  }

  /** The member with this ordinal, 0 to size - 1. Treats the members as ordered. */
  at(ordinal: number): Index<Name> {
    const member = this.members[ordinal];
    if (member === undefined) throw new AllwaysError("AW206", `there is no ${this.name}${ordinal}`, { hint: `${this.name} has ${this.size} members, counted from 0` });
    return member;
  }

  /** 0 to size - 1. Treats the members as ordered. */
  ordinal(member: Index<Name>): number {
    const ordinal = this.#ordinals.get(member);
    if (ordinal === undefined) throw new AllwaysError("AW206", `${String(member)} is not a ${this.name}`, { hint: `${this.name} has ${this.size} members, counted from 0` });
    return ordinal;
  }
}

/**
 * Declare a set of like things.
 *
 * @example
 * const Page = indexSet("page", 2);
 * [...Page]; // ["page0", "page1"]
 * Page.count((page) => page !== "page0"); // 1
 *
 * const world = state({ head: Page, free: table(Page, bool) });
 */
export function indexSet<const Name extends string>(name: Name, size: number): IndexSet<Name> {
  return new IndexSet(name, size);
}
