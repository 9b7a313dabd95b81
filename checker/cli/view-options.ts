import type { ViewOptions } from "../report/text-reporter.ts";
import { stateViews } from "../report/trace-view.ts";
import { oneWord } from "./parse.ts";

/** The options that say how diagrams are drawn. */
interface ViewValues {
  readonly states?: string | undefined;
  readonly hide?: readonly string[] | undefined;
  readonly only?: readonly string[] | undefined;
  readonly process?: readonly string[] | undefined;
  readonly "every-step"?: boolean | undefined;
}

/** What was said of how diagrams are to be drawn; what was not said is absent. @throws AllwaysError AW301 */
export function viewOptions(command: string, values: ViewValues): ViewOptions {
  const states = oneWord(command, "states", values.states, stateViews);
  return {
    ...(states === undefined ? {} : { states }),
    ...(values.hide === undefined ? {} : { hide: values.hide }),
    ...(values.only === undefined ? {} : { only: values.only }),
    ...(values.process === undefined ? {} : { processes: values.process }),
    ...(values["every-step"] === undefined ? {} : { folded: !values["every-step"] }),
  };
}
