import type { DisabledLeaf, Field, OpenLeaf, PredicateTree, StepLeaf, StepTree, Test, Tree, TruthLeaf, ValueLeaf } from "../compile/decision-tree.ts";
import type { Exchange, FieldImage } from "./exchange.ts";
import type { NormalForm } from "./normal-form.ts";

/** Codes that the tests above have found, of fields that name members. */
type Found = ReadonlyMap<number, number>;

/** Decision trees as they are after members have changed places, in normal form. With the exchange that changes nothing: the trees themselves. */
export class TreeImage {
  readonly #forms: NormalForm;
  readonly #exchange: Exchange;
  /** By field, whether changes of it are to be known as codes, not as differences: what a code becomes is not a matter of differences. */
  readonly #naming: readonly boolean[];
  /** The process whose trees these are. */
  #process = 0;
  readonly #steps: Map<string, number>[];
  readonly #predicates = new Map<Tree<TruthLeaf> | Tree<ValueLeaf>, number>();

  readonly #routes: readonly string[];

  /** @param naming by field, whether it names members. @param routes by route, the counters that it passes. */
  constructor(forms: NormalForm, exchange: Exchange, naming: readonly boolean[], routes: readonly (readonly number[])[]) {
    this.#forms = forms;
    this.#exchange = exchange;
    this.#naming = naming;
    this.#routes = routes.map((counters) => counters.map((counter) => exchange.counters[counter]).join(" "));
    this.#steps = exchange.processes.map(() => new Map<string, number>());
  }

  /** A step of a process. */
  ofStep(process: number, tree: StepTree): number {
    this.#process = process;
    return this.#step(tree, new Map());
  }

  ofPredicate(tree: PredicateTree): number {
    return this.#predicate<TruthLeaf>(tree, (leaf) => String(leaf.holds));
  }

  #step(tree: StepTree, found: Found): number {
    if (tree.kind !== "test") return this.#forms.leaf(this.#effect(tree, found));
    const known = this.#steps[this.#process] as Map<string, number>;
    const key = `${tree.id} ${[...found].join()}`;
    let form = known.get(key);
    if (form === undefined) {
      const { field } = tree;
      const naming = this.#naming[field.ordinal] === true;
      form = this.#test(tree, (below, code) => this.#step(below, naming ? new Map([...found, [field.ordinal, code]]) : found));
      known.set(key, form);
    }
    return form;
  }

  #predicate<L extends TruthLeaf | ValueLeaf>(tree: Tree<L>, result: (leaf: L) => string): number {
    if (tree.kind === "open") return this.#forms.leaf("open");
    if (tree.kind !== "test") return this.#forms.leaf(result(tree as L));
    const key = tree as Tree<TruthLeaf> | Tree<ValueLeaf>;
    let form = this.#predicates.get(key);
    if (form === undefined) {
      form = this.#test(tree as Test<L>, (below) => this.#predicate(below, result));
      this.#predicates.set(key, form);
    }
    return form;
  }

  #test<L>({ field, cases }: Test<L>, below: (tree: Tree<L>, code: number) => number): number {
    const forms = cases.map(below);
    const codes = field.kind === "shared" ? this.#fieldImage(field.ordinal).codes : undefined;
    const images: number[] = [];
    for (const [code, form] of forms.entries()) images[codes?.[code] ?? code] = form;
    return this.#forms.switchOn(this.#forms.variable(this.#nameOf(field)), images);
  }

  #nameOf(field: Field): string {
    switch (field.kind) {
      case "shared":
        return `field ${this.#fieldImage(field.ordinal).to}`;
      case "local": {
        const image: number[] = [];
        for (const [local, to] of (this.#exchange.locals[field.process] as readonly number[]).entries()) image[to] = field.byLocal[local] as number;
        return `process ${this.#exchange.processes[field.process]} in ${image.join("")}`;
      }
      case "folded": {
        // The order of the terms is nobody's business.
        const terms = field.terms.map((term) => this.#predicate<ValueLeaf>(term, ({ value }) => `value ${value}`)).sort((one, other) => one - other);
        return `${field.fold} from ${field.least} of ${terms.join()}`;
      }
    }
  }

  /** What a step does, in words that are equal if it is the same. */
  #effect(leaf: StepLeaf | DisabledLeaf | OpenLeaf, found: Found): string {
    if (leaf.kind !== "step") return leaf.kind;
    const local = (this.#exchange.locals[this.#process] as readonly number[])[leaf.local];
    const changes = leaf.changes.map((change): string => {
      const { ordinal } = change.field;
      const { to, codes } = this.#fieldImage(ordinal);
      if (change.kind === "copy") {
        const from = this.#fieldImage(change.from.ordinal);
        return `${to} copies ${from.to}${String(from.codes) === String(codes) ? "" : " otherwise"}`;
      }
      const { kind, amount } = change;
      if (this.#naming[ordinal] !== true) return `${to} ${kind} ${amount}`;
      const code = kind === "set" ? amount : (found.get(ordinal) as number) + amount;
      return `${to} set ${codes?.[code] ?? code}`;
    });
    return `local ${local} passes ${this.#routes[leaf.route]} raises ${leaf.raised.join(" ")} changes ${changes.sort().join(", ")}`;
  }

  #fieldImage(ordinal: number): FieldImage {
    return this.#exchange.fields[ordinal] as FieldImage;
  }
}
