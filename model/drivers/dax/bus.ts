import { gracePeriodOver, startGracePeriod } from "../../kernel/rcu.ts";
import { unmapMappingRange } from "../../mm/devdax/memory.ts";
import { memunmapPages } from "../../mm/devdax/memremap.ts";
import type { DeviceDax } from "./state.ts";

/**
 * drivers/dax/bus.c: kill_dev_dax(), with kill_dax() of drivers/dax/super.c: no new fault, wait for those that run, unmap what they
 * have mapped. Nothing waits for a mapping on its way out, or for a pin.
 */
function killDevDax(machine: DeviceDax) {
  const { world } = machine;
  const unmap = unmapMappingRange(machine);

  return world.procedure("kill_dev_dax", (p) => {
    p.step("kill_dax: clear DAXDEV_ALIVE", (k) => {
      k.dax_dev.alive = false;
      startGracePeriod(k.dax_srcu);
    });
    p.await("kill_dax: synchronize_srcu", (k) => gracePeriodOver(k.dax_srcu));
    p.call(unmap);
    p.step("dev_dax->pgmap = NULL", (k) => {
      k.dev_dax.pgmap = false;
    });
  });
}

/** drivers/base/devres.c: the devm actions of dev_dax_probe(), last registered first: dev_dax_kill(), cdev_del() (open files stay), memunmap_pages(). */
export function devDaxUnbind(machine: DeviceDax) {
  const { world } = machine;
  const kill = killDevDax(machine);
  const memunmap = memunmapPages(machine);

  return world.procedure("device_unbind", (p) => {
    p.call(kill);
    p.call(memunmap);
  });
}
