/** What no variable decides any more. */
const atEnd = Number.POSITIVE_INFINITY;

/**
 * Decision diagrams over variables in one fixed order, in which what is equal is one node (Bryant, "Graph-Based Algorithms for Boolean Function
 * Manipulation", 1986, for variables of more than two values: Kam, Villa, Brayton, Sangiovanni-Vincentelli, 1998). Two functions are the same
 * if their nodes are, in whatever order they look at things.
 */
export class NormalForm {
  readonly #variables = new Map<string, number>();
  readonly #nodes = new Map<string, number>();
  readonly #variable: number[] = [];
  readonly #cases: (readonly number[])[] = [];
  readonly #switches = new Map<string, number>();

  /** The place of a variable in the order; a new one comes last. */
  variable(name: string): number {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    this.#variables.set(name, this.#variables.size);
    return this.#variables.size - 1;
  }

  /** A result. */
  leaf(result: string): number {
    return this.#node(`leaf ${result}`, atEnd, []);
  }

  /** One of several functions, by the value of a variable; they may look at it, too. */
  switchOn(variable: number, cases: readonly number[]): number {
    const key = `${variable}:${cases.join()}`;
    const known = this.#switches.get(key);
    if (known !== undefined) return known;
    const top = cases.reduce((least, each) => Math.min(least, this.#variable[each] as number), variable);
    let result: number;
    if (top === variable) result = this.#test(top, cases.map((each, value) => this.#with(each, top, value)));
    else {
      const deeper = cases.find((each) => this.#variable[each] === top) as number;
      result = this.#test(top, (this.#cases[deeper] as readonly number[]).map((_, value) => this.switchOn(variable, cases.map((each) => this.#with(each, top, value)))));
    }
    this.#switches.set(key, result);
    return result;
  }

  #with(node: number, variable: number, value: number): number {
    return this.#variable[node] === variable ? (this.#cases[node]?.[value] as number) : node;
  }

  #test(variable: number, cases: readonly number[]): number {
    const [first] = cases;
    if (first !== undefined && cases.every((each) => each === first)) return first;
    return this.#node(`${variable}:${cases.join()}`, variable, cases);
  }

  #node(key: string, variable: number, cases: readonly number[]): number {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    this.#nodes.set(key, this.#variable.length);
    this.#variable.push(variable);
    this.#cases.push(cases);
    return this.#variable.length - 1;
  }
}
