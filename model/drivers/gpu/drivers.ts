/*
 * How a driver knows that a page of its memory is free.
 */

export const drivers = ["free-list", "buffer-object", "get_page", "try_get_page"] as const;

/**
 * - `free-list`: by page_free(), and by nothing else (lib/test_hmm.c, drivers/gpu/drm/nouveau/nouveau_dmem.c).
 * - `buffer-object`: as soon as it has itself migrated the page out of its buffer object, which it may fill again
 *   (drivers/gpu/drm/amd/amdkfd/kfd_migrate.c svm_migrate_get_vram_page(): reported by Philip Yang, amd-gfx, 26 September 2025).
 * - `get_page`: the same, and get_page() in place of zone_device_page_init() (the patch of that report).
 * - `try_get_page`: the same, and zone_device_page_init() only if try_get_page() fails (Felix Kuehling's question in that
 *   thread, 6 October 2025).
 */
export type Driver = (typeof drivers)[number];
