import { anyOf, bool, choice, each, indexSet, integer, oneOf, spec, state, table, type StateOf } from "allways";

/**
 * E. W. Dijkstra, W. H. J. Feijen and A. J. M. van Gasteren, "Derivation of a termination detection algorithm for distributed computations" (EWD 840), 1983; after
 * EWD840.tla of the TLA+ examples (github.com/tlaplus/Examples), where TLC finds 302 states for 3 nodes and 1,566 for 4. Every node starts active or
 * not, white or black, and the token, black, anywhere: 192 (1,024) initial states. TLC generates 2,001 (15,986): initial states and transitions, but a move of
 * the token once for every reason why it may move.
 *
 * The bug is a node that sends a message behind the token's back and does not turn black for it: the token passes the sender and says nothing.
 */
export default spec({
  name: "ewd840",
  about: "a token that goes around a ring finds out that all nodes have terminated",
  parameters: {
    nodes: integer("how many nodes the ring has", { from: 2, to: 6, default: 3 }),
    bug: choice("stays-white: a sender does not turn black", { values: ["none", "stays-white"], default: "none" }),
  },
  matrix: [{ nodes: [3, 4] }, { bug: "stays-white" }],
  build({ nodes, bug }) {
    const Node = indexSet("node", nodes);
    const color = oneOf("white", "black");
    const world = state({ active: table(Node, bool), color: table(Node, color), token: { at: Node, color } });
    const master = Node.first;
    const detected = (k: StateOf<typeof world>): boolean => k.token.at === master && k.token.color === "white" && k.color[master] === "white" && !k.active[master];

    const node = world.procedure("node", { params: { me: Node } }, (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await(
              "start a probe",
              (k, l) => l.me === master && k.token.at === master && (k.token.color === "black" || k.color[master] === "black"),
              (k) => {
                k.token = { at: Node.previous(master), color: "white" };
                k.color[master] = "white";
              },
            ),
          () =>
            p.await(
              "pass the token",
              (k, l) => l.me !== master && k.token.at === l.me && (!k.active[l.me] || k.color[l.me] === "black" || k.token.color === "black"),
              (k, l) => {
                k.token.at = Node.previous(l.me);
                if (k.color[l.me] === "black") k.token.color = "black";
                k.color[l.me] = "white";
              },
            ),
          () =>
            p.choose(
              "send to",
              Node,
              (k, l, receiver) => k.active[l.me] && receiver !== l.me,
              (k, l, receiver) => {
                k.active[receiver] = true;
                if (bug === "none" && Node.ordinal(receiver) > Node.ordinal(l.me)) k.color[l.me] = "black";
              },
            ),
          () =>
            p.await(
              "deactivate",
              (k, l) => k.active[l.me],
              (k, l) => {
                k.active[l.me] = false;
              },
            ),
        ),
      );
    });

    return world.system({
      processes: { node: each(Node, (me) => node.start({ me })) },
      initially: anyOf({ active: table(Node, bool), color: table(Node, color), at: Node }, (k, { active, color, at }) => {
        k.active = active;
        k.color = color;
        k.token = { at, color: "black" };
      }),
      properties: ({ invariant, alwaysPossible, terminal }) => [
        invariant("sound", "termination is detected only where all have terminated", (k) => !detected(k) || Node.every((node) => !k.active[node])),
        alwaysPossible("detected", "all can terminate, and that can be detected", detected),
        terminal("quiet", "nothing can happen only where termination is detected", detected),
      ],
    });
  },
  expect: [
    { when: { nodes: 3, bug: "none" }, violated: [], states: 302, transitions: 1_625, depth: 8 },
    { when: { nodes: 4, bug: "none" }, violated: [], states: 1_566, transitions: 13_938, depth: 11 },
    { when: { nodes: 3, bug: "stays-white" }, violated: ["sound"], shortest: { sound: 5 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["sound"] },
  ],
});
