import type { Index } from "../../checker/language/index.ts";
import { gracePeriodOver, startGracePeriod } from "../kernel/rcu.ts";
import type { Kernel, State } from "../state.ts";

type Bar = Index<"bar">;

/**
 * include/linux/percpu-refcount.h: `pgmap->ref`. The per-cpu counters fold into one: nothing tests for zero before the
 * grace period that percpu_ref_kill() starts, so a tryget that still saw the per-cpu mode is as good as one before the kill.
 */
export interface PercpuRef {
  ref: number;
  /** percpu_ref_kill() has not been called. */
  live: boolean;
}

/** percpu_ref_tryget_live(): fails once the reference is killed. */
export function tryGetLive(pgmap: PercpuRef): boolean {
  if (!pgmap.live) return false;
  pgmap.ref++;
  return true;
}

/** percpu_ref_kill(), and the percpu_ref_put_many() of the bookkeeping references right after it. */
export function killRef(pgmap: PercpuRef, bookkeeping: number): void {
  pgmap.live = false;
  pgmap.ref -= bookkeeping;
}

/** `pgmap->ref` of every BAR, for whom a pgmap is gone once devm has freed it. */
export function percpuRef({ claims, bounds }: Kernel) {
  /** The reference that percpu_ref_init() sets, and one for each page, which memremap_pages() takes in pagemap_range(). */
  const bookkeeping = 1 + bounds.pages;

  function touch(k: State, bar: Bar): void {
    claims.P8.bugOn(k.pgmaps[bar].freed);
  }

  function init(k: State, bar: Bar): void {
    k.pgmaps[bar].live = true;
    k.pgmaps[bar].ref = bookkeeping;
  }

  function tryGet(k: State, bar: Bar): boolean {
    touch(k, bar);
    return tryGetLive(k.pgmaps[bar]);
  }

  function get(k: State, bar: Bar): void {
    touch(k, bar);
    k.pgmaps[bar].ref++;
  }

  function put(k: State, bar: Bar): void {
    touch(k, bar);
    k.pgmaps[bar].ref--;
  }

  function kill(k: State, bar: Bar): void {
    killRef(k.pgmaps[bar], bookkeeping);
    startGracePeriod(k.rcu);
  }

  /** The release callback has run: dev_pagemap_percpu_release() completed `pgmap->done`. */
  function released(k: State, bar: Bar): boolean {
    return !k.pgmaps[bar].live && k.pgmaps[bar].ref <= 0 && gracePeriodOver(k.rcu);
  }

  /** What the count is when nobody but the owner uses the device. */
  function baseline(k: State, bar: Bar): number {
    return k.pgmaps[bar].live ? bookkeeping : 0;
  }

  return { init, tryGetLive: tryGet, get, put, kill, released, baseline };
}
