// What the server says, in TypeScript. Start at `Fact`: the same kinds as in crates/model/src/fact.rs.
// Ids are UUIDv7 text, times UTC milliseconds (`…_ms`), phone numbers masked unless a name says otherwise.

export type Locale = "zh-CN" | "en";

/** One policy in people's words: why something was refused and what to do about it. */
export interface Reason {
  policy: string;
  clause: string;
  why_zh: string;
  why_en: string;
  remedy_zh: string;
  remedy_en: string;
  /** The conditions of the policy that were not met, as the policy writes them. */
  missing?: string[];
}

export interface Allowed {
  allowed: boolean;
  reasons: Reason[];
}

/** Every action of crates/access/src/actions.rs. */
export type ActionName =
  | "desk:use"
  | "desk:take_calls"
  | "call:control"
  | "call:set_disposition"
  | "call:view"
  | "recording:play"
  | "number:reveal"
  | "floor:view"
  | "report:view"
  | "people:view"
  | "people:manage"
  | "rulebook:view"
  | "journal:view"
  | "flow:view"
  | "flow:start"
  | "instance:view"
  | "instance:message"
  | "task:do"
  | "task:reassign"
  | "delegation:give"
  | "notice:send"
  | "notice:view_readers"
  | "flow:migrate"
  | "flow:export"
  | "people:look_up"
  | "record:view"
  | "attachment:add"
  | "access:view"
  | "access:request"
  | "access:apply"
  | "access:revoke"
  | "access:suspend"
  | "access:lift"
  | "access:break_glass"
  | "violation:view"
  | "audit:work"
  | "customer:find"
  | "customer:view"
  | "customer:edit"
  | "customer:erase"
  | "customer:hold"
  | "consent:record"
  | "id_card:reveal"
  | "bank_card:reveal"
  | "account:secure"
  | "account:open"
  | "account:move"
  | "token:issue"
  | "rulebook:propose"
  | "rulebook:apply"
  | "rules:acknowledge"
  | "money:execute"
  | "knowledge:view"
  | "knowledge:edit"
  | "order:view"
  | "order:take"
  | "order:change"
  | "order:ship"
  | "order:stop";

export interface Me {
  person: { id: string; username: string; name: string; roles: string[]; team: string | null; locale: string };
  may: Partial<Record<ActionName, Allowed>>;
  demo: boolean;
  /** Nothing goes before a new password. */
  must_change_password: boolean;
  centre: { name_zh: string; name_en: string };
  server_time_ms: number;
  version: string;
}

export interface DispositionItem {
  code: string;
  name_zh: string;
  name_en: string;
  children?: DispositionItem[];
}

export interface QueueConfig {
  id: string;
  name_zh: string;
  name_en: string;
  service_level_within_ms?: number;
  service_level_target_percent?: number;
  wrap_up_ms?: number;
  ring_ms?: number;
}

/** Beyond `amber` it is red. Where more is better both are lower bounds, else upper bounds. */
export interface Threshold {
  green: number;
  amber: number;
}

export interface Wallboard {
  /** More is better; less is better for the rest. */
  service_level_percent: Threshold;
  abandoned_percent: Threshold;
  waiting: Threshold;
  longest_wait_ms: Threshold;
}

export interface Config {
  dispositions: { queue: string; items: DispositionItem[] }[];
  queues: QueueConfig[];
  away_reasons: { code: AwayReason; name_zh: string; name_en: string }[];
  wallboard: Wallboard;
  teams?: { id: string; name_zh: string; name_en: string }[];
  roles?: { id: string; name_zh: string; name_en: string }[];
  capabilities?: {
    id: string;
    name_zh: string;
    name_en: string;
    sensitivity: "ordinary" | "sensitive" | "critical";
    can_be_asked_for: boolean;
  }[];
  /** What people call the nodes of the menus: flow → node → names. */
  flows?: Record<string, Record<string, { name_zh: string; name_en: string }>>;
  people: { id: string; name: string; username: string; team: string | null }[];
}

// ---- Facts

export type Actor = { person: string } | "outside" | "switch" | "system" | "demo";

export type AwayReason = "signed_in" | "break" | "meal" | "training" | "meeting" | "missed_offer" | "device_lost";

export type AgentState =
  | { state: "offline" }
  | { state: "away"; reason: AwayReason }
  | { state: "ready" }
  | { state: "ringing"; call: string; until: number }
  | { state: "talking"; call: string }
  | { state: "wrap_up"; call: string; until: number };

export type StateName = AgentState["state"];
export type OfferOutcome = "answered" | "missed" | "declined" | "abandoned" | "failed" | "withdrawn";
export type QueueOutcome = "answered" | "abandoned" | "overflowed";
export type CallCause =
  | "customer_hung_up"
  | "agent_hung_up"
  | "flow_ended"
  | "cancelled"
  | "no_such_number"
  | "overloaded"
  | "bad_offer"
  | "inactive"
  | "device_lost"
  | "service_stopped";
export type LogoutCause = "by_person" | "expired" | "disabled" | "ended";

export type FactBody =
  | { kind: "call_started"; call: string; from: string; to: string; trunk: string }
  | { kind: "ivr_entered"; call: string; flow: string; node: string }
  | { kind: "key_pressed"; call: string; node: string; key: string }
  | { kind: "digits_collected"; call: string; node: string; count: number }
  | { kind: "queue_entered"; call: string; queue: string; priority: number; skills?: string[] }
  | { kind: "place_announced"; call: string; queue: string; place: number }
  | { kind: "offer_made"; call: string; leg: string; agent: string; queue: string; wait_ms: number }
  | { kind: "offer_ended"; call: string; leg: string; agent: string; outcome: OfferOutcome; ring_ms: number }
  | { kind: "queue_left"; call: string; queue: string; outcome: QueueOutcome; wait_ms: number }
  | { kind: "call_bridged"; call: string; leg: string; agent: string | null }
  | { kind: "hold_started"; call: string; by: "agent" | "customer" }
  | { kind: "hold_ended"; call: string; held_ms: number }
  | { kind: "transferred"; call: string; to: string; status: number }
  | { kind: "recording_started"; call: string; recording: string }
  | { kind: "recording_ended"; call: string; recording: string; duration_ms: number; bytes: number }
  | { kind: "call_ended"; call: string; cause: CallCause; status: number; talk_ms: number; hold_ms: number }
  | { kind: "disposition_set"; call: string; agent: string; code: string; note?: string }
  | ({ kind: "agent_state_changed"; agent: string; cause?: AwayReason } & AgentState)
  | { kind: "phone_registered"; phone: string; expires_ms: number }
  | { kind: "phone_unregistered"; phone: string }
  | { kind: "browser_phone_connected"; agent: string }
  | { kind: "browser_phone_lost"; agent: string }
  | {
      kind: "person_added";
      person: string;
      username: string;
      name: string;
      roles: string[];
      team: string | null;
      locale: string;
    }
  | { kind: "person_disabled"; person: string }
  | { kind: "person_enabled"; person: string }
  | { kind: "password_changed"; person: string }
  | { kind: "logged_in"; person: string; provider?: string }
  | { kind: "logged_out"; person: string; cause: LogoutCause }
  | { kind: "login_failed"; person: string | null }
  | { kind: "token_issued"; person: string; token: string; name: string; expires_ms: number }
  | { kind: "token_revoked"; person: string; token: string }
  | { kind: "act_denied"; person: string; action: string; resource: string }
  | { kind: "revealed"; person: string; what: string; resource: string }
  | { kind: "service_started"; version: string }
  | { kind: "service_stopped" }
  | { kind: "rulebook_in_force"; hash: string };

export type Fact = FactBody & { seq: number; at_ms: number; actor: Actor; reasons?: string[] };

// ---- Calls

export type CallOutcome = "live" | "ivr" | "answered" | "abandoned" | "overflowed" | "refused";

export interface CallRow {
  id: string;
  started_ms: number;
  ended_ms: number | null;
  from: string;
  to: string;
  queue: string | null;
  agent: { id: string; name: string } | null;
  outcome: CallOutcome;
  cause: CallCause | null;
  wait_ms: number | null;
  talk_ms: number | null;
  hold_ms: number | null;
  disposition: string | null;
  recording: { id: string; duration_ms: number | null } | null;
  is_demo: boolean;
}

export interface CallDetail extends CallRow {
  note?: string | null;
  facts: Fact[];
  allowed: { play: Allowed; reveal: Allowed; set_disposition: Allowed };
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Peaks {
  duration_ms: number;
  left: number[];
  right: number[];
}

export interface PersonRow {
  id: string;
  username: string;
  name: string;
  roles: string[];
  team: string | null;
  locale?: string;
  is_active: boolean;
  /** `full_time`, `part_time` or `external`. */
  employment?: string;
  /** What the reader may do with this person, when the server says so. */
  allowed?: { manage?: Allowed };
}

/** One queue in one interval. A call counts in the interval in which it entered the queue. */
export interface QueueFigures {
  queue: string;
  from_ms: number;
  until_ms: number;
  offered: number;
  answered: number;
  abandoned: number;
  overflowed: number;
  within_service_level: number;
  service_level_percent: number | null;
  answer_rate_percent: number | null;
  abandonment_percent: number | null;
  wait_ms_mean: number | null;
  wait_ms_max: number;
  talk_ms_mean: number | null;
  handle_ms_mean: number | null;
}

export interface QueueReport {
  definition_version: number;
  buckets: QueueFigures[];
  /** The whole span, every queue. */
  totals: QueueFigures[];
}

export interface FactsPage {
  items: Fact[];
  next: number | null;
  last_seq: number;
}
