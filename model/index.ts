/** The kernel as a transition system: `allways/model`. */
export { deviceUnbind } from "./drivers/base/devres.ts";
export { devDaxUnbind } from "./drivers/dax/bus.ts";
export { daxMmap, devDaxHugeFault, devDaxProbe } from "./drivers/dax/device.ts";
export { declareDeviceDax, type Bounds as DeviceDaxBounds, type DeviceDax, type DeviceDaxState, type Knobs as DeviceDaxKnobs } from "./drivers/dax/state.ts";
export { p2pmemAllocMmap } from "./drivers/pci/p2pdma.ts";
export { p2pmemConsumer, pciP2pmemUser } from "./drivers/pci/p2pmem-users.ts";
export { kernfsFopMmap } from "./fs/kernfs.ts";
export { dupMmap } from "./kernel/fork.ts";
export { percpuRef } from "./lib/percpu-refcount.ts";
export { gup as deviceDaxGup } from "./mm/devdax/gup.ts";
export { madviseDontneed as deviceDaxMadvise, munmap as deviceDaxMunmap } from "./mm/devdax/memory.ts";
export { memremapPages as deviceDaxMemremap } from "./mm/devdax/memremap.ts";
export { flagsOf, gup, type Flags } from "./mm/gup.ts";
export { memoryFailure, memremapPages } from "./mm/memremap.ts";
export { madviseDontneed, mmapRegion, munmap } from "./mm/vma.ts";
export { deviceDaxLevels, ladder, levels, patches, patchLevels, variants, type Level, type Variant } from "./patch-levels.ts";
export { declareKernel, type Bounds, type Kernel, type Knobs, type State } from "./state.ts";
export type { PatchLevel } from "./switches.ts";
