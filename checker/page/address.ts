import { signal, type ReadonlySignal } from "@preact/signals";
import { parseRoute, routeText, type Route } from "./route.ts";

const current = signal<Route>({ view: "matrix" });

/** Where the reader is. */
export const route: ReadonlySignal<Route> = current;

/** Follow the address bar from now on. */
export function followAddress(): void {
  const follow = (): void => {
    current.value = parseRoute(location.hash);
  };
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  follow();
}

/** Go somewhere else; `replace` leaves no entry in the history, for steps along one path. */
export function go(to: Route, replace: boolean = false): void {
  current.value = to;
  if (replace) history.replaceState(null, "", routeText(to));
  else history.pushState(null, "", routeText(to));
}
