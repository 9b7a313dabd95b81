import { anyOf, choice, indexSet, integer, queue, range, spec, state } from "allways";

/**
 * K. A. Bartlett, R. A. Scantlebury and P. T. Wilkinson, "A note on reliable full-duplex transmission over half-duplex links", Communications of the ACM 12(5), 1969.
 * After AlternatingBit.tla in L. Lamport, "Specifying Systems", section 14.5 (TLA+ examples, github.com/tlaplus/Examples), where TLC finds 240 states
 * for 2 data and channels of 2 messages, generates 1,392 (8 initial states and the transitions) and counts 10 levels.
 *
 * Channels are bounded there by a constraint: sending into a full channel counts as generated, but the state behind it does not exist. Here it leaves everything as it is.
 *
 * The bug is a sender that takes any acknowledgement for the one it waits for.
 */
export default spec({
  name: "alternating-bit",
  about: "a value arrives although channels lose and repeat, because it goes with a bit",
  parameters: {
    data: integer("how many values there are to send", { from: 1, to: 3, default: 2 }),
    capacity: integer("how many messages a channel holds", { from: 1, to: 4, default: 2 }),
    bug: choice("blind: an acknowledgement is not compared", { values: ["none", "blind"], default: "none" }),
  },
  matrix: [{ bug: ["none", "blind"] }],
  build({ data, capacity, bug }) {
    const Datum = indexSet("datum", data);
    const bit = range(0, 1);
    const world = state({
      messages: queue(capacity, { bit, datum: Datum }),
      acknowledgements: queue(capacity, bit),
      sender: { bit, acknowledged: bit, datum: Datum },
      receiver: { bit, datum: Datum },
    });

    const sender = world.procedure("sender", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.choose(
              "send a new value",
              Datum,
              (k) => k.sender.acknowledged === k.sender.bit,
              (k, _, datum) => {
                if (k.messages.isFull) return;
                k.sender.bit = 1 - k.sender.bit;
                k.sender.datum = datum;
                k.messages.push({ bit: k.sender.bit, datum });
              },
            ),
          () =>
            p.await(
              "send again",
              (k) => k.sender.acknowledged !== k.sender.bit,
              (k) => {
                if (!k.messages.isFull) k.messages.push({ bit: k.sender.bit, datum: k.sender.datum });
              },
            ),
          () =>
            p.await(
              "receive an acknowledgement",
              (k) => k.acknowledgements.length > 0,
              (k) => {
                const acknowledged = k.acknowledgements.shift();
                k.sender.acknowledged = bug === "blind" ? k.sender.bit : acknowledged;
              },
            ),
        ),
      );
    });

    const receiver = world.procedure("receiver", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await(
              "receive a message",
              (k) => k.messages.length > 0,
              (k) => {
                k.receiver = k.messages.shift();
              },
            ),
          () =>
            p.step("acknowledge", (k) => {
              if (!k.acknowledgements.isFull) k.acknowledgements.push(k.receiver.bit);
            }),
        ),
      );
    });

    /** Either channel loses any one of its messages. */
    const channels = world.procedure("channels", (p) => {
      const position = range(0, capacity - 1);
      const without = <T>(values: Iterable<T>, lost: number): T[] => [...values].filter((_, at) => at !== lost);
      p.loop(() =>
        p.either(
          () =>
            p.choose(
              "lose a message",
              position,
              (k, _, lost) => lost < k.messages.length,
              (k, _, lost) => {
                const left = without(k.messages, lost);
                k.messages.clear();
                for (const message of left) k.messages.push(message);
              },
            ),
          () =>
            p.choose(
              "lose an acknowledgement",
              position,
              (k, _, lost) => lost < k.acknowledgements.length,
              (k, _, lost) => {
                const left = without(k.acknowledgements, lost);
                k.acknowledgements.clear();
                for (const acknowledgement of left) k.acknowledgements.push(acknowledgement);
              },
            ),
        ),
      );
    });

    return world.system({
      processes: { sender: sender.start(), receiver: receiver.start(), channels: channels.start() },
      initially: anyOf({ bit, sent: Datum, received: Datum }, (k, { bit: start, sent, received }) => {
        k.sender = { bit: start, acknowledged: start, datum: sent };
        k.receiver = { bit: start, datum: received };
      }),
      properties: ({ invariant, reachable, alwaysPossible }) => [
        // When nothing is being sent, the receiver may still have what it started with.
        invariant("delivered", "while a value is being sent, a receiver with the sender's bit has that value", (k) => k.sender.bit !== k.receiver.bit || k.sender.acknowledged === k.sender.bit || k.sender.datum === k.receiver.datum),
        alwaysPossible("arrives", "what is sent can arrive and be acknowledged", (k) => k.sender.acknowledged === k.sender.bit && k.receiver.bit === k.sender.bit),
        reachable("lost", "a message can be lost", (k) => k.messages.length === 0 && k.sender.acknowledged !== k.sender.bit && k.receiver.bit !== k.sender.bit),
        reachable("full", "both channels can be full", (k) => k.messages.isFull && k.acknowledgements.isFull),
      ],
    });
  },
  expect: [
    { when: { data: 2, capacity: 2, bug: "none" }, violated: [], states: 240, transitions: 1_384, depth: 9 },
    { when: { data: 2, capacity: 2, bug: "blind" }, violated: ["delivered"], shortest: { delivered: 4 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["delivered"] },
  ],
});
