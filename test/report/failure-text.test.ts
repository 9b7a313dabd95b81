import { expect, it } from "vitest";
import { AllwaysError } from "../../checker/language/error.ts";
import { errorText, failureText } from "../../checker/report/failure-text.ts";
import { style } from "../../checker/report/style.ts";
import { failure } from "./results.ts";

const fileName = (file: string): string => file.replace("/src/", "");

it("says what, where, what to do, in which configuration, and how to get there", () => {
  expect(`\n${failureText(failure, 100, fileName, style(false)).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    error AW201: pages.page0._refcount cannot hold 6
      at model/mm/gup.ts:41:7
      hint: it is declared as range 0 to 5
      in p2pdma with variant=V1 failBudget=0 preemptible=true
      in the last of these steps:

         user process0    user process1
         ---------------  ---------------
         lock()
      1    test the flag
                          lock()
      2                     test the flag
      3    set the flag                    locked: false -> true
      4                     set the flag
                          gup()
      5                     folio_ref_add
    "
  `);
});

it("leaves out what is not known", () => {
  expect(errorText(new AllwaysError("AW302", 'there is no spec "x"'), fileName, style(false))).toEqual(['error AW302: there is no spec "x"']);
  expect(failureText({ spec: "counter", config: {}, error: failure.error, trace: undefined, step: undefined }, 100, fileName, style(false))).toEqual(errorText(failure.error, fileName, style(false)));
});
