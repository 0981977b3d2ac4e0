import { describe, expect, it } from "vitest";
import { applyFact, EMPTY_FLOOR, type Floor, readFloor } from "./floor";
import type { Fact, FactBody } from "./types";

let seq = 0;
const fact = (body: FactBody, at_ms: number): Fact => ({ ...body, seq: ++seq, at_ms, actor: "switch" });
const play = (floor: Floor, ...facts: Fact[]) => facts.reduce(applyFact, floor);

describe("the floor", () => {
  it("follows one call from the menu to its end", () => {
    const waiting = play(
      EMPTY_FLOOR,
      fact({ kind: "call_started", call: "c1", from: "138****0000", to: "95000", trunk: "demo" }, 0),
      fact({ kind: "queue_entered", call: "c1", queue: "aftersale", priority: 0 }, 4_000),
    );
    expect(waiting.queues.aftersale?.waiting).toEqual([{ call: "c1", from: "138****0000", since_ms: 4_000 }]);
    expect(waiting.calls.c1).toMatchObject({ state: "waiting", since_ms: 4_000 });
    const talking = play(
      waiting,
      fact({ kind: "queue_left", call: "c1", queue: "aftersale", outcome: "answered", wait_ms: 6_000 }, 10_000),
      fact({ kind: "call_bridged", call: "c1", leg: "c1.1", agent: "a1" }, 10_000),
      fact({ kind: "agent_state_changed", agent: "a1", state: "talking", call: "c1" }, 10_000),
      fact({ kind: "hold_started", call: "c1", by: "agent" }, 12_000),
    );
    expect(talking.queues.aftersale?.waiting).toEqual([]);
    expect(talking.queues.aftersale?.today).toMatchObject({ offered: 1, answered: 1 });
    expect(talking.agents.a1).toMatchObject({ state: "talking", calls_today: 1, call: "c1" });
    expect(talking.calls.c1).toMatchObject({ state: "on_hold", wait_ms: 6_000, agent: "a1" });
    const after = play(
      talking,
      fact(
        { kind: "call_ended", call: "c1", cause: "customer_hung_up", status: 200, talk_ms: 30_000, hold_ms: 0 },
        40_000,
      ),
      fact({ kind: "agent_state_changed", agent: "a1", state: "wrap_up", call: "c1", until: 70_000 }, 40_000),
    );
    expect(after.calls.c1).toBeUndefined();
    expect(after.agents.a1).toMatchObject({ state: "wrap_up", until_ms: 70_000 });
  });

  it("takes figures from the server and never makes up a service level", () => {
    const floor = readFloor({
      queues: { aftersale: { ready: 3, waiting: [], today: { offered: 9, answered: 8, service_level_percent: 88.5 } } },
    });
    const after = play(
      floor,
      fact({ kind: "queue_left", call: "c2", queue: "aftersale", outcome: "abandoned", wait_ms: 9 }, 1),
    );
    expect(after.queues.aftersale).toMatchObject({
      ready: 3,
      today: { offered: 10, abandoned: 1, service_level_percent: 88.5 },
    });
  });

  it("shows no call of which only a later step is in sight", () => {
    expect(play(EMPTY_FLOOR, fact({ kind: "hold_started", call: "c9", by: "agent" }, 1)).calls).toEqual({});
  });

  it("never changes the floor it was given", () => {
    const before = readFloor({ agents: { a1: { state: "ready", since_ms: 1 } } });
    const copy = structuredClone(before);
    play(before, fact({ kind: "agent_state_changed", agent: "a1", state: "away", reason: "break" }, 5));
    expect(before).toEqual(copy);
  });
});
