import { styleText } from "node:util";

/** How emphasis is written. Every reporter takes one; the meaning of a text never depends on it. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** Colour was decided once, by the command; `styleText` must not decide again by looking at the streams. */
export function style(colour: boolean): Style {
  const paint =
    (format: "bold" | "dim" | "green" | "red") =>
    (text: string): string =>
      colour && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return { strong: paint("bold"), faint: paint("dim"), good: paint("green"), bad: paint("red") };
}
