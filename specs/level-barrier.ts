import { bool, choice, each, indexSet, integer, range, spec, state, table } from "allways";

/**
 * How the threads of a search go from level to level together (checker/search/parallel/shard.ts and board.ts), as a spec: what checks others is checked itself.
 * A shard expands its states and sends successors to their shards; when all have expanded, and nothing is under way, the next level begins. Whoever has nothing to
 * do sleeps on a doorbell: it takes the bell's number, looks for work, and falls asleep only if the number is still the same (`Atomics.wait`). Whoever has changed
 * something rings: counts the bell up, and wakes the sleeper if it says that it sleeps. A channel is a bit here: something waits in it or not; ring.ts has the rest.
 *
 * The bugs are what one could get wrong. `late-look`: whether all have expanded is looked at after the channels, when more may have been sent in between.
 * `late-bell`: the bell's number is taken after looking for work, so that what happens between is slept over. `late-note`: who rings looks for a sleeper first.
 */
export default spec({
  name: "level-barrier",
  about: "the threads of a search finish a level together: nothing is lost, and nobody sleeps for ever",
  parameters: {
    shards: integer("how many threads there are", { from: 2, to: 3, default: 2 }),
    levels: integer("how many levels the search has", { from: 1, to: 3, default: 2 }),
    bug: choice("what is done too late", { values: ["none", "late-look", "late-bell", "late-note"], default: "none" }),
  },
  matrix: [{ bug: ["none", "late-look", "late-bell", "late-note"] }],
  build({ shards, levels, bug }) {
    const Shard = indexSet("shard", shards);
    // Every shard rings every bell at two barriers, and may ring the others' once for what it sends and once for what it has taken.
    const rings = levels * shards * 4;
    const world = state({
      waiting: table(Shard, table(Shard, bool)),
      expanded: range(0, levels * shards),
      drained: range(0, levels * shards),
      bell: table(Shard, range(0, rings)),
      saysThatItSleeps: table(Shard, bool),
      sleeps: table(Shard, bool),
    });
    const lost = world.assertion("lost", "when a shard goes on to the next level, no state of this one is still under way to it");

    const ring = world.procedure("ring", { params: { to: Shard }, locals: { itSleeps: bool } }, (p) => {
      const count = (): void =>
        p.step("count up", (k, l) => {
          k.bell[l.to]++;
        });
      if (bug !== "late-note") count();
      p.step("does it sleep?", (k, l) => {
        l.itSleeps = k.saysThatItSleeps[l.to];
      });
      if (bug === "late-note") count();
      p.if((l) => l.itSleeps, () => {
        p.step("Atomics.notify", (k, l) => {
          k.sleeps[l.to] = false;
        });
      });
    });

    const sleep = world.procedure("sleep", { params: { own: Shard, bell: range(0, rings) } }, (p) => {
      p.step("say so", (k, l) => {
        k.saysThatItSleeps[l.own] = true;
      });
      p.step("Atomics.wait", (k, l) => {
        k.sleeps[l.own] = k.bell[l.own] === l.bell;
      });
      p.await("woken", (k, l) => !k.sleeps[l.own]);
      p.step("take it back", (k, l) => {
        k.saysThatItSleeps[l.own] = false;
      });
    });

    const shard = world.procedure("shard", { params: { own: Shard }, locals: { level: range(1, levels + 1), bell: range(0, rings), all: bool, some: bool } }, (p) => {
      const takeBell = (label: string): void =>
        p.step(label, (k, l) => {
          l.bell = k.bell[l.own];
        });
      const look = (): void =>
        p.step("have all expanded?", (k, l) => {
          l.all = k.expanded >= l.level * shards;
        });
      const ringAll = (): void => {
        for (const to of Shard) p.call(ring, () => ({ to }));
      };
      const goToSleep = (): void => p.call(sleep, (l) => ({ own: l.own, bell: l.bell }));

      p.step("begin", (_, l) => {
        l.level = 1;
      });
      p.while((l) => l.level <= levels, () => {
        for (const to of Shard) {
          p.unless((l) => l.own === to, () => {
            p.either(
              () => p.step(`no successor for ${to}`),
              () => {
                p.step(`a successor for ${to}`, (k, l) => {
                  k.waiting[l.own][to] = true;
                });
                p.call(ring, () => ({ to }));
              },
            );
          });
        }
        p.step("arrive: expanded", (k) => {
          k.expanded++;
        });
        ringAll();
        p.loop(() => {
          if (bug !== "late-bell") takeBell("take the bell's number");
          if (bug !== "late-look") look();
          p.step("drain", (k, l) => {
            l.some = Shard.some((from) => k.waiting[from][l.own]);
            for (const from of Shard) k.waiting[from][l.own] = false;
          });
          if (bug === "late-look") look();
          p.unless((l) => l.some, () => {
            p.if((l) => l.all, () => p.break());
            if (bug === "late-bell") takeBell("take the bell's number");
            goToSleep();
          });
        });
        p.step("next level", (k, l) => {
          lost.bugOn(Shard.some((from) => k.waiting[from][l.own]));
        });
        p.step("arrive: drained", (k) => {
          k.drained++;
        });
        ringAll();
        p.loop(() => {
          takeBell("take the bell's number again");
          p.if("have all drained?", (k, l) => k.drained >= l.level * shards, () => p.break());
          goToSleep();
        });
        p.step("go on", (_, l) => {
          l.level++;
        });
      });
    });

    return world.system({
      processes: { shard: each(Shard, (own) => shard.start({ own })) },
      properties: ({ reachable }) => [
        reachable("under-way", "every shard can have something waiting from every other", (k) => Shard.every((from) => Shard.others(from).every((to) => k.waiting[from][to]))),
        ...Shard.members.map((own) => reachable(`${own} sleeps`, "can fall asleep while the others have work to do", (k) => k.sleeps[own] && k.expanded < shards)),
        ...Shard.members.map((own) => reachable(`${own} sleeps again`, "can fall asleep at the second barrier", (k) => k.sleeps[own] && k.expanded === shards && k.drained < shards && k.drained > 0)),
      ],
    });
  },
  expect: [
    { when: { shards: 2, levels: 2, bug: "none" }, violated: [], states: 101_822, transitions: 200_136, depth: 97 },
    { when: { bug: "none" }, violated: [] },
    // The shard that finds what it must not find ends there, and the other waits for it.
    { when: { shards: 2, levels: 2, bug: "late-look" }, violated: ["lost", "deadlock"], shortest: { lost: 16 } },
    { when: { shards: 2, levels: 2, bug: "late-bell" }, violated: ["deadlock"], shortest: { deadlock: 31 } },
    { when: { shards: 2, levels: 2, bug: "late-note" }, violated: ["deadlock"], shortest: { deadlock: 75 } },
  ],
});
