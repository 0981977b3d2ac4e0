// A fact in words, for the steps of a call and for the journal. Every kind has its sentence in the text files.

import type { Actor, AgentState, AwayReason, Config, Fact, Locale } from "../api/types";
import { named, type Text } from "../text";
import { authorityFactWords } from "./authorityFacts";
import { phone, span } from "./format";
import { processFactWords } from "./processFacts";

export interface Names {
  t: Text;
  locale: Locale;
  config: Config | undefined;
}

export function personName(names: Names, id: string | null): string {
  if (!id) return names.t.actor.unknown;
  const person = names.config?.people.find((one) => one.id === id);
  return person?.name || person?.username || `${names.t.actor.unknown} ${id.slice(-6)}`;
}

export function queueName(names: Names, id: string | null): string {
  if (!id) return names.t.app.dash;
  const queue = names.config?.queues.find((one) => one.id === id);
  return queue ? named(queue, names.locale) : id;
}

export function awayName(names: Names, reason: AwayReason): string {
  const known = names.config?.away_reasons.find((one) => one.code === reason);
  return known ? named(known, names.locale) : (names.t.away[reason] ?? reason);
}

export function dispositionName(names: Names, code: string | null): string {
  if (!code) return names.t.app.dash;
  for (const { items } of names.config?.dispositions ?? []) {
    for (const item of items.flatMap((one) => [one, ...(one.children ?? [])])) {
      if (item.code === code) return named(item, names.locale);
    }
  }
  return code;
}

/** A node of a menu. Keys do not tell their flow: then any flow that has such a node names it. */
export function nodeName(names: Names, node: string, flow?: string): string {
  const flows = names.config?.flows ?? {};
  const inFlows = flow === undefined ? Object.values(flows) : [flows[flow]];
  const known = inFlows.find((nodes) => nodes?.[node])?.[node];
  return known ? named(known, names.locale) : node;
}

export function actorName(names: Names, actor: Actor): string {
  return typeof actor === "object" ? personName(names, actor.person) : names.t.actor[actor];
}

export function roleName(names: Names, role: string): string {
  const known = names.config?.roles?.find((one) => one.id === role);
  return known ? named(known, names.locale) : (names.t.role[role] ?? role);
}

export function teamName(names: Names, team: string | null): string {
  if (!team) return names.t.app.dash;
  const known = names.config?.teams?.find((one) => one.id === team);
  return known ? named(known, names.locale) : team;
}

const GRAVE = new Set<string>([
  "act_denied",
  "login_failed",
  "factor_failed",
  "right_suspended",
  "violation_recorded",
  "grant_revoked",
]);

/** How a step looks in the list: `good` where people talk, `bad` where something went wrong. */
export function factTone(fact: Fact): "good" | "bad" | "plain" {
  if (fact.kind === "call_bridged") return "good";
  if (fact.kind === "offer_ended") return fact.outcome === "missed" || fact.outcome === "failed" ? "bad" : "plain";
  if (fact.kind === "queue_left") return fact.outcome === "abandoned" ? "bad" : "plain";
  if (fact.kind === "call_ended")
    return ["inactive", "device_lost", "service_stopped"].includes(fact.cause) ? "bad" : "plain";
  if (fact.kind === "transferred") return fact.status >= 300 ? "bad" : "plain";
  return GRAVE.has(fact.kind) ? "bad" : "plain";
}

export function factWords(fact: Fact, names: Names): string {
  const words = names.t.fact;
  switch (fact.kind) {
    case "call_started":
      return words.call_started({ from: phone(fact.from), to: fact.to, trunk: fact.trunk });
    case "ivr_entered":
    case "key_pressed":
    case "digits_collected":
      return menuWords(fact, names);
    case "queue_entered":
      return words.queue_entered({ queue: queueName(names, fact.queue) });
    case "place_announced":
      return words.place_announced({ place: fact.place });
    case "offer_made":
      return words.offer_made({ agent: personName(names, fact.agent), wait: span(fact.wait_ms) });
    case "offer_ended":
      return words.offer_ended({
        agent: personName(names, fact.agent),
        outcome: names.t.offerOutcome[fact.outcome],
        ring: span(fact.ring_ms),
      });
    case "queue_left":
      return words.queue_left({
        queue: queueName(names, fact.queue),
        outcome: names.t.outcome[fact.outcome] ?? fact.outcome,
        wait: span(fact.wait_ms),
      });
    case "agent_state_changed":
      return stateWords(fact, names);
    default:
      return talkWords(fact, names);
  }
}

function menuWords(
  fact: Extract<Fact, { kind: "ivr_entered" | "key_pressed" | "digits_collected" }>,
  names: Names,
): string {
  const words = names.t.fact;
  if (fact.kind === "ivr_entered") {
    return words.ivr_entered({ flow: fact.flow, node: nodeName(names, fact.node, fact.flow) });
  }
  const node = nodeName(names, fact.node);
  if (fact.kind === "key_pressed") return words.key_pressed({ key: fact.key, node });
  return words.digits_collected({ count: fact.count, node });
}

function stateWords(fact: Fact & { agent: string } & AgentState, names: Names): string {
  const agent = personName(names, fact.agent);
  const state = names.t.state[fact.state];
  if (fact.state !== "away") return names.t.fact.agent_state_changed({ agent, state });
  return names.t.fact.agent_state_reason({ agent, state, reason: awayName(names, fact.reason) });
}

function talkWords(fact: Fact, names: Names): string {
  const words = names.t.fact;
  switch (fact.kind) {
    case "call_bridged":
      return fact.agent ? words.call_bridged({ agent: personName(names, fact.agent) }) : words.call_bridged_plain;
    case "hold_started":
      return fact.by === "agent" ? words.hold_started_agent : words.hold_started_customer;
    case "hold_ended":
      return words.hold_ended({ held: span(fact.held_ms) });
    case "transferred":
      return fact.status < 300 ? words.transferred_ok(fact) : words.transferred_failed(fact);
    case "recording_started":
      return words.recording_started;
    case "recording_ended":
      return words.recording_ended({ duration: span(fact.duration_ms) });
    case "call_ended": {
      const cause = names.t.cause[fact.cause] ?? fact.cause;
      const { status } = fact;
      return status === 200
        ? words.call_ended({ cause, talk: span(fact.talk_ms) })
        : words.call_ended_unanswered({ cause, status });
    }
    case "disposition_set":
      return words.disposition_set({ agent: personName(names, fact.agent), code: dispositionName(names, fact.code) });
    default:
      return officeWords(fact, names);
  }
}

function officeWords(fact: Fact, names: Names): string {
  const words = names.t.fact;
  switch (fact.kind) {
    case "phone_registered":
    case "phone_unregistered":
      return words[fact.kind]({ phone: fact.phone });
    case "browser_phone_connected":
    case "browser_phone_lost":
      return words[fact.kind]({ agent: personName(names, fact.agent) });
    case "person_added":
      return words.person_added(fact);
    case "person_disabled":
    case "person_enabled":
    case "password_changed":
      return words[fact.kind]({ name: personName(names, fact.person) });
    case "logged_in": {
      const name = personName(names, fact.person);
      return fact.provider ? words.signed_on({ name, provider: fact.provider }) : words.logged_in({ name });
    }
    case "logged_out":
      return words.logged_out({ name: personName(names, fact.person), cause: words.logout[fact.cause] ?? fact.cause });
    case "login_failed":
      return fact.person ? words.login_failed({ name: personName(names, fact.person) }) : words.login_failed_unknown;
    case "token_issued":
    case "token_revoked":
      return words[fact.kind]({ name: personName(names, fact.person) });
    case "act_denied":
      return words.act_denied({
        name: personName(names, fact.person),
        action: names.t.action[fact.action] ?? fact.action,
      });
    case "revealed":
      return words.revealed({ name: personName(names, fact.person), what: names.t.action[fact.what] ?? fact.what });
    case "service_started":
      return words.service_started(fact);
    case "service_stopped":
      return words.service_stopped;
    case "rulebook_in_force":
      return words.rulebook_in_force({ hash: fact.hash.slice(0, 12) });
    default:
      // A newer server may know kinds that this page does not.
      return (
        authorityFactWords(fact, names) ?? processFactWords(fact, names) ?? words.other({ kind: (fact as Fact).kind })
      );
  }
}
