import { each, indexSet, integer, queue, range, spec, state } from "allways";

/** A queue: taking its head moves all other elements. */
export default spec({
  name: "channel",
  about: "producers and consumers share a bounded queue",
  parameters: {
    capacity: integer("how many messages the queue holds", { from: 1, to: 12, default: 4 }),
    pairs: integer("how many producers there are, and consumers", { from: 1, to: 4, default: 2 }),
    kinds: integer("how many kinds of messages there are", { from: 1, to: 8, default: 4 }),
  },
  build({ capacity, pairs, kinds }) {
    const Process = indexSet("process", pairs);
    const Message = range(1, kinds);
    const world = state({ messages: queue(capacity, Message) });
    const produce = world.procedure("produce", { locals: { message: Message } }, (p) => {
      p.loop(() => {
        p.choose("make", Message, (_, l, message) => {
          l.message = message;
        });
        p.await("send", (k) => !k.messages.isFull, (k, l) => {
          k.messages.push(l.message);
        });
      });
    });
    const consume = world.procedure("consume", { locals: { message: Message } }, (p) => {
      p.loop(() => {
        p.await("receive", (k) => k.messages.length > 0, (k, l) => {
          l.message = k.messages.shift();
        });
        p.step("work");
      });
    });
    return world.system({ processes: { produce: each(Process, () => produce.start()), consume: each(Process, () => consume.start()) } });
  },
});
