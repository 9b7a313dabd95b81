import { bool, choice, oneOf, range, spec, state } from "allways";

/**
 * One direction of a link that spoils what it carries: every packet is acknowledged before the next one is sent, and a bit tells a new packet from a repeated one. K. A. Bartlett,
 * R. A. Scantlebury and P. T. Wilkinson, "A note on reliable full-duplex transmission over half-duplex links", Communications of the ACM 12(5), 1969. Step by step as abp.m of
 * the Murphi examples (ex/others of CMurphi): 80 states and 176 rules. One of the values sent, and only one, is a 1: if a 1 arrives twice, a packet was taken twice.
 * (alternating-bit has queues, and loses.)
 *
 * The bug is a receiver that takes every packet for a new one.
 */
export default spec({
  name: "simplex-link",
  about: "what is sent over a link that spoils packets and acknowledgements arrives once",
  parameters: {
    bug: choice("blind: the receiver does not look at the bit", { values: ["none", "blind"], default: "none" }),
  },
  matrix: [{ bug: ["none", "blind"] }],
  build({ bug }) {
    const bit = range(0, 1);
    const world = state({
      packet: { is: oneOf("none", "whole", "spoilt"), value: bit, bit },
      acknowledgement: { is: oneOf("whole", "none", "spoilt"), bit },
      /** What the user wants to send, and what the sender sent last, with which bit. */
      value: bit,
      sender: { value: bit, bit: range(0, 1, 1), sentOne: bool },
      receiver: { expects: bit, gotOne: bool },
    });
    const twice = world.assertion("twice", "a packet is taken once");

    const user = world.procedure("user", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await("wants to send 0", (k) => k.acknowledgement.is !== "none", (k) => {
              k.value = 0;
            }),
          () =>
            p.await("wants to send 1", (k) => k.acknowledgement.is !== "none" && !k.sender.sentOne, (k) => {
              k.value = 1;
            }),
        ),
      );
    });

    const sender = world.procedure("sender", (p) => {
      p.loop(() =>
        p.await("send", (k) => k.acknowledgement.is !== "none", (k) => {
          const { sender } = k;
          if (k.acknowledgement.is === "whole" && k.acknowledgement.bit !== sender.bit) {
            sender.bit = 1 - sender.bit;
            if (sender.sentOne) k.value = 0;
            sender.value = k.value;
            if (k.value === 1) sender.sentOne = true;
          }
          k.packet = { is: "whole", value: sender.value, bit: sender.bit };
          k.acknowledgement = { is: "none", bit: 0 };
        }),
      );
    });

    const receiver = world.procedure("receiver", (p) => {
      p.loop(() =>
        p.await("receive", (k) => k.packet.is !== "none", (k) => {
          const { packet, receiver } = k;
          if (packet.is === "whole" && (packet.bit === receiver.expects || bug === "blind")) {
            receiver.expects = 1 - packet.bit;
            twice.warnOn(packet.value === 1 && receiver.gotOne);
            if (packet.value === 1) receiver.gotOne = true;
          }
          k.acknowledgement = { is: "whole", bit: receiver.expects };
          k.packet = { is: "none", value: 0, bit: 0 };
        }),
      );
    });

    const link = world.procedure("link", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await("spoil the packet", (k) => k.packet.is === "whole", (k) => {
              k.packet = { is: "spoilt", value: 0, bit: 0 };
            }),
          () =>
            p.await("spoil the acknowledgement", (k) => k.acknowledgement.is === "whole", (k) => {
              k.acknowledgement = { is: "spoilt", bit: 0 };
            }),
        ),
      );
    });

    return world.system({
      processes: { user: user.start(), sender: sender.start(), receiver: receiver.start(), link: link.start() },
      properties: ({ invariant, reachable }) => [
        invariant("delivered", "when the receiver waits for another bit than the sender's, it has got what was sent", (k) => k.receiver.expects === k.sender.bit || k.receiver.gotOne === k.sender.sentOne),
        invariant("half-duplex", "either a packet is under way or an acknowledgement", (k) => (k.packet.is === "none") !== (k.acknowledgement.is === "none")),
        reachable("sent", "a 1 can arrive", (k) => k.receiver.gotOne),
        reachable("spoilt-packet", "a packet can be spoilt", (k) => k.packet.is === "spoilt"),
        reachable("spoilt-acknowledgement", "an acknowledgement can be spoilt", (k) => k.acknowledgement.is === "spoilt"),
      ],
    });
  },
  expect: [
    { when: { bug: "none" }, violated: [], states: 80, transitions: 176 },
    { violated: ["twice"], shortest: { twice: 6 } },
  ],
});
