import type { Index } from "../../checker/language/index.ts";
import type { Kernel, State } from "../state.ts";

/** rcu_read_lock(); interrupts off count as well. */
export function rcuReadLock(k: State, task: Index<"task">): void {
  k.rcu.readers.add(task);
}

/** rcu_read_unlock(). */
export function rcuReadUnlock(k: State, task: Index<"task">): void {
  k.rcu.readers.delete(task);
  k.rcu.holdouts.delete(task);
}

/**
 * A grace period begins: it waits for the sections that are open now, and for no later one. Only the unbinding task ever
 * waits, and for one grace period at a time, so one set of holdouts is enough.
 */
export function startGracePeriod(k: State): void {
  k.rcu.holdouts = k.rcu.readers;
}

export function gracePeriodOver(k: State): boolean {
  return k.rcu.holdouts.size === 0;
}

/** kernel/rcu/tree.c: synchronize_rcu(). One step if no section is open. */
export function rcu({ world }: Kernel) {
  const synchronizeRcu = world.procedure("synchronize_rcu", (p) => {
    p.if(
      "synchronize_rcu",
      (k) => {
        startGracePeriod(k);
        return !gracePeriodOver(k);
      },
      () => p.await("grace period over", gracePeriodOver),
    );
  });
  return { synchronizeRcu };
}
