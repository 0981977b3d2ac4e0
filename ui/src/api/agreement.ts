// Our types against those made from the server's document: a field that changed its name or type is a compile error
// here. Where the document only says `Object` (facts, floor, config), crates/model is the contract.

import type * as Access from "./access";
import type { Door } from "./account";
import type * as Audit from "./audit";
import type * as Flows from "./flows";
import type { components } from "./generated/schema";
import type { FieldProblem } from "./problem";
import type { Identity, Provider } from "./signOn";
import type { Allowed, CallDetail, CallRow, FactsPage, Me, Page, Peaks, PersonRow, QueueReport } from "./types";

type Sent = components["schemas"];

/** Every field we read is sent, by that name. */
type Reads<Ours, Theirs> = keyof Ours extends keyof Theirs ? true : ["not sent:", Exclude<keyof Ours, keyof Theirs>];

type Row = Sent["CallRow"];

/** The list is never used; that it compiles is the test. */
export const AGREED: [
  Reads<CallRow, Row>,
  Reads<CallDetail, Sent["CallDetail"]>,
  Reads<Page<CallRow>, Sent["CallsPage"]>,
  Reads<Me, Sent["Me"]>,
  Reads<Allowed, Sent["Allowed"]>,
  Reads<PersonRow, Sent["PersonRow"]>,
  Reads<Peaks, Sent["Peaks"]>,
  Reads<QueueReport, Sent["QueueReport"]>,
  Reads<QueueReport["buckets"][number], Sent["QueueFigures"]>,
  Reads<FactsPage, Sent["FactsPage"]>,
  Row["started_ms"] extends CallRow["started_ms"] ? true : never,
  Row["wait_ms"] extends CallRow["wait_ms"] ? true : never,
  Sent["Peaks"] extends Peaks ? true : never,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true];

/** An element that is not `true` is a compile error that names the field. */
type AllTrue<T extends true[]> = T;

/** The same for flows, tasks, instances and notices. */
export type FlowsAgreed = AllTrue<
  [
    Reads<Flows.NameView, Sent["NameView"]>,
    Reads<Flows.PersonView, Sent["PersonView"]>,
    Reads<Flows.Keyed, Sent["Keyed"]>,
    Reads<Flows.FieldView, Sent["FieldView"]>,
    Reads<Flows.FormView, Sent["FormView"]>,
    Reads<Flows.FlowRow, Sent["FlowRow"]>,
    Reads<Flows.FlowView, Sent["FlowView"]>,
    Reads<Flows.StartForm, Sent["StartForm"]>,
    Reads<Flows.ParameterView, Sent["ParameterView"]>,
    Reads<Flows.Diagram, Sent["Diagram"]>,
    Reads<Flows.DiagramNode, Sent["DiagramNode"]>,
    Reads<Flows.DiagramEdge, Sent["DiagramEdge"]>,
    Reads<Flows.TaskRow, Sent["TaskRow"]>,
    Reads<Flows.TaskView, Sent["TaskView"]>,
    Reads<Flows.TaskAllowed, Sent["TaskAllowed"]>,
    Reads<Flows.TaskCounts, Sent["TaskCounts"]>,
    Reads<Flows.BatchResult, Sent["BatchResult"]>,
    Reads<Flows.DraftView, Sent["DraftView"]>,
    Reads<Flows.OpenStep, Sent["OpenStep"]>,
    Reads<Flows.InstanceRow, Sent["InstanceRow"]>,
    Reads<Flows.InstanceView, Sent["InstanceView"]>,
    Reads<Flows.MessageView, Sent["MessageView"]>,
    Reads<Flows.StepView, Sent["StepView"]>,
    Reads<Flows.StoryEntry, Sent["StoryEntry"]>,
    Reads<Flows.RecordView, Sent["RecordView"]>,
    Reads<Flows.DelegationView, Sent["DelegationView"]>,
    Reads<Flows.NoticeView, Sent["NoticeView"]>,
    Reads<Flows.NoticeReader, Sent["NoticeReader"]>,
    Reads<Flows.NoticeReaders, Sent["NoticeReaders"]>,
    Reads<Flows.AttachmentView, Sent["AttachmentView"]>,
    Reads<Flows.LookupItem, Sent["LookupItem"]>,
    Reads<Flows.FlowNumbers, Sent["FlowNumbers"]>,
    Reads<Flows.StepNumbers, Sent["StepNumbers"]>,
    Reads<Flows.MigrationView, Sent["MigrationView"]>,
    Reads<FieldProblem, Sent["FieldProblem"]>,
    Sent["WhyMe"]["because"] extends Flows.WhyMe["because"] ? true : never,
    Flows.WhyMe["because"] extends Sent["WhyMe"]["because"] ? true : never,
  ]
>;

/** The same for rights and what comes of them. */
export type AccessAgreed = AllTrue<
  [
    Reads<Access.GrantView, Sent["GrantView"]>,
    Reads<Access.GrantDetail, Sent["GrantDetail"]>,
    Reads<Access.GrantEvent, Sent["GrantEvent"]>,
    Reads<Access.GrantUse, Sent["GrantUse"]>,
    Reads<Access.ApprovalView, Sent["ApprovalView"]>,
    Reads<Access.EndedView, Sent["EndedView"]>,
    Reads<Access.HolderView, Sent["HolderView"]>,
    Reads<Access.ScopeView, Sent["ScopeView"]>,
    Reads<Access.PolicyView, Sent["PolicyView"]>,
    Reads<Access.SuspensionView, Sent["SuspensionView"]>,
    Reads<Access.SuspendedView, Sent["SuspendedView"]>,
    Reads<Access.WhyView, Sent["WhyView"]>,
    Reads<Access.RightView, Sent["RightView"]>,
    Reads<Access.RightsView, Sent["RightsView"]>,
    Reads<Access.HolderOfRight, Sent["HolderOfRight"]>,
    Reads<Access.WhoView, Sent["WhoView"]>,
    Reads<Access.RequestableView, Sent["RequestableView"]>,
    Reads<Access.UnusedRight, Sent["UnusedRight"]>,
    Reads<Access.OverReport, Sent["OverReport"]>,
    Reads<Access.LackedRight, Sent["LackedRight"]>,
    Reads<Access.ShortReport, Sent["ShortReport"]>,
    Reads<Access.ReviewView, Sent["ReviewView"]>,
    Reads<Access.ReviewItemView, Sent["ReviewItemView"]>,
    Reads<Access.ReviewDetail, Sent["ReviewDetail"]>,
    Reads<Access.ViolationView, Sent["ViolationView"]>,
    Reads<Access.OpenCase, Sent["OpenCase"]>,
    Reads<Access.ViolationLedger, Sent["ViolationLedger"]>,
    Access.GrantState extends Sent["GrantView"]["state"] ? true : never,
  ]
>;

/** The same for the audit. */
export type AuditAgreed = AllTrue<
  [
    Reads<Audit.SampleView, Sent["SampleView"]>,
    Reads<Audit.SampleDetail, Sent["SampleDetail"]>,
    Reads<Audit.EvidenceItem, Sent["EvidenceItem"]>,
    Reads<Audit.CaseView, Sent["CaseView"]>,
    Reads<Audit.UseBrief, Sent["UseBrief"]>,
    Reads<Audit.NoticeBrief, Sent["NoticeBrief"]>,
    Reads<Audit.FindingView, Sent["FindingView"]>,
  ]
>;

/** The same for sign-on. */
export type SignOnAgreed = AllTrue<
  [
    Reads<Provider, Sent["ProviderBody"]>,
    Reads<Identity, Sent["IdentityRow"]>,
    Reads<Door, Sent["Door"]>,
    Sent["IdentityRow"]["name_zh"] extends Identity["name_zh"] | undefined ? true : never,
  ]
>;
