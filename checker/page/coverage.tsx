import type { JSX } from "preact";
import type { ResultData, StatementData } from "./data.ts";
import { count, plural } from "./words.ts";

interface Counted extends StatementData {
  readonly times: number;
}

/** How often each statement ran in the search; what never did stands out. */
export function Coverage({ statements, result }: { readonly statements: readonly StatementData[]; readonly result: ResultData }): JSX.Element {
  const counted = result.coverage.flatMap(([number, times]): Counted[] => {
    const statement = statements[number];
    return statement === undefined ? [] : [{ ...statement, times }];
  });
  const procedures = [...new Set(counted.map(({ procedure }) => procedure))];
  const of = (procedure: string): readonly Counted[] => counted.filter((each) => each.procedure === procedure);
  const never = procedures.filter((procedure) => of(procedure).every(({ times }) => times === 0));
  const idle = counted.filter(({ times, branch, procedure }) => times === 0 && branch === undefined && !never.includes(procedure)).length;
  return (
    <section class="coverage">
      <h2>Coverage</h2>
      <p class="soft">
        {idle === 0 ? "Every step of the procedures below ran" : `${plural(idle, "statement")} of the procedures below never ran`}
        {result.exhaustive ? "." : " before the search ended."}
        {never.length > 0 && ` Never entered: ${never.map((procedure) => `${procedure}()`).join(", ")}.`}
      </p>
      <div class="covered">
        {procedures
          .filter((procedure) => !never.includes(procedure))
          .map((procedure) => (
            <table key={procedure}>
              <caption>{procedure}()</caption>
              <tbody>
                {of(procedure).map(({ name, branch, times }) => (
                  <tr class={`${times === 0 ? "is-never" : ""} ${branch === undefined ? "" : "is-branch"}`} key={`${name} ${branch ?? ""}`}>
                    <th scope="row">{branch ?? name}</th>
                    <td>{times === 0 ? "never" : count(times)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ))}
      </div>
    </section>
  );
}
