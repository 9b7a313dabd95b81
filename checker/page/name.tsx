import { Fragment, type JSX } from "preact";

/** A name from the code, which may be broken after an underscore, a dot or a slash, but not within a word. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text.split(/(?<=[_./])(?=\w)/u).map((part, at) => (
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
