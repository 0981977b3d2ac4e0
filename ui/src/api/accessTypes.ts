// What the server says of rights: who holds them, why, who asked, who was stopped. The shapes are those of
// crates/office/src/rights/views.rs, why.rs, why/rights.rs and supervision/*.rs.

import type { Keyed, NameView, PersonView } from "./flowTypes";
import type { ActionName, Reason } from "./types";

export interface Named {
  id: string;
  name: string;
}

export type GrantState = "coming" | "live" | "expired" | "revoked" | "replaced";
export type Sensitivity = "ordinary" | "sensitive" | "critical";
export type Covers = "centre" | "team" | "customer";

/** A right by its names. */
export interface OfRight {
  capability: string;
  capability_zh: string;
  capability_en: string;
}

export interface HolderView extends Named {
  username: string;
  team: string | null;
}

export interface ScopeView {
  covers: Covers;
  id: string | null;
  name_zh: string;
  name_en: string;
}

/** Who agreed, at which stage: `first`, `final`, `joint`, or `apply` for who put it into force. */
export interface ApprovalView {
  stage: string;
  person: Named;
  at_ms: number;
  opinion: string;
}

export interface EndedView {
  at_ms: number;
  by: Named | null;
  reason: string;
}

/** A right for a time: who holds it, over what, until when, and who agreed to it. */
export interface GrantView extends OfRight {
  id: string;
  person: HolderView;
  sensitivity: Sensitivity;
  scope: ScopeView;
  given_ms: number;
  from_ms: number;
  until_ms: number;
  state: GrantState;
  why: string;
  cautions: string;
  approvals: ApprovalView[];
  instance: string | null;
  is_joint: boolean;
  is_break_glass: boolean;
  last_used_ms: number | null;
  uses: number;
  revoked: EndedView | null;
  replaces: string | null;
  replaced_by: string | null;
  can: { extend: boolean; revoke: boolean };
}

export interface GrantEvent {
  at_ms: number;
  /** `given`, `warned`, `replaced`, `expired` or `revoked`. */
  what: string;
  by: Named | null;
  text: string;
}

export interface GrantUse {
  seq: number;
  at_ms: number;
  /** The fact's kind. */
  kind: string;
}

export interface GrantDetail {
  grant: GrantView;
  story: GrantEvent[];
  used: GrantUse[];
}

/** The start of a flow that would ask for what was refused. */
export interface AskFor {
  flow: string;
  fields: Record<string, unknown>;
}

export interface PolicyView extends Reason {
  /** The policy as it is written. */
  text?: string | null;
  /** Evidence that was lacking, in words. */
  lacks?: { key: string; name: NameView }[];
}

export interface SuspensionView extends OfRightOrAll {
  id: string;
  person: HolderView;
  since_ms: number;
  until_ms: number | null;
  is_in_force: boolean;
  reason: string;
  by: Named | null;
  call: string | null;
  instance: string | null;
  lifted: EndedView | null;
  may_lift: boolean;
}

/** Without a capability: whatever the person may do. */
interface OfRightOrAll {
  capability: string | null;
  capability_zh: string;
  capability_en: string;
}

export interface SuspendedView {
  suspension: SuspensionView;
  /** The case that it opened. */
  instance: string | null;
}

/** A yes or no of the product, opened. */
export interface WhyView {
  allowed: boolean;
  action: string;
  action_zh: string;
  action_en: string;
  policies: PolicyView[];
  grant: GrantView | null;
  suspension: Pick<SuspensionView, "id" | "until_ms" | "reason" | "by"> | null;
  request: AskFor | null;
}

/** What the question is about: centre, team, person, call, customer, flow, instance or task. */
export interface WhyQuestion {
  action: ActionName;
  kind: string;
  id?: string;
}

/** One right of a person: by which post or grant, or why not. */
export interface RightView extends OfRight {
  sensitivity: Sensitivity;
  allowed: boolean;
  /** `everything`, `team` or `own`; null: not held. */
  reach: string | null;
  policies: PolicyView[];
  grant: GrantView | null;
  until_ms: number | null;
  suspension: SuspensionView | null;
  last_used_ms: number | null;
  uses: number;
  is_traced: boolean;
  request: AskFor | null;
}

export interface RightsView {
  person: PersonView;
  is_active: boolean;
  qualifications: string[];
  rights: RightView[];
}

export interface HolderOfRight {
  person: PersonView;
  reach: string;
  policies: PolicyView[];
  grant: GrantView | null;
  last_used_ms: number | null;
  uses: number;
}

export interface WhoView {
  action: string;
  action_zh: string;
  action_en: string;
  sensitivity: Sensitivity;
  is_traced: boolean;
  holders: HolderOfRight[];
  /** The others, of whom it was asked. */
  without: number;
}

/** Something that may be asked for, and who would decide. */
export interface RequestableView {
  capability: string;
  name: NameView;
  sensitivity: Sensitivity;
  days_max: number;
  cautions: NameView;
  joint: Keyed[];
  why_not: NameView | null;
  stages: { step: Keyed; people: PersonView[] }[];
  held: GrantView[];
}

export interface NewSuspension {
  person: string;
  capability?: string;
  reason: string;
  minutes?: number;
  call?: string;
}

export interface NewEmergency {
  capability: string;
  scope_kind: Covers;
  scope_id?: string;
  reason: string;
  minutes: number;
}

// ---- Looking after rights

export interface UnusedRight extends OfRight {
  person: PersonView;
  sensitivity: Sensitivity;
  /** `grant`: for a time; `standing`: it comes with a post. */
  kind: string;
  reach: string | null;
  grant: GrantView | null;
  last_used_ms: number | null;
  uses: number;
}

export interface OverReport {
  days: number;
  since_ms: number;
  people: number;
  rights: UnusedRight[];
  untraced: string[];
}

export interface LackedRight extends OfRight {
  person: PersonView;
  sensitivity: Sensitivity;
  times: number;
  last_ms: number;
  granted: GrantView | null;
  allowed_now: boolean;
  is_grantable: boolean;
}

export interface ShortReport {
  days: number;
  since_ms: number;
  often: number;
  rights: LackedRight[];
}

export interface ReviewView {
  instance: string;
  number: number;
  title: string;
  by: PersonView | null;
  started_ms: number;
  /** As the form has it, with its offset. */
  until: string;
  ended_ms: number | null;
  items: number;
  decided: number;
  keep: number;
  reduce: number;
  revoke: number;
  handed_up: number;
  reviewers: { person: PersonView; items: number; decided: number }[];
}

export interface ReviewItemView extends OfRight {
  item: string;
  reviewer: PersonView;
  holder: PersonView;
  sensitivity: Sensitivity;
  grant: string | null;
  is_sensitive: boolean;
  last_used_ms: number | null;
  uses: number;
  peers_percent: number;
  verdict: string | null;
  decided_by: PersonView | null;
  decided_ms: number | null;
  why: string;
}

export interface ReviewDetail {
  review: ReviewView;
  items: ReviewItemView[];
}

export interface ViolationView {
  instance: string;
  person: PersonView;
  recorded_ms: number;
  /** 0: taken back. */
  tier: number;
  what: string;
  points: number;
  restricted_until_ms: number | null;
  is_restricted: boolean;
}

export interface OpenCase {
  instance: string;
  number: number;
  person: PersonView;
  what: string;
  started_ms: number;
  is_overdue: boolean;
  step_zh: string;
  step_en: string;
}

export interface ViolationLedger {
  ledger: ViolationView[];
  open: OpenCase[];
  points: number;
}
