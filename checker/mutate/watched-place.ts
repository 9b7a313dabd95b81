import type { RecordType, TableType, Type } from "../language/types.ts";

/** Hears of a write of a number to a place with a range, such as `k.pages[].refcount`; what it returns is written. */
export type Writing = (path: string, value: number) => number;

type Composite = Pick<RecordType, "kind" | "fields"> | TableType;

/** The same place in a state, with somebody between it and the step that writes to it. @param path what stands before the place's members. */
export function watchedPlace(place: object, type: Composite, path: string, writing: Writing): object {
  return new Proxy(place, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      const member = memberOf(type, name);
      return member?.kind === "record" || member?.kind === "table" ? watchedPlace(value as object, member, pathOf(type, path, name), writing) : value;
    },
    set(target, name, value: unknown) {
      const counts = memberOf(type, name)?.kind === "range" && typeof value === "number";
      return Reflect.set(target, name, counts ? writing(pathOf(type, path, name), value) : value);
    },
  });
}

function memberOf(type: Composite, name: string | symbol): Type | undefined {
  if (typeof name === "symbol") return undefined;
  return type.kind === "table" ? type.of : type.fields[name];
}

/** The members of a table are all alike to whoever reads the spec. */
function pathOf(type: Composite, path: string, name: string | symbol): string {
  return type.kind === "table" ? `${path}[]` : `${path}.${String(name)}`;
}
