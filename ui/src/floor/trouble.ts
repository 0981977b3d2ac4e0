// What needs a leader's eye, as a number to sort by. Pure; thresholds come from the rulebook.

import type { Floor, FloorAgent, FloorQueue } from "../api/floor";
import type { Config, Threshold, Wallboard } from "../api/types";

export type Tone = "good" | "warn" | "bad" | "plain";

/** Upper bounds: less is better. */
export function toneAbove(value: number | null, bound: Threshold | undefined): Tone {
  if (value === null || !bound) return "plain";
  return value <= bound.green ? "good" : value <= bound.amber ? "warn" : "bad";
}

/** Lower bounds: more is better. */
export function toneBelow(value: number | null, bound: Threshold | undefined): Tone {
  if (value === null || !bound) return "plain";
  return value >= bound.green ? "good" : value >= bound.amber ? "warn" : "bad";
}

export const RANK: Record<Tone, number> = { bad: 3, warn: 2, good: 1, plain: 0 };

/** A talk far above what is usual; a leader may want to listen. */
export const LONG_TALK_MS = 15 * 60_000;
/** A wrap-up that should be over. */
export const LONG_WRAP_UP_MS = 3 * 60_000;

export function longestWait(queue: FloorQueue, now: number): number | null {
  if (queue.waiting.length === 0) return null;
  return now - Math.min(...queue.waiting.map((one) => one.since_ms));
}

export function queueTrouble(queue: FloorQueue, now: number, board: Wallboard | undefined): number {
  const wait = longestWait(queue, now);
  const isUnmanned = queue.waiting.length > 0 && queue.ready + queue.talking + queue.wrap_up + queue.ringing === 0;
  return (
    (isUnmanned ? 1_000 : 0) +
    RANK[toneAbove(wait, board?.longest_wait_ms)] * 100 +
    RANK[toneAbove(queue.waiting.length, board?.waiting)] * 10 +
    RANK[toneBelow(queue.today.service_level_percent, board?.service_level_percent)]
  );
}

export type AgentTrouble = "missed" | "device" | "wrapUp" | "talk" | null;

export function agentTrouble(agent: FloorAgent, now: number): AgentTrouble {
  if (agent.state === "away" && agent.reason === "missed_offer") return "missed";
  if (agent.state === "away" && agent.reason === "device_lost") return "device";
  if (agent.state === "wrap_up" && now - agent.since_ms > LONG_WRAP_UP_MS) return "wrapUp";
  if (agent.state === "talking" && now - agent.since_ms > LONG_TALK_MS) return "talk";
  return null;
}

const STATE_ORDER = { ringing: 0, talking: 1, wrap_up: 2, ready: 3, away: 4, offline: 5 };
const TROUBLE_ORDER = { device: 0, missed: 1, talk: 2, wrapUp: 3 };

export type AgentSort = "trouble" | "name" | "state";

/** Ties keep the order of names, so that rows do not jump about. */
export function sortAgents(
  agents: FloorAgent[],
  sort: AgentSort,
  now: number,
  name: (id: string) => string,
): FloorAgent[] {
  const collator = new Intl.Collator("zh-CN");
  const byName = (a: FloorAgent, b: FloorAgent) => collator.compare(name(a.person), name(b.person));
  const byState = (a: FloorAgent, b: FloorAgent) => STATE_ORDER[a.state] - STATE_ORDER[b.state];
  const order = (agent: FloorAgent) => {
    const trouble = agentTrouble(agent, now);
    return trouble === null ? 9 : TROUBLE_ORDER[trouble];
  };
  return [...agents].sort((a, b) => {
    if (sort === "name") return byName(a, b);
    if (sort === "state") return byState(a, b) || byName(a, b);
    return order(a) - order(b) || byState(a, b) || byName(a, b);
  });
}

/** Everything on one board: all queues, or one. Percentages are weighted by calls. */
export function boardFigures(floor: Floor, only: string | undefined, now: number, config: Config | undefined) {
  const queues = Object.values(floor.queues).filter((queue) => only === undefined || queue.queue === only);
  const sum = (of: (queue: FloorQueue) => number) => queues.reduce((total, queue) => total + of(queue), 0);
  const waits = queues.map((queue) => longestWait(queue, now)).filter((wait) => wait !== null);
  const served = (queue: FloorQueue) => queue.today.answered + queue.today.abandoned;
  const offered = sum((queue) => queue.today.offered);
  const withLevel = queues.filter((queue) => queue.today.service_level_percent !== null);
  const weight = withLevel.reduce((total, queue) => total + served(queue), 0);
  const level = withLevel.reduce((total, queue) => total + (queue.today.service_level_percent ?? 0) * served(queue), 0);
  const agents = Object.values(floor.agents);
  return {
    board: config?.wallboard,
    waiting: sum((queue) => queue.waiting.length),
    longest: waits.length > 0 ? Math.max(...waits) : null,
    level: weight > 0 ? level / weight : null,
    answered: sum((queue) => queue.today.answered),
    abandonment: offered > 0 ? (sum((queue) => queue.today.abandoned) / offered) * 100 : null,
    // An agent serves several queues and is counted once when all are shown.
    ready: only === undefined ? agents.filter((one) => one.state === "ready").length : sum((queue) => queue.ready),
    talking:
      only === undefined ? agents.filter((one) => one.state === "talking").length : sum((queue) => queue.talking),
  };
}
