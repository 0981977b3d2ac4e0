// The agent's desk as a pure reducer: what the switch said (facts, snapshots) and what was just asked for.
//
// It never decides what is allowed and never shows a state that the switch did not report: an act in flight is
// `pending`, shown as “正在接听…”, until a fact confirms it.

import type { Floor } from "../api/floor";
import type { AgentState, Fact } from "../api/types";

export type PendingAct =
  | "go_ready"
  | "go_away"
  | "answer"
  | "decline"
  | "hang_up"
  | "hold"
  | "resume"
  | "finish_wrap_up";

export interface DeskCall {
  id: string;
  from: string;
  to: string;
  queue: string | null;
  started_ms: number | null;
  wait_ms: number | null;
  /** When the wait that led to the offer began. */
  queued_ms: number | null;
  bridged_ms: number | null;
  held_since_ms: number | null;
  held_by: "agent" | "customer" | null;
  ended_ms: number | null;
  /** The call's steps in order of `seq`, as far as this agent may see them. */
  facts: Fact[];
}

export interface DeskState {
  agent: string | null;
  state: AgentState;
  since_ms: number;
  /** Why the present away began by itself. */
  cause: "missed_offer" | "device_lost" | null;
  /** The call that rings, talks or is wrapped up. */
  call: DeskCall | null;
  offered_ms: number | null;
  pending: PendingAct | null;
  /** Keys sent in this call. */
  digits: string;
  /** Calls whose disposition is saved. */
  disposed: Record<string, string>;
}

export type DeskEvent =
  | { type: "snapshot"; agent: string; floor: Floor }
  | { type: "fact"; fact: Fact }
  | { type: "call_read"; call: { id: string; from: string; to: string; started_ms: number; facts: Fact[] } }
  | { type: "asked"; act: PendingAct }
  | { type: "refused" }
  | { type: "digit"; digit: string }
  | { type: "disposed"; call: string; code: string };

export const START: DeskState = {
  agent: null,
  state: { state: "offline" },
  since_ms: 0,
  cause: null,
  call: null,
  offered_ms: null,
  pending: null,
  digits: "",
  disposed: {},
};

export function reduce(desk: DeskState, event: DeskEvent): DeskState {
  switch (event.type) {
    case "snapshot":
      return takeSnapshot(desk, event.agent, event.floor);
    case "fact":
      return takeFact(desk, event.fact);
    case "call_read":
      return callRead(desk, event.call);
    case "asked":
      return { ...desk, pending: event.act };
    case "refused":
      return { ...desk, pending: null };
    case "digit":
      return { ...desk, digits: desk.digits + event.digit };
    case "disposed":
      return { ...desk, disposed: { ...desk.disposed, [event.call]: event.code } };
  }
}

function newCall(id: string): DeskCall {
  return {
    id,
    from: "",
    to: "",
    queue: null,
    started_ms: null,
    wait_ms: null,
    queued_ms: null,
    bridged_ms: null,
    held_since_ms: null,
    held_by: null,
    ended_ms: null,
    facts: [],
  };
}

export function callOf(state: AgentState): string | null {
  return "call" in state ? state.call : null;
}

function takeSnapshot(desk: DeskState, agent: string, floor: Floor): DeskState {
  const seen = floor.agents[agent];
  if (!seen) return { ...START, agent, disposed: desk.disposed };
  const state = toState(seen);
  const id = callOf(state);
  const known = id === null ? null : desk.call?.id === id ? desk.call : newCall(id);
  const shown = id === null ? undefined : floor.calls[id];
  return {
    ...desk,
    agent,
    state,
    since_ms: seen.since_ms,
    cause: state.state === "away" ? causeOf(state.reason) : null,
    pending: null,
    call: known && {
      ...known,
      from: shown?.from || known.from,
      to: shown?.to || known.to,
      queue: shown?.queue ?? known.queue,
      // The wait that still runs is not in the call's own sum; it is counted from `queued_ms`.
      wait_ms: state.state === "ringing" ? known.wait_ms : (shown?.wait_ms ?? known.wait_ms),
      queued_ms: known.queued_ms ?? waitingSince(floor, id),
      started_ms: known.started_ms ?? shown?.started_ms ?? null,
      bridged_ms: known.bridged_ms ?? (state.state === "talking" ? seen.since_ms : null),
      held_since_ms: shown?.state === "on_hold" ? (known.held_since_ms ?? shown.since_ms) : null,
    },
  };
}

function waitingSince(floor: Floor, call: string | null): number | null {
  for (const queue of Object.values(floor.queues)) {
    const found = queue.waiting.find((one) => one.call === call);
    if (found) return found.since_ms;
  }
  return null;
}

function toState(seen: Floor["agents"][string]): AgentState {
  const call = seen.call ?? "";
  switch (seen.state) {
    case "ringing":
      return { state: "ringing", call, until: seen.until_ms ?? 0 };
    case "talking":
      return { state: "talking", call };
    case "wrap_up":
      return { state: "wrap_up", call, until: seen.until_ms ?? 0 };
    case "away":
      return { state: "away", reason: seen.reason ?? "signed_in" };
    case "ready":
      return { state: "ready" };
    case "offline":
      return { state: "offline" };
  }
}

function causeOf(reason: string | undefined): DeskState["cause"] {
  return reason === "missed_offer" || reason === "device_lost" ? reason : null;
}

function takeFact(desk: DeskState, fact: Fact): DeskState {
  if (fact.kind === "agent_state_changed") return fact.agent === desk.agent ? stateChanged(desk, fact) : desk;
  if (fact.kind === "offer_made" && fact.agent === desk.agent) {
    const call = desk.call?.id === fact.call ? desk.call : newCall(fact.call);
    return {
      ...desk,
      offered_ms: fact.at_ms,
      digits: "",
      call: withFact({ ...call, queue: fact.queue, queued_ms: fact.at_ms - fact.wait_ms }, fact),
    };
  }
  if (!("call" in fact) || !desk.call || fact.call !== desk.call.id) return desk;
  const pending = confirms(fact, desk.pending) ? null : desk.pending;
  return { ...desk, pending, call: withFact(callStep(desk.call, fact), fact) };
}

function callStep(call: DeskCall, fact: Fact): DeskCall {
  switch (fact.kind) {
    case "call_started":
      return { ...call, from: call.from || fact.from, to: fact.to, started_ms: fact.at_ms };
    case "queue_entered":
      return { ...call, queue: fact.queue, queued_ms: fact.at_ms };
    case "queue_left":
      return { ...call, wait_ms: fact.wait_ms };
    case "call_bridged":
      return { ...call, bridged_ms: call.bridged_ms ?? fact.at_ms };
    case "hold_started":
      return { ...call, held_since_ms: fact.at_ms, held_by: fact.by };
    case "hold_ended":
      return { ...call, held_since_ms: null, held_by: null };
    case "call_ended":
      return { ...call, ended_ms: fact.at_ms, held_since_ms: null, held_by: null };
    default:
      return call;
  }
}

function withFact(call: DeskCall, fact: Fact): DeskCall {
  if (call.facts.some((known) => known.seq === fact.seq)) return call;
  return { ...call, facts: [...call.facts, fact].sort((a, b) => a.seq - b.seq) };
}

function confirms(fact: Fact, pending: PendingAct | null): boolean {
  return (pending === "hold" && fact.kind === "hold_started") || (pending === "resume" && fact.kind === "hold_ended");
}

function stateChanged(desk: DeskState, fact: Extract<Fact, { kind: "agent_state_changed" }>): DeskState {
  const state = toAgentState(fact);
  const id = callOf(state);
  const isOver = id === null;
  // A hold asked for in the call has nothing to do with the next state.
  return {
    ...desk,
    state,
    since_ms: fact.at_ms,
    cause: state.state === "away" ? causeOf(fact.cause ?? state.reason) : null,
    pending: null,
    offered_ms: state.state === "ringing" ? (desk.offered_ms ?? fact.at_ms) : null,
    call: isOver
      ? null
      : desk.call?.id === id
        ? settle(desk.call, state, fact.at_ms)
        : settle(newCall(id), state, fact.at_ms),
    digits: isOver ? "" : desk.digits,
  };
}

function settle(call: DeskCall, state: AgentState, at_ms: number): DeskCall {
  if (state.state === "talking") return { ...call, bridged_ms: call.bridged_ms ?? at_ms };
  if (state.state === "wrap_up")
    return { ...call, ended_ms: call.ended_ms ?? at_ms, held_since_ms: null, held_by: null };
  return call;
}

function toAgentState(fact: AgentState): AgentState {
  switch (fact.state) {
    case "ringing":
    case "wrap_up":
      return { state: fact.state, call: fact.call, until: fact.until };
    case "talking":
      return { state: "talking", call: fact.call };
    case "away":
      return { state: "away", reason: fact.reason };
    case "ready":
      return { state: "ready" };
    case "offline":
      return { state: "offline" };
  }
}

function callRead(desk: DeskState, read: Extract<DeskEvent, { type: "call_read" }>["call"]): DeskState {
  if (desk.call?.id !== read.id) return desk;
  const seed: DeskCall = { ...desk.call, from: read.from || desk.call.from, to: read.to, started_ms: read.started_ms };
  const merged = read.facts.reduce((call, fact) => withFact(call, fact), seed);
  const replayed = merged.facts.reduce(callStep, { ...merged, held_since_ms: null, held_by: null });
  return { ...desk, call: replayed };
}

/** May the key or button act now? The server has the last word; this only spares a certain refusal. */
export const can = {
  answer: (desk: DeskState) => desk.state.state === "ringing" && desk.pending === null,
  hangUp: (desk: DeskState) => desk.state.state === "talking" && desk.pending !== "hang_up",
  hold: (desk: DeskState) =>
    desk.state.state === "talking" && desk.pending === null && desk.call?.held_by !== "customer",
  sendDigit: (desk: DeskState) => desk.state.state === "talking" && desk.call?.held_since_ms === null,
  finish: (desk: DeskState) => desk.state.state === "wrap_up" && desk.pending === null,
  goReady: (desk: DeskState) => desk.state.state === "away" && desk.pending === null,
  goAway: (desk: DeskState) => ["away", "ready", "wrap_up"].includes(desk.state.state) && desk.pending === null,
};
