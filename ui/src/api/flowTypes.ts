// Flows, tasks, instances, delegations, notices: what the server says of them. The shapes are those of
// crates/office/src/processes/views.rs; ids are UUIDv7 text, times UTC milliseconds.

import type { Locale } from "./types";

export interface NameView {
  zh: string;
  en: string;
}

export interface PersonView {
  id: string;
  name: string;
  roles: string[];
  team: string | null;
}

/** A key of the rules with its names: a flow, a step, an outcome, an end. */
export interface Keyed {
  key: string;
  name: NameView;
}

/** A name in the reader's language. */
export function nameOf(name: NameView, locale: Locale): string {
  return (locale === "en" ? name.en : name.zh) || name.zh || name.en;
}

export type Fields = Record<string, unknown>;
/** JSON Schema 2020-12 with the hints told in rulebook/forms/README.md. */
export type FormSchema = Record<string, unknown>;

// ---- The catalogue

export interface FlowRow {
  key: string;
  name: NameView;
  about: string | null;
  /** Shelf of the catalogue, as `internal`. */
  group: string | null;
  /** Requirement or clause, as `FLOW-01`. */
  source: string;
  version: number;
  owner: PersonView[];
  /** Starts that the reader may use by hand, now. */
  starts: Keyed[];
  next_start_ms: number | null;
  open_instances: number;
}

export interface FormView {
  key: string;
  schema: FormSchema;
}

export interface StartForm {
  start: string;
  form: string | null;
  /** Required here, beyond the form's own. */
  required: string[];
}

export interface ParameterView {
  key: string;
  name: NameView;
  value: string;
  default: string;
  /** `T-01`. */
  clock: string | null;
  /** Number of the contradiction that it decides. */
  switch: number | null;
  source: string;
  reason: string;
}

export interface FlowView extends FlowRow {
  hash: string;
  /** The canonical text in YAML. */
  text: string;
  forms: FormView[];
  start_forms: StartForm[];
  diagram: Diagram;
  parameters: ParameterView[];
}

/** Boxes and lines with their places in pixels. */
export interface Diagram {
  width: number;
  height: number;
  nodes: DiagramNode[];
  edges: DiagramEdge[];
}

export type NodeKind =
  | "start"
  | "end"
  | "task"
  | "approve"
  | "service"
  | "call"
  | "wait"
  | "decide"
  | "exclusive"
  | "parallel"
  | "each"
  | "jump";

export interface DiagramNode {
  /** The step's id; gateways and events have ids of the diagram only. */
  id: string;
  kind: string;
  name: NameView;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DiagramEdge {
  from: string;
  to: string;
  /** An outcome or a condition. */
  label: NameView | null;
  points: [number, number][];
}

// ---- Tasks

export type WhyMe =
  | { because: "candidate"; others: number }
  | { because: "alone" }
  | { because: "holder" }
  | { because: "deputy"; of: PersonView }
  | { because: "escalated" }
  | { because: "watcher" };

export type TaskKind = "step" | "opinion" | "repair";

export interface TaskRow {
  instance: string;
  task: number;
  /** Number of the instance, for people. */
  number: number;
  flow: Keyed;
  step: Keyed;
  stage: number | null;
  of: TaskKind;
  applicant: PersonView | null;
  /** Up to three fields of the instance, to tell it from others. */
  summary: FieldView[];
  why: WhyMe;
  people: PersonView[];
  holder: PersonView | null;
  opened_ms: number;
  due_ms: number | null;
  is_overdue: boolean;
  /** May be done for many at once. */
  is_batch: boolean;
  /** Asks for the password again. */
  is_signed: boolean;
  outcomes: Keyed[];
  form: string | null;
  closed_ms: number | null;
  outcome: Keyed | null;
  actor: PersonView | null;
  by: PersonView | null;
}

export interface FieldView {
  key: string;
  label: NameView;
  value: unknown;
  shown: NameView;
  is_masked: boolean;
}

export interface TaskAllowed {
  complete: boolean;
  claim: boolean;
  give_back: boolean;
  reassign: boolean;
  add_signer: boolean;
  why_not: NameView | null;
}

export interface TaskView extends TaskRow {
  form_schema: FormView | null;
  required: string[];
  /** Outcome → what it needs beyond that. */
  required_on: Record<string, string[]>;
  prefilled: Fields;
  draft_saved_ms: number | null;
  fields: FieldView[];
  return_to: Keyed[];
  allowed: TaskAllowed;
}

export interface TaskCounts {
  open: number;
  overdue: number;
  due_today: number;
  notices_unread: number;
  notices_to_acknowledge: number;
}

export interface BatchResult {
  instance: string;
  task: number;
  is_done: boolean;
  code: string | null;
  why: string | null;
}

// ---- Instances

export interface OpenStep {
  task: number;
  step: Keyed;
  people: PersonView[];
  opened_ms: number;
  due_ms: number | null;
}

export interface InstanceRow {
  id: string;
  number: number;
  flow: Keyed;
  version: number;
  applicant: PersonView | null;
  summary: FieldView[];
  started_ms: number;
  ended_ms: number | null;
  end: Keyed | null;
  open: OpenStep[];
  is_overdue: boolean;
}

export interface MessageView {
  name: Keyed;
  form: FormView | null;
}

export type StepState = "open" | "done" | "skipped" | "ahead";

export interface StepView {
  step: Keyed;
  state: StepState;
  times: number;
  people: PersonView[];
  opened_ms: number | null;
  done_ms: number | null;
  due_ms: number | null;
  outcome: Keyed | null;
  was_late: boolean;
}

/** One sentence of the story; the UI words it by `kind`. */
export interface StoryEntry {
  seq: number;
  at_ms: number;
  kind: string;
  /** Who answers for it, and who did it when that is somebody else. */
  actor: PersonView | null;
  by: PersonView | null;
  step: Keyed | null;
  task: number | null;
  outcome: Keyed | null;
  people: PersonView[];
  due_ms: number | null;
  text: string | null;
  fields: FieldView[];
  is_signed: boolean;
  /** Ids of the policies under which it was allowed. */
  reasons: string[];
}

export interface RecordView {
  id: string;
  instance: string;
  number: number;
  flow: Keyed;
  kind: string;
  kept_ms: number;
  parties: PersonView[];
  fields: Fields;
}

export interface InstanceView extends InstanceRow {
  /** Hash of the text it runs under. */
  definition: string;
  parent: string | null;
  fields: FieldView[];
  story: StoryEntry[];
  diagram: Diagram;
  steps: StepView[];
  messages: MessageView[];
  take_back: Keyed[];
  records: RecordView[];
}

// ---- Delegations, notices, attachments

export interface DelegationView {
  id: string;
  absent: PersonView;
  deputy: PersonView;
  from_ms: number;
  until_ms: number;
  reason: string;
  ended_ms: number | null;
  may_end: boolean;
}

export interface NoticeView {
  id: string;
  sent_ms: number;
  /** Null: a flow sent it. */
  from: PersonView | null;
  instance: string | null;
  /** The right for a time that it speaks of. */
  grant: string | null;
  title: NameView;
  text: string;
  fields: FieldView[];
  must_acknowledge: boolean;
  read_ms: number | null;
  acknowledged_ms: number | null;
  reader_count: number;
  acknowledged_count: number;
}

export interface NoticeReader {
  person: PersonView;
  read_ms: number | null;
  acknowledged_ms: number | null;
  mail: "none" | "waiting" | "sent" | "failed";
}

export interface NoticeReaders {
  notice: NoticeView;
  readers: NoticeReader[];
}

export interface AttachmentView {
  /** SHA-256 of the bytes, hex. */
  id: string;
  name: string;
  media_type: string;
  bytes: number;
}

export interface LookupItem {
  value: string;
  label: string;
  hint: string;
}

// ---- Numbers and migration

export interface StepNumbers {
  step: Keyed;
  done: number;
  open: number;
  cycle_median_ms: number | null;
  waiting_median_ms: number | null;
  on_time_share: number | null;
  escalated: number;
  returned: number;
}

export interface FlowNumbers {
  flow: Keyed;
  started: number;
  ended: number;
  open: number;
  overdue: number;
  ends: { end: Keyed; count: number }[];
  cycle_median_ms: number | null;
  cycle_p90_ms: number | null;
  on_time_share: number | null;
  rework_share: number | null;
  steps: StepNumbers[];
}

export interface MigrationView {
  flow: Keyed;
  /** Hash of the text in force. */
  to: string;
  to_version: number;
  can_migrate: InstanceRow[];
  cannot: { instance: InstanceRow; why: string[] }[];
}

// ---- Questions

export type TaskBox = "open" | "done";
export type InstanceBox = "mine" | "team" | "all" | "overdue" | "took";
export type NoticeBox = "open" | "all" | "sent";

export interface NewDelegation {
  absent: string;
  deputy: string;
  from_ms: number;
  until_ms: number;
  reason: string;
}

export interface NewNotice {
  people: string[];
  roles: string[];
  teams: string[];
  title: string;
  text: string;
  must_acknowledge: boolean;
}

export interface DraftView {
  data: Fields;
  saved_ms: number;
}
