import type { AssertionProperty } from "./property.ts";
import type { Source } from "./source.ts";

/** The assertions that the step which is running has raised. One for each system; the engines empty it before a step. */
export class Alarm {
  readonly raised: Assertion[] = [];

  clear(): void {
    if (this.raised.length > 0) this.raised.length = 0;
  }
}

/** Thrown by {@link Assertion.bugOn} to end the step; the process stops for ever, as after the kernel's BUG_ON. */
export class BugStop extends Error {}

/** One for all: nobody looks at where it was thrown, and taking the stack each time costs more than the step. */
const bugStop = new BugStop("bugOn");

/**
 * A claim that steps check as they run, like the kernel's WARN_ON and BUG_ON. Made by `world.assertion`.
 *
 * @example
 * const world = state({ refcount: range(0, 2, 1), freed: bool });
 * const useAfterFree = world.assertion("use-after-free", "nobody reads what was freed");
 * const underflow = world.assertion("underflow", "no put on a count of 0");
 * const put = world.procedure("put", (p) => {
 *   p.step("put", (k) => {
 *     useAfterFree.bugOn(k.freed);
 *     if (underflow.warnOn(k.refcount === 0)) return;
 *     k.refcount--;
 *     k.freed = k.refcount === 0;
 *   });
 * });
 */
export class Assertion implements AssertionProperty {
  readonly kind = "assertion";
  readonly id: string;
  readonly meaning: string;
  readonly source: Source;
  readonly #alarm: Alarm;

  constructor(id: string, meaning: string, alarm: Alarm, source: Source) {
    this.id = id;
    this.meaning = meaning;
    this.source = source;
    this.#alarm = alarm;
  }

  /** Violated if the condition is true; the step goes on. Returns the condition, as WARN_ON does. */
  warnOn(condition: boolean): boolean {
    if (condition && !this.#alarm.raised.includes(this)) this.#alarm.raised.push(this);
    return condition;
  }

  /** Violated if the condition is true; the step ends here, and its process never runs again. */
  bugOn(condition: boolean): void {
    if (this.warnOn(condition)) throw bugStop;
  }
}
