import type { Expectation } from "allways";
import { golden } from "./golden.ts";
import { large } from "./large.ts";
import type { parameters } from "./parameters.ts";
import { verdicts } from "./verdicts.ts";

type Row = Expectation<typeof parameters>;
const defaultBounds = { pages: 0, mms: 0, threads: 1, bars: 0 } as const;
const defaultKnobs = { tlbFlush: "ipi", debugVm: false, preemptible: true, secretmem: false, failBudget: 0 } as const;

/** Every fair run comes to a state in which nothing can run (docs/findings.md): so what is violated of such states is violated of runs. */
const idsOf = (violated: string): readonly string[] => (violated === "" ? [] : violated.split(" ").flatMap((id) => (/^L[123]$/u.test(id) ? [id, `live-${id}`] : [id])));

/** The recorded counts come first: the first row that fits a configuration is the one that counts. */
export const expectations: readonly Row[] = [
  ...[...golden, ...large].map(
    ([variant, scenario, knobs, violated, states, transitions, depth]): Row => ({
      when: { variant, scenario, ...defaultBounds, ...defaultKnobs, ...knobs },
      violated: idsOf(violated),
      states,
      transitions,
      depth,
    }),
  ),
  ...verdicts.map(([violated, scenario, variant, knobs]): Row => ({ when: { scenario, variant, ...defaultBounds, ...knobs }, violated: idsOf(violated) })),
];
