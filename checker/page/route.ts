/*
 * Where the reader is. It is all in the fragment of the URL, so that a page from disk can be linked to as well as one from a server.
 */

/** A place of the page. Configurations count from 0; `at` is a position of a path, 0 its first state. */
export type Route =
  | { readonly view: "matrix" }
  | { readonly view: "configuration"; readonly spec: string; readonly configuration: number }
  | { readonly view: "property"; readonly spec: string; readonly configuration: number; readonly property: string; readonly at: number | undefined }
  | { readonly view: "walk"; readonly spec: string; readonly configuration: number; readonly path: WalkPath; readonly at: number | undefined };

/** The ordinal of an initial state and the moves from there, as in {@link ActionData.move}. */
export interface WalkPath {
  readonly initial: number;
  readonly moves: readonly string[];
}

/** `#/p2pdma/17/property/P4/12`, `#/p2pdma/17/walk/0,2.0.0,1.0.0/1`; a URL counts configurations from 1. */
export function routeText(route: Route): string {
  if (route.view === "matrix") return "#/";
  const base = `#/${encodeURIComponent(route.spec)}/${route.configuration + 1}`;
  if (route.view === "configuration") return base;
  const at = route.at === undefined ? "" : `/${route.at}`;
  if (route.view === "property") return `${base}/property/${encodeURIComponent(route.property)}${at}`;
  return `${base}/walk/${walkText(route.path)}${at}`;
}

export function walkText({ initial, moves }: WalkPath): string {
  return [initial, ...moves].join(",");
}

/** What a fragment means; the matrix if it means nothing. */
export function parseRoute(fragment: string): Route {
  const [spec, number, view, what, at] = fragment.replace(/^#?\/?/u, "").split("/").map(decoded);
  const configuration = Number(number) - 1;
  if (spec === undefined || spec === "" || !Number.isInteger(configuration) || configuration < 0) return { view: "matrix" };
  const position = at !== undefined && /^\d+$/u.test(at) ? Number(at) : undefined;
  if (view === "property" && what !== undefined) return { view, spec, configuration, property: what, at: position };
  const [initial, ...moves] = what?.split(",") ?? [];
  if (view === "walk" && /^\d+$/u.test(initial ?? "") && moves.every((move) => /^\d+\.\d+\.\d+$/u.test(move))) {
    return { view, spec, configuration, path: { initial: Number(initial), moves }, at: position };
  }
  return { view: "configuration", spec, configuration };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
