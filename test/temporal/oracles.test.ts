import { describe, expect, it } from "vitest";
import type { Fairness, Formula, Property, Prover, Spec, System } from "../../checker/index.ts";
import { programsOf } from "../../checker/language/link.ts";
import { prover } from "../../checker/language/prover.ts";
import { configurations } from "../../checker/language/spec.ts";
import type { ProcessView } from "../../checker/language/system.ts";
import alternatingBit from "../../specs/classics/alternating-bit.ts";
import diningPhilosophers from "../../specs/classics/dining-philosophers.ts";
import ewd840 from "../../specs/classics/ewd840.ts";
import peterson from "../../specs/classics/peterson.ts";
import queuedRwlock from "../../specs/classics/queued-rwlock.ts";
import ticketLock from "../../specs/classics/ticket-lock.ts";
import { searchPacked } from "../support.ts";

/*
 * The verdicts that TLC gives for specs that others have published (TLA+ examples, kernel-tla), on the same protocols in specs/classics: with the fairness that their
 * authors declare, with less, and with none.
 */

type Value = string | number | boolean | { readonly [field: string]: Value };
type Shared = Readonly<Record<string, Value>>;
type Processes = Readonly<Record<string, Readonly<Record<string, ProcessView>>>>;
type Prove = Prover<Shared, Processes>;

interface Declared {
  /** Of every process. */
  readonly all?: Fairness;
  /** Of single steps, by their labels. */
  readonly steps?: Readonly<Record<string, Fairness>>;
}

/** `holds`, or how a run violates the claim: by a `loop`, or because it `stutters`. */
function verdict(spec: Spec, selection: Readonly<Record<string, number>>, { all = "none", steps = {} }: Declared, claim: (prove: Prove, system: System) => Formula): string {
  const [config] = configurations(spec.parameters, [selection as never]);
  const system = spec.build(config ?? {});
  for (const { locations } of programsOf(system)) {
    for (const { step } of locations.flatMap(({ actions }) => actions)) if (steps[step.label] !== undefined) Object.assign(step, { fair: steps[step.label] });
  }
  const prove: Prove = prover();
  const property: Property = prove.temporal("claim", "as published", claim(prove, system));
  const [decision] = searchPacked({ ...system, processes: system.processes.map((process) => ({ ...process, fair: all })), properties: [property] }).decisions;
  if (decision?.path === undefined) return decision?.verdict ?? "";
  return decision.path.loopStart === decision.path.moves.length ? "stutters" : "loop";
}

/** A process by its title: `user process0`. */
function isAt(title: string, ...labels: readonly string[]): (k: Shared, processes: Processes) => boolean {
  const [group = "", member = ""] = title.split(" ");
  return (_, processes) => labels.some((label) => processes[group]?.[member]?.at(label) === true);
}

const titles = (system: System): readonly string[] => system.processes.map(({ title }) => title);

/** Weak fairness of "some step", which is all that a formula can be given where nothing is declared. */
const someStep = ({ always, eventually, or, not, enabled, taken }: Prove): Formula => always(eventually(or(not(enabled({})), taken({}))));

describe("Peterson's algorithm", () => {
  const waiting = ["want", "give way", "wait"];
  const starvationFree = ({ and, leadsTo }: Prove, system: System): Formula => and(...titles(system).map((title) => leadsTo(isAt(title, ...waiting), isAt(title, "critical section"))));
  const deadlockFree = ({ leadsTo }: Prove, system: System): Formula =>
    leadsTo(
      (k, processes) => titles(system).some((title) => isAt(title, ...waiting)(k, processes)),
      (k, processes) => titles(system).some((title) => isAt(title, "critical section")(k, processes)),
    );
  const entersAgain = ({ and, always, eventually }: Prove, system: System): Formula => and(...titles(system).map((title) => always(eventually(isAt(title, "critical section")))));

  it("is free of starvation if each process is weakly fair", () => {
    expect(verdict(peterson, {}, { all: "weak" }, starvationFree)).toBe("holds");
    expect(verdict(peterson, {}, { all: "weak" }, entersAgain)).toBe("holds");
  });

  it("is free of deadlock, but not of starvation, if only some process is", () => {
    expect(verdict(peterson, {}, {}, (prove, system) => prove.implies(someStep(prove), starvationFree(prove, system)))).toBe("loop");
    expect(verdict(peterson, {}, {}, (prove, system) => prove.implies(someStep(prove), deadlockFree(prove, system)))).toBe("holds");
  });

  it("stops where nothing is fair", () => {
    expect(verdict(peterson, {}, {}, starvationFree)).toBe("stutters");
  });

  it("is not entered for ever if a process may stay outside", () => {
    expect(verdict(peterson, {}, { all: "weak", steps: { "non-critical section": "none" } }, entersAgain)).not.toBe("holds");
    expect(verdict(peterson, {}, { all: "weak", steps: { "non-critical section": "none" } }, starvationFree)).toBe("holds");
  });
});

describe.each([3, 5])("%i dining philosophers", (philosophers) => {
  const allEat = ({ and, always, eventually }: Prove, system: System): Formula => and(...titles(system).map((title) => always(eventually(isAt(title, "eat")))));

  it("all eat if each is weakly fair", () => {
    expect(verdict(diningPhilosophers, { philosophers }, { all: "weak" }, allEat)).toBe("holds");
  });

  it("can look at their forks for ever if only some step is", () => {
    // TLC finds that all eat: in TLA+ a step that changes nothing is none, and looking in vain is no reason to be content. Here a step is a step.
    expect(verdict(diningPhilosophers, { philosophers }, {}, (prove, system) => prove.implies(someStep(prove), allEat(prove, system)))).toBe("loop");
  });

  it("starve where nothing is fair", () => {
    expect(verdict(diningPhilosophers, { philosophers }, {}, allEat)).toBe("stutters");
  });
});

describe.each([3, 4])("EWD 840 with %i nodes", (nodes) => {
  const members = Array.from({ length: nodes }, (_, node) => `node${node}`);
  const isActive = (k: Shared, node: string): boolean => (k["active"] as Readonly<Record<string, Value>>)[node] === true;
  const isQuiet = (k: Shared): boolean => members.every((node) => !isActive(k, node));
  const isDetected = (k: Shared): boolean => {
    const [token, color] = [k["token"], k["color"]] as [{ at: string; color: string }, Record<string, string>];
    return token.at === "node0" && token.color === "white" && color["node0"] === "white" && !isActive(k, "node0");
  };
  /** Of the token, not of the nodes: those may be active for ever. */
  const token: Declared = { steps: { "start a probe": "weak", "pass the token": "weak" } };

  it("detects termination", () => {
    expect(verdict(ewd840, { nodes }, token, ({ leadsTo }) => leadsTo(isQuiet, isDetected))).toBe("holds");
  });

  it("does not detect that each node is inactive again and again", () => {
    const wrong = ({ always, implies, and, eventually }: Prove): Formula =>
      always(implies(and(...members.map((node) => always(eventually((k) => !isActive(k, node))))), eventually(isDetected)));
    expect(verdict(ewd840, { nodes }, token, wrong)).toBe("loop");
  });

  it("nodes terminate without messages only if they must go on", () => {
    const ends = ({ implies, always, eventually, not, taken }: Prove): Formula => implies(eventually(always(not(taken({ step: "send to" })))), eventually(isQuiet));
    expect(verdict(ewd840, { nodes }, token, ends)).toBe("stutters");
    expect(verdict(ewd840, { nodes }, {}, (prove) => prove.implies(someStep(prove), ends(prove)))).toBe("holds");
  });
});

describe("the alternating bit protocol", () => {
  const arrives = ({ and, leadsTo }: Prove): Formula => {
    const [sender, receiver] = [(k: Shared) => k["sender"] as { datum: string; bit: number; acknowledged: number }, (k: Shared) => k["receiver"] as { datum: string }];
    return and(
      ...["datum0", "datum1"].map((datum) =>
        leadsTo(
          (k) => sender(k).datum === datum && sender(k).bit !== sender(k).acknowledged,
          (k) => receiver(k).datum === datum,
        ),
      ),
    );
  };
  const fair = (channels: Fairness): Declared => ({
    steps: { "send again": "weak", acknowledge: "weak", "receive a message": channels, "receive an acknowledgement": channels },
  });

  it("delivers if the channels do not lose everything", () => {
    expect(verdict(alternatingBit, {}, fair("strong"), arrives)).toBe("holds");
  });

  it("does not if they may", () => {
    expect(verdict(alternatingBit, {}, fair("weak"), arrives)).toBe("loop");
    expect(verdict(alternatingBit, {}, {}, arrives)).toBe("stutters");
  });
});

describe("everyone who wants the lock gets it", () => {
  const ticket = ({ and, leadsTo }: Prove, system: System): Formula => and(...titles(system).map((title) => leadsTo(isAt(title, "take a ticket", "wait for the turn"), isAt(title, "critical section"))));
  const queued = ({ and, leadsTo }: Prove, system: System): Formula =>
    and(...titles(system).map((title) => (title.startsWith("reader") ? leadsTo(isAt(title, "call queued_read_lock"), isAt(title, "read")) : leadsTo(isAt(title, "call queued_write_lock"), isAt(title, "write")))));

  it("from the ticket lock with 4 processes under weak fairness, and not without", () => {
    expect(verdict(ticketLock, { processes: 4 }, { all: "weak" }, ticket)).toBe("holds");
    expect(verdict(ticketLock, { processes: 4 }, {}, ticket)).toBe("stutters");
  });

  it("from the queued rwlock with 2 readers and 2 writers if its spin lock is fair, and not without", () => {
    const lock = { readers: 2, writers: 2 };
    // The inner lock is any spin lock here: a waiter can take it now and then, and that is what strong fairness is about. In the kernel it is a queued one.
    expect(verdict(queuedRwlock, lock, { all: "weak", steps: { "spin_lock(wait_lock)": "strong" } }, queued)).toBe("holds");
    expect(verdict(queuedRwlock, lock, { all: "weak" }, queued)).toBe("loop");
    expect(verdict(queuedRwlock, lock, {}, queued)).toBe("stutters");
  });
});
