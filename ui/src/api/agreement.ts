// Our types against those made from the server's document: a field that changed its name or type is a compile error
// here. Where the document only says `Object` (facts, floor, config), crates/model is the contract.

import type { components } from "./generated/schema";
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
