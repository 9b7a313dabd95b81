import { bool, choice, each, indexSet, integer, range, spec, state, type StateOf } from "allways";

/**
 * The queued reader-writer lock of Linux (kernel/locking/qrwlock.c, as of 4.13; W. Long): whoever cannot have the lock at once waits for it under a spin lock,
 * so that readers and writers come in turn. Step by step as qrwlock.tla of C. Marinas (kernel-tla: models of kernel algorithms), where TLC finds 3,570 states
 * for 2 readers and 2 writers, generates 12,125 (the initial state and the transitions) and counts 21 levels. PlusCal takes a step to enter a procedure.
 *
 * The bug is a writer on the slow path that waits for the readers only.
 */
export default spec({
  name: "queued-rwlock",
  about: "the queued reader-writer lock lets readers in together, and a writer alone",
  parameters: {
    readers: integer("how many readers there are", { from: 1, to: 3, default: 2 }),
    writers: integer("how many writers there are", { from: 1, to: 3, default: 2 }),
    bug: choice("readers-only: a waiting writer does not look whether another writer has the lock", { values: ["none", "readers-only"], default: "none" }),
  },
  matrix: [{ bug: ["none", "readers-only"] }],
  build({ readers, writers, bug }) {
    const Reader = indexSet("reader", readers);
    const Writer = indexSet("writer", writers);
    const world = state({ readers: range(0, readers), writerWaiting: bool, writerLocked: bool, waitLock: bool });
    const isFree = (k: StateOf<typeof world>): boolean => k.readers === 0 && !k.writerWaiting && !k.writerLocked;

    const readLock = world.procedure("queued_read_lock", (p) => {
      p.if(
        "count me in; no writer?",
        (k) => {
          k.readers++;
          return !k.writerWaiting && !k.writerLocked;
        },
        () => p.return(),
      );
      p.step("in_interrupt()?"); // never here
      p.step("count me out", (k) => {
        k.readers--;
      });
      p.await(
        "spin_lock(wait_lock)",
        (k) => !k.waitLock,
        (k) => {
          k.waitLock = true;
        },
      );
      p.step("count me in again", (k) => {
        k.readers++;
      });
      p.await("wait for the writer", (k) => !k.writerLocked);
      p.step("spin_unlock(wait_lock)", (k) => {
        k.waitLock = false;
      });
    });

    const writeLock = world.procedure("queued_write_lock", (p) => {
      p.if(
        "free?",
        (k) => {
          if (!isFree(k)) return false;
          k.writerLocked = true;
          return true;
        },
        () => p.return(),
      );
      p.await(
        "spin_lock(wait_lock)",
        (k) => !k.waitLock,
        (k) => {
          k.waitLock = true;
        },
      );
      p.unless(
        "free now?",
        (k) => {
          if (!isFree(k)) return false;
          k.writerLocked = true;
          return true;
        },
        () => {
          p.step("keep new readers out", (k) => {
            k.writerWaiting = true;
          });
          p.await(
            "wait for all to leave",
            (k) => k.readers === 0 && (bug === "readers-only" || !k.writerLocked),
            (k) => {
              k.writerWaiting = false;
              k.writerLocked = true;
            },
          );
        },
      );
      p.step("spin_unlock(wait_lock)", (k) => {
        k.waitLock = false;
      });
    });

    const reader = world.procedure("reader", (p) => {
      p.loop(() => {
        p.step("call queued_read_lock");
        p.call(readLock);
        p.step("read");
        p.step("call queued_read_unlock");
        p.step("queued_read_unlock", (k) => {
          k.readers--;
        });
      });
    });

    const writer = world.procedure("writer", (p) => {
      p.loop(() => {
        p.step("call queued_write_lock");
        p.call(writeLock);
        p.step("write");
        p.step("call queued_write_unlock");
        p.step("queued_write_unlock", (k) => {
          k.writerLocked = false;
        });
      });
    });

    return world.system({
      processes: { reader: each(Reader, () => reader.start()), writer: each(Writer, () => writer.start()) },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("alone", "a writer is alone", (_, { reader, writer }) => {
          const writing = Writer.count((i) => writer[i].at("write"));
          return writing === 0 || (writing === 1 && !Reader.some((i) => reader[i].at("read")));
        }),
        invariant("head", "one at a time waits at the head of the queue", (_, { reader, writer }) => Reader.count((i) => reader[i].at("wait for the writer")) + Writer.count((i) => writer[i].at("wait for all to leave")) <= 1),
        alwaysPossible("free", "all can leave, and the lock is free", (k, { reader, writer }) =>
          isFree(k) && Reader.every((i) => reader[i].at("call queued_read_lock")) && Writer.every((i) => writer[i].at("call queued_write_lock")),
        ),
        reachable("together", "all readers can read at the same time", (_, { reader }) => Reader.every((i) => reader[i].at("read"))),
      ],
    });
  },
  expect: [
    { when: { readers: 2, writers: 2, bug: "none" }, violated: [], states: 3_570, transitions: 12_124, depth: 20 },
    { when: { readers: 2, writers: 2, bug: "readers-only" }, violated: ["alone"], shortest: { alone: 9 } },
    { when: { bug: "none" }, violated: [] },
    { when: { writers: 1 }, violated: [] },
    { violated: ["alone"] },
  ],
});
