/** A declared type whose values TypeScript sees as `T`. The member exists in the type system only. */
export interface Typed<T> {
  readonly "~value": T;
}
