import { kernfsDrain } from "../../fs/kernfs.ts";
import { memunmapPages } from "../../mm/memremap.ts";
import type { Kernel } from "../../state.ts";
import { pciP2pdmaRelease } from "../pci/p2pdma.ts";

/**
 * drivers/base/devres.c: release_nodes(), last registered first. For each BAR: the sysfs file goes
 * (pci_p2pdma_unmap_mappings(); for the second BAR it is gone already, and nothing is unmapped again), memunmap_pages(), the
 * structure that embeds the pgmap. Then, once, pci_p2pdma_release().
 */
export function deviceUnbind(kernel: Kernel) {
  const { world, Bar, Task } = kernel;
  const drain = kernfsDrain(kernel);
  const memunmap = memunmapPages(kernel);
  const release = pciP2pdmaRelease(kernel);

  const releaseBar = world.procedure("devres_release_all", { params: { bar: Bar } }, (p) => {
    p.call(memunmap, (l) => ({ bar: l.bar }));
    p.step("devm_kfree p2p_pgmap", (k, l) => {
      k.pgmaps[l.bar].freed = true;
    });
  });

  return world.procedure("device_unbind", { params: { task: Task } }, (p) => {
    p.call(drain, (l) => ({ task: l.task }));
    for (const bar of Bar.members.toReversed()) p.call(releaseBar, () => ({ bar }));
    p.call(release);
  });
}
