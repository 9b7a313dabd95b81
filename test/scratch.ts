import { anyOf, bool, each, indexSet, oneOf, optional, range, setOf, queue, spec, state, table, choice } from "allways";
export default spec({
  name: "x", about: "y",
  parameters: { variant: choice("v", { values: ["V0", "V1"], default: "V0" }) },
  matrix: [{ variant: ["V0", "V1"] }],
  build({ variant }) {
    const Page = indexSet("page", 2);
    const Mm = indexSet("mm", 2);
    const w = state({ pages: table(Page, { ref: range(-1, 5), bit: bool }), mms: table(Mm, { pte: optional(Page), waiters: setOf(Page) }), flag: table(Mm, range(0, 3)), ch: queue(2, { a: bool, page: Page }), free: bool, mode: oneOf("a", "b") });
    const Err = oneOf("ok", "ENOMEM");
    const alloc = w.procedure("alloc", { params: { mm: Mm }, locals: { page: Page }, returns: Err }, (p) => {
      p.choose("pick", Page, (k, _l, page) => k.pages[page].ref === 0, (k, l, page) => { k.pages[page].ref++; l.page = page; k.mms[l.mm].waiters.add(page); k.ch.push({ a: true, page }); });
      p.if("test", (k, l) => k.flag[l.mm] + 1 > 2, () => p.return("ENOMEM"));
      if (variant === "V0") p.step("v0");
      p.return("ok");
    });
    const main = w.procedure("main", { params: { mm: Mm }, locals: { ret: Err, page: Page } }, (p) => {
      p.call(alloc, (l) => ({ mm: l.mm }), "ret");
      p.if((l) => l.ret === "ok", () => p.step("fine", (k, l) => { k.mms[l.mm].pte = null; k.flag[l.mm] = 2; }));
      p.while((l) => l.ret !== "ok", () => p.step("z"));
    });
    const idle = w.procedure("idle", (p) => p.step("x"));
    return w.system({
      processes: { main: each(Mm, (mm) => main.start({ mm })), idle: idle.start() },
      initially: anyOf(range(1, 3), (k, n) => { k.flag.mm0 = n; }),
      properties: ({ invariant }) => [invariant("a", "b", (k, { main, idle }) => Mm.every((m) => main[m].done || k.flag[m] > 0) && idle.done)],
    });
  },
  expect: [{ when: { variant: "V1" }, violated: ["x"] }],
});
