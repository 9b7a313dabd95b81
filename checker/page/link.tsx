import type { ComponentChildren, JSX } from "preact";
import { routeText, type Route } from "./route.ts";

/** A link within the page: the fragment does the work, so it can be opened in another tab as well. */
export function Link({ to, class: name, label, children }: { readonly to: Route; readonly class?: string; readonly label?: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <a href={routeText(to)} class={name} aria-label={label}>
      {children}
    </a>
  );
}
