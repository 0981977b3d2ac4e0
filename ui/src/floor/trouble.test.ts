import { describe, expect, it } from "vitest";
import { readFloor } from "../api/floor";
import { agentTrouble, boardFigures, queueTrouble, sortAgents, toneAbove, toneBelow } from "./trouble";

const floor = readFloor({
  agents: {
    a: { state: "ready", since_ms: 0 },
    b: { state: "away", reason: "missed_offer", since_ms: 0 },
    c: { state: "talking", call: "x", since_ms: 0 },
    d: { state: "away", reason: "break", since_ms: 0 },
  },
  queues: {
    calm: { ready: 1, waiting: [], today: { offered: 10, answered: 10, abandoned: 0, service_level_percent: 100 } },
    full: {
      ready: 0,
      waiting: [{ call: "y", from_masked: "138****0000", since_ms: 0 }],
      today: { offered: 30, answered: 20, abandoned: 10, service_level_percent: 50 },
    },
  },
});
const board = {
  service_level_percent: { green: 80, amber: 70 },
  abandoned_percent: { green: 5, amber: 10 },
  waiting: { green: 3, amber: 6 },
  longest_wait_ms: { green: 20_000, amber: 60_000 },
};

describe("trouble", () => {
  it.each([
    [null, "plain"],
    [3, "good"],
    [6, "warn"],
    [7, "bad"],
  ])("%s waiting is %s", (value, tone) => expect(toneAbove(value, board.waiting)).toBe(tone));

  it.each([
    [80, "good"],
    [79.9, "warn"],
    [69.9, "bad"],
  ])("a service level of %s is %s", (value, tone) => expect(toneBelow(value, board.service_level_percent)).toBe(tone));

  it("puts the queue first where people wait and nobody serves", () => {
    const [calm, full] = [floor.queues.calm, floor.queues.full];
    if (!calm || !full) throw new Error("both queues are there");
    expect(queueTrouble(full, 61_000, board)).toBeGreaterThan(queueTrouble(calm, 61_000, board));
  });

  it("sorts agents by trouble, then by state", () => {
    const sorted = sortAgents(Object.values(floor.agents), "trouble", 1_000, (id) => id);
    expect(sorted.map((one) => one.person)).toEqual(["b", "c", "a", "d"]);
    expect(sorted.map((one) => agentTrouble(one, 1_000))).toEqual(["missed", null, null, null]);
  });

  it("weighs the board's percentages by calls", () => {
    const all = boardFigures(floor, undefined, 61_000, undefined);
    expect(all).toMatchObject({ waiting: 1, longest: 61_000, level: 62.5, abandonment: 25, ready: 1, talking: 1 });
    expect(boardFigures(floor, "calm", 0, undefined)).toMatchObject({ waiting: 0, longest: null, level: 100 });
  });
});
