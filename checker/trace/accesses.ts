import type { Interpreter } from "../search/reference/interpreter.ts";

/** What was looked at and written: paths of leaves, or of records that were assigned as a whole, each once, in order. */
export interface Accesses {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** What some work on the interpreter looks at and writes of the shared state and of the locals. */
export function accessesOf(interpreter: Interpreter, work: () => void): Readonly<Record<"shared" | "local", Accesses>> {
  const found = { shared: { read: new Set<string>(), write: new Set<string>() }, local: { read: new Set<string>(), write: new Set<string>() } };
  interpreter.noticing((path, access, where) => found[where][access].add(path), work);
  const listed = ({ read, write }: (typeof found)["shared"]): Accesses => ({ reads: [...read], writes: [...write] });
  return { shared: listed(found.shared), local: listed(found.local) };
}
