import { bool, each, indexSet, integer, range, spec, state, table } from "allways";

export default spec({
  name: "refcount-pool",
  about: "processes map and unmap pages of a pool whose pages are freed by the last put",
  parameters: {
    processes: integer("how many processes use the pool", { from: 1, to: 8, default: 3 }),
    pages: integer("how many pages the pool has", { from: 1, to: 4, default: 2 }),
  },
  build({ processes, pages }) {
    const Process = indexSet("process", processes);
    const Page = indexSet("page", pages);
    const world = state({
      pages: table(Page, { refcount: range(0, processes + 1), mapcount: range(0, processes), free: bool }),
    });

    const put = world.procedure("put_page", { params: { page: Page } }, (p) => {
      p.if(
        "put and test",
        (k, l) => --k.pages[l.page].refcount === 0,
        () => {
          p.step("return to the pool", (k, l) => {
            k.pages[l.page].free = true;
          });
          p.step("finish the free");
        },
      );
    });

    const use = world.procedure("use_page", { locals: { page: Page } }, (p) => {
      p.choose(
        "get",
        Page,
        (k, _, page) => k.pages[page].refcount > 0,
        (k, l, page) => {
          k.pages[page].refcount++;
          l.page = page;
        },
      );
      p.step("map", (k, l) => {
        k.pages[l.page].mapcount++;
      });
      p.step("unmap", (k, l) => {
        k.pages[l.page].mapcount--;
      });
      p.call(put, (l) => ({ page: l.page }));
    });

    const allocate = world.procedure("allocate_page", { locals: { page: Page } }, (p) => {
      p.choose(
        "take from the pool",
        Page,
        (k, _, page) => k.pages[page].free,
        (k, l, page) => {
          k.pages[page].free = false;
          l.page = page;
        },
      );
      p.step("set refcount to 1", (k, l) => {
        k.pages[l.page].refcount = 1;
      });
      p.call(put, (l) => ({ page: l.page }));
    });

    const user = world.procedure("user", (p) => p.loop(() => p.call(use)));
    const allocator = world.procedure("allocator", (p) => p.loop(() => p.call(allocate)));

    return world.system({
      processes: { user: each(Process, () => user.start()), allocator: allocator.start() },
      initially: (k) => {
        for (const page of Page) k.pages[page].free = true;
      },
      properties: ({ invariant }) => [invariant("unmapped-when-free", "a free page is not mapped", (k) => Page.every((page) => !(k.pages[page].free && k.pages[page].mapcount > 0)))],
    });
  },
  matrix: [{ processes: [3, 4], pages: 2 }],
  expect: [
    { when: { processes: 4, pages: 2 }, violated: [], states: 31_671, transitions: 156_474 },
    { when: { processes: 5, pages: 2 }, violated: [], states: 252_693, transitions: 1_525_176 },
    { when: { processes: 6, pages: 2 }, violated: [], states: 2_072_061, transitions: 14_818_302 },
    { when: { processes: 7, pages: 2 }, violated: [], states: 17_375_715, transitions: 143_854_056 },
    { when: { processes: 8, pages: 2 }, violated: [], states: 148_321_611, transitions: 1_396_042_290 },
    { when: { processes: 4, pages: 3 }, violated: [], states: 270_292, transitions: 1_392_567 },
    { violated: [] },
  ],
});
