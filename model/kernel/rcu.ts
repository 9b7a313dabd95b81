import { setOf, type Index, type IndexSet, type StateSet, type World } from "../../checker/language/index.ts";

type Task = Index<"task">;

/** Read-side critical sections: of RCU, or of one SRCU domain. */
export interface Sections {
  /** Tasks inside one. */
  readers: StateSet<Task>;
  /** Those of them that the running grace period waits for. */
  holdouts: StateSet<Task>;
}

/** A machine with RCU. Interrupts off count as a read-side critical section. */
export interface Rcu {
  rcu: Sections;
}

export const sections = (Task: IndexSet<"task">) => ({ readers: setOf(Task), holdouts: setOf(Task) });

/** rcu_read_lock(), srcu_read_lock(). */
export function readLock(domain: Sections, task: Task): void {
  domain.readers.add(task);
}

/** rcu_read_unlock(), srcu_read_unlock(). */
export function readUnlock(domain: Sections, task: Task): void {
  domain.readers.delete(task);
  domain.holdouts.delete(task);
}

/**
 * A grace period begins: it waits for the sections that are open now, and for no later one. Only the unbinding task ever
 * waits, and for one grace period at a time, so one set of holdouts is enough.
 */
export function startGracePeriod(domain: Sections): void {
  domain.holdouts = domain.readers;
}

export function gracePeriodOver(domain: Sections): boolean {
  return domain.holdouts.size === 0;
}

/** kernel/rcu/tree.c: synchronize_rcu(). One step if no section is open. */
export function rcu<K extends Rcu>({ world }: { readonly world: World<K> }) {
  const synchronizeRcu = world.procedure("synchronize_rcu", (p) => {
    p.if(
      "synchronize_rcu",
      (k) => {
        startGracePeriod(k.rcu);
        return !gracePeriodOver(k.rcu);
      },
      () => p.await("grace period over", (k) => gracePeriodOver(k.rcu)),
    );
  });
  return { synchronizeRcu };
}
