import { render } from "preact";
import { App } from "./app.tsx";
import { followAddress } from "./address.ts";
import { embeddedSource } from "./source.ts";

const root = document.querySelector("#page");
if (root !== null) {
  root.replaceChildren();
  followAddress();
  render(<App source={embeddedSource(document)} />, root);
}
