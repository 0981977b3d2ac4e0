import { describe, expect, it } from "vitest";
import { readFloor } from "../api/floor";
import type { Fact, FactBody } from "../api/types";
import { can, type DeskState, reduce, START } from "./model";

const ME = "agent-1";
let seq = 0;
const fact = (body: FactBody, at_ms = 1_000): Fact => ({ ...body, seq: ++seq, at_ms, actor: "switch" });
const play = (from: DeskState, ...facts: Fact[]) =>
  facts.reduce((desk, one) => reduce(desk, { type: "fact", fact: one }), from);

const ready = reduce(START, {
  type: "snapshot",
  agent: ME,
  floor: readFloor({ agents: { [ME]: { state: "ready", since_ms: 500 } }, queues: {}, calls: {} }),
});
const offer = fact({ kind: "offer_made", call: "c1", leg: "c1.1", agent: ME, queue: "aftersale", wait_ms: 12_000 });
const rings = fact({ kind: "agent_state_changed", agent: ME, state: "ringing", call: "c1", until: 16_000 });
const talks = fact({ kind: "agent_state_changed", agent: ME, state: "talking", call: "c1" }, 5_000);
const bridged = fact({ kind: "call_bridged", call: "c1", leg: "c1.1", agent: ME }, 5_000);

describe("the desk", () => {
  it("starts from a snapshot in the middle of a call", () => {
    const desk = reduce(START, {
      type: "snapshot",
      agent: ME,
      floor: readFloor({
        agents: { [ME]: { state: "talking", call: "c9", since_ms: 700 } },
        calls: {
          c9: {
            from_masked: "138****0000",
            to: "95000",
            queue: "presale",
            state: "talking",
            since_ms: 700,
            wait_ms: 3,
          },
        },
      }),
    });
    expect(desk.call).toMatchObject({ id: "c9", from: "138****0000", queue: "presale", bridged_ms: 700 });
  });

  it("rings by the fact of the offer, in whichever order the two facts come", () => {
    for (const facts of [
      [offer, rings],
      [rings, offer],
    ]) {
      const desk = play(ready, ...facts);
      expect(desk.state).toEqual({ state: "ringing", call: "c1", until: 16_000 });
      expect(desk.call).toMatchObject({ id: "c1", queue: "aftersale", queued_ms: -11_000 });
      expect(can.answer(desk)).toBe(true);
    }
  });

  it("never shows answered before the switch says so", () => {
    const asked = reduce(play(ready, offer, rings), { type: "asked", act: "answer" });
    expect(asked.state.state).toBe("ringing");
    expect(asked.pending).toBe("answer");
    expect(can.answer(asked)).toBe(false);
    const answered = play(asked, talks, bridged);
    expect(answered.state.state).toBe("talking");
    expect(answered.pending).toBeNull();
    expect(answered.call?.bridged_ms).toBe(5_000);
  });

  it("keeps an answer that lost the race against the caller's hang-up from hanging", () => {
    const asked = reduce(play(ready, offer, rings), { type: "asked", act: "answer" });
    const gone = play(asked, fact({ kind: "agent_state_changed", agent: ME, state: "ready" }, 6_000));
    expect(gone).toMatchObject({ state: { state: "ready" }, pending: null, call: null });
  });

  it("holds and resumes by facts, and only the agent's own hold can be resumed", () => {
    const talking = play(ready, offer, rings, talks, bridged);
    const asked = reduce(talking, { type: "asked", act: "hold" });
    const held = play(asked, fact({ kind: "hold_started", call: "c1", by: "agent" }, 7_000));
    expect(held.call?.held_since_ms).toBe(7_000);
    expect(held.pending).toBeNull();
    expect(can.sendDigit(held)).toBe(false);
    const back = play(held, fact({ kind: "hold_ended", call: "c1", held_ms: 1_000 }, 8_000));
    expect(back.call?.held_since_ms).toBeNull();
    const byCustomer = play(back, fact({ kind: "hold_started", call: "c1", by: "customer" }, 9_000));
    expect(can.hold(byCustomer)).toBe(false);
  });

  it("keeps the call through wrap-up and forgets it afterwards", () => {
    const wrapUp = play(
      ready,
      offer,
      rings,
      talks,
      bridged,
      fact({ kind: "agent_state_changed", agent: ME, state: "wrap_up", call: "c1", until: 60_000 }, 20_000),
      fact(
        { kind: "call_ended", call: "c1", cause: "customer_hung_up", status: 200, talk_ms: 15_000, hold_ms: 0 },
        20_000,
      ),
    );
    expect(wrapUp.state).toEqual({ state: "wrap_up", call: "c1", until: 60_000 });
    expect(wrapUp.call).toMatchObject({ id: "c1", ended_ms: 20_000 });
    expect(can.finish(wrapUp)).toBe(true);
    const after = play(wrapUp, fact({ kind: "agent_state_changed", agent: ME, state: "ready" }, 30_000));
    expect(after.call).toBeNull();
  });

  it("says why calls stopped after a missed offer", () => {
    const missed = play(
      ready,
      offer,
      rings,
      fact({ kind: "agent_state_changed", agent: ME, state: "away", reason: "missed_offer", cause: "missed_offer" }),
    );
    expect(missed.cause).toBe("missed_offer");
    expect(can.goReady(missed)).toBe(true);
  });

  it("ignores other agents and other calls", () => {
    const other = play(
      ready,
      fact({ kind: "agent_state_changed", agent: "agent-2", state: "talking", call: "c2" }),
      fact({ kind: "hold_started", call: "c2", by: "agent" }),
    );
    expect(other).toEqual(ready);
  });

  it("merges the steps read by HTTP with those heard live, each once, in order", () => {
    const desk = play(ready, offer, rings);
    const early: Fact = {
      kind: "call_started",
      call: "c1",
      from: "138****0000",
      to: "95000",
      trunk: "demo",
      seq: 0,
      at_ms: 100,
      actor: "outside",
    };
    const read = reduce(desk, {
      type: "call_read",
      call: { id: "c1", from: "138****0000", to: "95000", started_ms: 100, facts: [early, offer] },
    });
    expect(read.call?.facts.map((one) => one.kind)).toEqual(["call_started", "offer_made"]);
    expect(read.call).toMatchObject({ from: "138****0000", started_ms: 100, queue: "aftersale" });
  });

  it("drops what is pending when a snapshot comes: the switch knows better", () => {
    const asked = reduce(ready, { type: "asked", act: "go_away" });
    const again = reduce(asked, {
      type: "snapshot",
      agent: ME,
      floor: readFloor({ agents: { [ME]: { state: "away", reason: "break", since_ms: 900 } } }),
    });
    expect(again).toMatchObject({ state: { state: "away", reason: "break" }, pending: null });
  });
});
