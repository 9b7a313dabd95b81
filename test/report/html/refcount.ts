import { bool, each, indexSet, range, spec, state, type Spec } from "../../../checker/index.ts";

/** Two threads drop a reference each, not atomically: the README's first spec, and a note that only the model takes. */
export const refcount: Spec = spec({
  name: "refcount",
  about: "two threads drop their references, and the last one frees the object",
  build() {
    const Thread = indexSet("thread", 2);
    const world = state({ object: { count: range(0, 2, 2), freed: bool } });
    const doubleFree = world.assertion("double-free", "the object is freed once");
    const put = world.procedure("put", { locals: { zero: bool } }, (p) => {
      p.step("atomic_dec", (k) => {
        k.object.count--;
      });
      p.step("atomic_read", (k, l) => {
        l.zero = k.object.count === 0;
      });
      p.if((l) => l.zero, () => {
        p.step("kfree", (k) => {
          doubleFree.bugOn(k.object.freed);
          k.object.freed = true;
        });
      });
    });
    return world.system({
      processes: { user: each(Thread, () => put.start()) },
      properties: ({ invariant }) => [invariant("kept", "the object is not freed", (k) => !k.object.freed)],
    });
  },
});
