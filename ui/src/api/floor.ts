// The floor as this browser knows it: the server's snapshot, then every fact applied in order. Pure.
//
// States, calls and who waits follow each fact at once. Figures with a formula (service level, handling time) and the
// counts by queue are the server's: pages that show them ask for a snapshot now and then (`live.refreshSoon`).

import type { AgentState, AwayReason, Fact, StateName } from "./types";

export interface FloorAgent {
  person: string;
  state: StateName;
  since_ms: number;
  call: string | null;
  until_ms: number | null;
  reason: AwayReason | null;
  has_browser_phone: boolean;
  calls_today: number;
  missed_today: number;
  aht_ms: number | null;
  occupancy_percent: number | null;
}

export type CallStage = "ivr" | "waiting" | "ringing" | "talking" | "on_hold";

export interface FloorCall {
  call: string;
  from: string;
  to: string;
  queue: string | null;
  agent: string | null;
  state: CallStage;
  /** When this state began. */
  since_ms: number;
  started_ms: number;
  /** Waits in queues that are over. */
  wait_ms: number;
}

export interface QueueDay {
  offered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  service_level_percent: number | null;
  abandonment_percent: number | null;
  aht_ms: number | null;
}

export interface FloorQueue {
  queue: string;
  waiting: { call: string; from: string; since_ms: number }[];
  ready: number;
  ringing: number;
  talking: number;
  wrap_up: number;
  away: number;
  today: QueueDay;
}

export interface Floor {
  agents: Record<string, FloorAgent>;
  queues: Record<string, FloorQueue>;
  calls: Record<string, FloorCall>;
}

export const EMPTY_FLOOR: Floor = { agents: {}, queues: {}, calls: {} };

type Json = Record<string, unknown>;

const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

function mapOf<T>(value: unknown, read: (id: string, item: Json) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object(value)).map(([id, item]) => [id, read(id, object(item))]));
}

export function readFloor(json: unknown): Floor {
  const from = object(json);
  return {
    agents: mapOf(from.agents, readAgent),
    queues: mapOf(from.queues, readQueue),
    calls: mapOf(from.calls, readCall),
  };
}

function readAgent(person: string, item: Json): FloorAgent {
  const today = object(item.today);
  return {
    person,
    state: (text(item.state) ?? "offline") as StateName,
    since_ms: number(item.since_ms) ?? 0,
    call: text(item.call),
    until_ms: number(item.until),
    reason: text(item.reason) as AwayReason | null,
    has_browser_phone: item.has_browser_phone === true,
    calls_today: number(today.calls) ?? 0,
    missed_today: number(today.missed) ?? 0,
    aht_ms: number(today.aht_ms),
    occupancy_percent: number(today.occupancy_percent),
  };
}

function readQueue(queue: string, item: Json): FloorQueue {
  const today = object(item.today);
  const waiting = Array.isArray(item.waiting) ? item.waiting.map(object) : [];
  return {
    queue,
    waiting: waiting.map((one) => ({
      call: String(one.call),
      from: text(one.from_masked) ?? "",
      since_ms: number(one.since_ms) ?? 0,
    })),
    ready: number(item.ready) ?? 0,
    ringing: number(item.ringing) ?? 0,
    talking: number(item.talking) ?? 0,
    wrap_up: number(item.wrap_up) ?? 0,
    away: number(item.away) ?? 0,
    today: {
      offered: number(today.offered) ?? 0,
      answered: number(today.answered) ?? 0,
      abandoned: number(today.abandoned) ?? 0,
      overflowed: number(today.overflowed) ?? 0,
      service_level_percent: number(today.service_level_percent),
      abandonment_percent: number(today.abandonment_percent),
      aht_ms: number(today.aht_ms),
    },
  };
}

function readCall(call: string, item: Json): FloorCall {
  return {
    call,
    from: text(item.from_masked) ?? "",
    to: text(item.to) ?? "",
    queue: text(item.queue),
    agent: text(item.agent),
    state: (text(item.state) ?? "ivr") as CallStage,
    since_ms: number(item.since_ms) ?? 0,
    started_ms: number(item.started_ms) ?? 0,
    wait_ms: number(item.wait_ms) ?? 0,
  };
}

export function applyFact(floor: Floor, fact: Fact): Floor {
  switch (fact.kind) {
    case "call_started": {
      const call = readCall(fact.call, {
        from_masked: fact.from,
        to: fact.to,
        since_ms: fact.at_ms,
        started_ms: fact.at_ms,
      });
      return { ...floor, calls: { ...floor.calls, [fact.call]: call } };
    }
    case "queue_entered":
      return queueEntered(floor, fact);
    case "offer_made":
      return patchCall(floor, fact.call, {
        agent: fact.agent,
        state: "ringing",
        queue: fact.queue,
        since_ms: fact.at_ms,
      });
    case "offer_ended":
      return fact.outcome === "answered"
        ? floor
        : patchCall(floor, fact.call, { agent: null, state: "waiting", since_ms: fact.at_ms });
    case "queue_left":
      return queueLeft(floor, fact);
    case "call_bridged":
      return patchCall(floor, fact.call, { agent: fact.agent, state: "talking", since_ms: fact.at_ms });
    case "hold_started":
      return patchCall(floor, fact.call, { state: "on_hold", since_ms: fact.at_ms });
    case "hold_ended":
      return patchCall(floor, fact.call, { state: "talking", since_ms: fact.at_ms });
    case "call_ended": {
      const { [fact.call]: _gone, ...calls } = floor.calls;
      return { ...floor, calls };
    }
    case "agent_state_changed":
      return agentChanged(floor, fact);
    case "browser_phone_connected":
    case "browser_phone_lost":
      return patchAgent(floor, fact.agent, { has_browser_phone: fact.kind === "browser_phone_connected" });
    default:
      return floor;
  }
}

/** A call that is not in sight stays out of it. */
function patchCall(floor: Floor, id: string, patch: Partial<FloorCall>): Floor {
  const before = floor.calls[id];
  return before ? { ...floor, calls: { ...floor.calls, [id]: { ...before, ...patch } } } : floor;
}

function patchAgent(floor: Floor, id: string, patch: Partial<FloorAgent>): Floor {
  const before = floor.agents[id] ?? readAgent(id, {});
  return { ...floor, agents: { ...floor.agents, [id]: { ...before, ...patch } } };
}

function queueEntered(floor: Floor, fact: Extract<Fact, { kind: "queue_entered" }>): Floor {
  const next = patchCall(floor, fact.call, { queue: fact.queue, state: "waiting", since_ms: fact.at_ms });
  const queue = floor.queues[fact.queue] ?? readQueue(fact.queue, {});
  if (queue.waiting.some((one) => one.call === fact.call)) return next;
  const caller = { call: fact.call, from: floor.calls[fact.call]?.from ?? "", since_ms: fact.at_ms };
  return { ...next, queues: { ...next.queues, [fact.queue]: { ...queue, waiting: [...queue.waiting, caller] } } };
}

function queueLeft(floor: Floor, fact: Extract<Fact, { kind: "queue_left" }>): Floor {
  const queue = floor.queues[fact.queue] ?? readQueue(fact.queue, {});
  const today = {
    ...queue.today,
    offered: queue.today.offered + 1,
    [fact.outcome]: queue.today[fact.outcome] + 1,
  };
  const waiting = queue.waiting.filter((one) => one.call !== fact.call);
  const next = patchCall(floor, fact.call, { wait_ms: (floor.calls[fact.call]?.wait_ms ?? 0) + fact.wait_ms });
  return { ...next, queues: { ...next.queues, [fact.queue]: { ...queue, waiting, today } } };
}

function agentChanged(floor: Floor, fact: Extract<Fact, { kind: "agent_state_changed" }>): Floor {
  const state = fact as AgentState;
  const before = floor.agents[fact.agent];
  const isNewCall = state.state === "talking" && before?.state !== "talking";
  return patchAgent(floor, fact.agent, {
    state: state.state,
    since_ms: fact.at_ms,
    call: "call" in state ? state.call : null,
    until_ms: "until" in state ? state.until : null,
    reason: state.state === "away" ? state.reason : null,
    calls_today: (before?.calls_today ?? 0) + (isNewCall ? 1 : 0),
  });
}
