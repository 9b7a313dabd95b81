import { spec } from "allways";
import { declareKernel, memremapPages } from "../model/index.ts";
import { expectations } from "./p2pdma/expectations.ts";
import { matrix } from "./p2pdma/matrix.ts";
import { parameters } from "./p2pdma/parameters.ts";
import { countTasks, processesOf } from "./p2pdma/processes.ts";
import { propertiesOf } from "./p2pdma/properties.ts";
import { scenarios } from "./p2pdma/scenarios.ts";

export default spec({
  name: "p2pdma",
  about: "reference counting of P2PDMA pages: mmap, GUP, fork, drivers and unbind over every interleaving",
  parameters,
  matrix,
  ladder: { parameter: "variant" },
  build(config) {
    const scenario = scenarios[config.scenario];
    const mms = Math.max(config.mms || scenario.mms, scenario.fork === true ? 2 : 1);
    const threads = scenario.gup === undefined ? 0 : config.threads;
    const kernel = declareKernel(
      { pages: config.pages || scenario.pages, bars: config.bars || scenario.bars, mms, threads, tasks: countTasks(scenario, mms, threads) },
      config,
    );
    const processes = processesOf(kernel, scenario);
    return kernel.world.system({
      processes,
      initially(k) {
        for (const bar of kernel.Bar) memremapPages(kernel, k, bar);
        k.pdev.p2pdma = true;
      },
      properties: (prove) => propertiesOf(kernel, scenario, prove),
    });
  },
  expect: expectations,
});
