import { bool } from "../../../checker/language/index.ts";
import { readLock, readUnlock } from "../../kernel/rcu.ts";
import { insertFolio } from "../../mm/devdax/memory.ts";
import { memremapPages } from "../../mm/devdax/memremap.ts";
import type { DeviceDax, DeviceDaxState, Task } from "./state.ts";

const daxReadLock = (k: DeviceDaxState, l: { readonly task: Task }): void => readLock(k.dax_srcu, l.task);
const daxReadUnlock = (k: DeviceDaxState, l: { readonly task: Task }): void => readUnlock(k.dax_srcu, l.task);

/**
 * drivers/dax/device.c: dax_mmap(), and the mmap_region() around it. It installs dax_vm_ops and maps nothing: page faults do.
 * The VMA comes into i_mmap later, without a second look at the device. Returns whether there is a mapping.
 */
export function daxMmap(machine: DeviceDax) {
  const { world, Mm, Task } = machine;

  return world.procedure("dax_mmap", { params: { mm: Mm, task: Task }, returns: bool }, (p) => {
    p.step("dax_read_lock", daxReadLock);
    p.unless("check_vma: dax_alive", (k) => k.dax_dev.alive, () => {
      p.step("-ENXIO: dax_read_unlock", daxReadUnlock);
      p.return(false);
    });
    p.step("dax_read_unlock", daxReadUnlock);
    p.await("vma_link_file", (k) => !k.i_mmap_locked, (k, l) => {
      k.mms[l.mm].inIMmap = true;
    });
    p.return(true);
  });
}

/**
 * drivers/dax/device.c: dev_dax_huge_fault(). Inside an SRCU read section, and only while the device is alive: kill_dax() waits
 * for it. dax_set_mapping() asks `dev_dax->pgmap` for the order of the folios. Returns whether the memory is mapped.
 */
export function devDaxHugeFault(machine: DeviceDax) {
  const { world, claims, Mm, Task } = machine;
  const insert = insertFolio(machine);

  return world.procedure("dev_dax_huge_fault", { params: { mm: Mm, task: Task }, locals: { mapped: bool }, returns: bool }, (p) => {
    p.step("dax_read_lock", daxReadLock);
    p.unless("check_vma: dax_alive", (k) => k.dax_dev.alive, () => {
      p.step("SIGBUS: dax_read_unlock", daxReadUnlock);
      p.return(false);
    });
    p.step("dax_set_mapping: dev_dax->pgmap->vmemmap_shift", (k) => {
      claims["S7'"].bugOn(!k.dev_dax.pgmap);
    });
    p.call(insert, (l) => ({ mm: l.mm }), "mapped");
    p.step("dax_read_unlock", daxReadUnlock);
    p.return((l) => l.mapped);
  });
}

/**
 * drivers/dax/device.c: dev_dax_probe() of a device whose pgmap it allocates itself. The device node is there already (device_add()
 * comes before probe, and a node outlives a rebind), so user space can map the device once it is alive.
 *
 * The newest tree sets `dev_dax->pgmap` when probe can no longer fail, which is after run_dax().
 */
export function devDaxProbe(machine: DeviceDax) {
  const { world, level } = machine;
  const expose = (k: DeviceDaxState): void => {
    k.dev_dax.pgmap = true;
  };

  return world.procedure("dev_dax_probe", (p) => {
    if (level.daxPgmapSet === "before memremap_pages") p.step("dev_dax->pgmap = pgmap", expose);
    p.step("memremap_pages", memremapPages);
    if (level.daxPgmapSet === "before run_dax") p.step("dev_dax->pgmap = pgmap", expose);
    p.step("run_dax", (k) => {
      k.dax_dev.alive = true;
    });
    if (level.daxPgmapSet === "after run_dax") p.step("dev_dax->pgmap = pgmap", expose);
  });
}
