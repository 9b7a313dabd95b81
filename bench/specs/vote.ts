import { choice, each, indexSet, integer, oneOf, spec, state, table } from "allways";

/** One step reads a field of each of up to twelve voters, and stops at none of them. */
export default spec({
  name: "vote",
  about: "voters vote, and one step counts all votes",
  parameters: {
    voters: integer("how many voters there are", { from: 1, to: 12, default: 12 }),
    ballots: choice("which values a vote can have: with two there are 4,096 combinations, with three 531,441", { values: ["two", "three"], default: "two" }),
  },
  build({ voters, ballots }) {
    const Voter = indexSet("voter", voters);
    const world = state({ votes: table(Voter, ballots === "two" ? oneOf("no", "yes") : oneOf("none", "no", "yes")), result: oneOf("open", "rejected", "accepted") });
    const vote = world.procedure("vote", { params: { own: Voter } }, (p) => {
      p.choose("vote", oneOf("no", "yes"), (k, l, ballot) => {
        k.votes[l.own] = ballot;
      });
    });
    const count = world.procedure("count", (p) => {
      p.step("count", (k) => {
        k.result = Voter.members.filter((voter) => k.votes[voter] === "yes").length * 2 > voters ? "accepted" : "rejected";
      });
    });
    return world.system({ processes: { vote: each(Voter, (own) => vote.start({ own })), count: count.start() } });
  },
});
