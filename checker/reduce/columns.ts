import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { WideSlot } from "../compile/compiled-layout.ts";
import type { Alike } from "./alike.ts";
import type { Exchange, FieldImage } from "./exchange.ts";
import { partition } from "./partition.ts";

/** One thing that each of the members has, and where. Codes may have to be translated, so that equal things have equal codes. */
export interface Piece {
  readonly bits: number;
  /** By member. */
  readonly slots: readonly WideSlot[];
  /** By member, from the code in its slot to the code that it is compared by; undefined if that is the same. */
  readonly compared?: readonly (readonly number[] | undefined)[];
  /** By member, the other way round. Undefined if what is compared does not tell everything. */
  readonly stored?: readonly (readonly number[] | undefined)[];
}

/** A variable that names one of the members, or none. */
export interface Pointer {
  readonly slot: WideSlot;
  /** By member, the code that names it. */
  readonly codes: readonly number[];
}

/** What is written under each of the members: to exchange them is to exchange columns. */
export interface Columns {
  readonly members: number;
  readonly pieces: readonly Piece[];
  readonly pointers: readonly Pointer[];
}

/** A column is compared as one number, in which the highest bit stays clear. */
const mostBits = 63;

/**
 * The members as columns of a table that has nothing else in it that their exchange changes: then to sort the columns is to find the canonical form.
 * Undefined if there is more: a variable of one member that names another.
 */
export function wholeColumns(system: CompiledSystem, alike: Alike): Columns | undefined {
  const pieces: Piece[] = [];
  const pointers: Pointer[] = [];
  const covered = new Set<string>();
  for (const [field, chain] of fieldChains(alike)) {
    if (chain === undefined || !chain.every((each) => isCarried(alike, each))) continue;
    for (const each of chain) covered.add(`field ${each}`);
    const slots = chain.map((each) => system.layout.fields[each] as WideSlot);
    if ((system.layout.fields[field] as WideSlot).bits > 0) pieces.push({ bits: slots[0]?.bits ?? 0, slots, compared: [], stored: [] });
  }
  for (const field of system.fields.keys()) {
    const codes = pointedAt(alike, field);
    if (codes === undefined) continue;
    covered.add(`field ${field}`);
    const slot = system.layout.fields[field] as WideSlot;
    if (slot.bits > 0) pointers.push({ slot, codes });
  }
  for (const chain of processChains(system, alike)) {
    if (chain.some((process, member) => !staysAsItIs(alike, process, member))) continue;
    for (const process of chain) covered.add(`process ${process}`);
    pieces.push(localPiece(system, alike, chain));
  }
  for (const what of touched(alike)) if (!covered.has(what)) return undefined;
  const bits = pieces.reduce((sum, piece) => sum + piece.bits, 0) + pointers.length;
  return bits > mostBits ? undefined : { members: alike.members.length, pieces, pointers };
}

/**
 * What can be said of each member without naming another, of this set or of one in `all`: the same for a state and for what it becomes when others
 * change places. It sorts members beforehand; only those of which the same is said must be tried in every order.
 */
export function invariantColumns(system: CompiledSystem, alike: Alike, all: readonly Alike[]): Columns {
  const pieces: Piece[] = [];
  let room = mostBits;
  const exchanges = all.flatMap((each) => each.exchanges);
  const others = all.filter((each) => each !== alike).flatMap((each) => each.exchanges);
  const add = (piece: Piece): void => {
    if (piece.bits === 0 || piece.bits > room) return;
    room -= piece.bits;
    pieces.push(piece);
  };
  for (const chain of processChains(system, alike)) {
    if (chain.some((process) => others.some((exchange) => exchange.processes[process] !== process))) continue;
    const classes = classesOfLocalStates(exchanges, chain[0] as number, system.processes[chain[0] as number]?.actions.length ?? 0);
    const { bits, slots, compared = [] } = localPiece(system, alike, chain);
    add({ bits, slots, compared: chain.map((_, member) => classes.map((_, local) => classes[compared[member]?.[local] ?? local] as number)) });
  }
  for (const [, chain] of fieldChains(alike)) {
    if (chain === undefined || chain.some((field) => others.some((exchange) => exchange.fields[field]?.to !== field))) continue;
    const slots = chain.map((field) => system.layout.fields[field] as WideSlot);
    const renamed = chain.some((field) => exchanges.some((exchange) => exchange.fields[field]?.codes !== undefined));
    if (!renamed) add({ bits: slots[0]?.bits ?? 0, slots });
    // Whether it names anything at all.
    else if (chain.every((field) => exchanges.every((exchange) => (exchange.fields[field]?.codes?.[0] ?? 0) === 0))) {
      const anything = Array.from({ length: 2 ** (slots[0]?.bits ?? 0) }, (_, code) => (code === 0 ? 0 : 1));
      add({ bits: 1, slots, compared: slots.map(() => anything) });
    }
  }
  return { members: alike.members.length, pieces, pointers: [] };
}

/** Fields and processes that some exchange moves or changes. */
export function touched({ exchanges }: Alike): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { fields, processes, locals } of exchanges) {
    for (const [field, { to, codes }] of fields.entries()) if (to !== field || codes !== undefined) found.add(`field ${field}`);
    for (const [process, to] of processes.entries()) if (to !== process || !isIdentity(locals[process] ?? [])) found.add(`process ${process}`);
  }
  return found;
}

export function isIdentity(codes: readonly number[]): boolean {
  return codes.every((code, position) => code === position);
}

/** For each field of the first member, the same field of every member; undefined if there is none such. */
function* fieldChains({ exchanges }: Alike): Generator<readonly [field: number, chain: readonly number[] | undefined]> {
  const [first] = exchanges as readonly [Exchange, ...Exchange[]];
  for (const [field, { to, homes }] of first.fields.entries()) {
    if (to === field || homes.length === 0 || !first.first.has(homes[0] as string)) continue;
    yield [field, homes.length === 1 ? chainFrom(field, exchanges, (exchange, at) => (exchange.fields[at] as FieldImage).to) : undefined];
  }
}

/** For each process of the first member, the same process of every member. */
function* processChains({ packed: { system } }: CompiledSystem, { exchanges }: Alike): Generator<readonly number[]> {
  const [first] = exchanges as readonly [Exchange, ...Exchange[]];
  for (const [process, to] of first.processes.entries()) {
    if (to === process || !first.first.has(system.processes[process]?.member ?? "")) continue;
    const chain = chainFrom(process, exchanges, (exchange, at) => exchange.processes[at] as number);
    if (chain !== undefined) yield chain;
  }
}

function chainFrom(start: number, exchanges: readonly Exchange[], image: (exchange: Exchange, at: number) => number): readonly number[] | undefined {
  const chain = [start];
  for (const exchange of exchanges) chain.push(image(exchange, chain.at(-1) as number));
  const distinct = new Set(chain).size === chain.length;
  // An exchange of two neighbours leaves what the others have where it is.
  const still = chain.every((each, member) => exchanges.every((exchange, at) => at === member || at === member - 1 || image(exchange, each) === each));
  return distinct && still ? chain : undefined;
}

/** The field goes from member to member as it is. */
function isCarried({ exchanges }: Alike, field: number): boolean {
  return exchanges.every(({ fields }) => fields[field]?.codes === undefined);
}

/** The local states of the process name no other member: exchanges that do not move it do not change it. */
function staysAsItIs({ exchanges }: Alike, process: number, member: number): boolean {
  return exchanges.every(({ locals }, at) => at === member || at === member - 1 || isIdentity(locals[process] ?? []));
}

/** If the field stays where it is and its codes are exchanged as the members are: by member, the code that names it. */
function pointedAt({ exchanges }: Alike, field: number): readonly number[] | undefined {
  const pairs = exchanges.map(({ fields }) => {
    const { to, codes = [] } = fields[field] as FieldImage;
    return to === field ? codes.flatMap((code, position) => (code === position ? [] : [position])) : [];
  });
  if (pairs.some(({ length }) => length !== 2)) return undefined;
  const [first, second] = [pairs[0] as readonly number[], pairs[1]];
  let last = second === undefined ? first[1] : first.find((code) => second.includes(code));
  const names = [first.find((code) => code !== last) as number, last as number];
  for (const pair of pairs.slice(1)) {
    if (last === undefined || !pair.includes(last)) return undefined;
    last = pair.find((code) => code !== last);
    names.push(last as number);
  }
  return new Set(names).size === names.length ? names : undefined;
}

/** The local states of the processes of the members, compared by those of the first. */
function localPiece(system: CompiledSystem, { exchanges }: Alike, chain: readonly number[]): Piece {
  const compared: (readonly number[] | undefined)[] = [];
  const stored: (readonly number[] | undefined)[] = [];
  for (const [member, process] of chain.entries()) {
    // From a member to the one before it, down to the first.
    const images = Array.from({ length: system.processes[process]?.actions.length ?? 0 }, (_, local) => {
      let image = local;
      for (let at = member - 1; at >= 0; at--) image = exchanges[at]?.locals[chain[at + 1] as number]?.[image] as number;
      return image;
    });
    const back: number[] = [];
    for (const [local, image] of images.entries()) back[image] = local;
    compared.push(isIdentity(images) ? undefined : images);
    stored.push(isIdentity(images) ? undefined : back);
  }
  return { bits: system.layout.locals[chain[0] as number]?.bits ?? 0, slots: chain.map((process) => system.layout.locals[process] as WideSlot), compared, stored };
}

/** Local states of a process that exchanges turn into one another have the same number. */
function classesOfLocalStates(exchanges: readonly Exchange[], process: number, count: number): readonly number[] {
  return partition(count, exchanges.flatMap(({ processes, locals }) => (processes[process] === process ? [...(locals[process] as readonly number[]).entries()] : [])));
}
