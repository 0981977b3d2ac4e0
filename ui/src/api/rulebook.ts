// Every question about the rules: clauses, versions, files, changes, who has read them.

import { useQuery } from "@tanstack/react-query";
import { request } from "./http";
import { queryClient } from "./queries";
import type { Page } from "./types";

export interface Named {
  zh: string;
  en: string;
}
export interface ClauseRow {
  id: string;
  text_zh: string;
  text_en: string;
  enforced_by: { kind: string; name: string }[];
  state: "enforced" | "human" | "not_yet";
  used: number;
  refused: number;
  late: number;
  broken: number;
}
export interface ClauseBoard {
  version: string;
  days: number;
  items: ClauseRow[];
}
export interface Versions {
  items: { hash: string; at_ms: number; change: string | null; is_in_force: boolean; is_kept: boolean }[];
  folder: { hash: string; files: string[] } | null;
}
export interface RuleFiles {
  version: string;
  items: { path: string; text: string | null; is_closed: boolean }[];
}
export interface FileDifference {
  path: string;
  kind: "added" | "removed" | "changed";
  added: number;
  removed: number;
  unified: string;
}
export interface QueueFate {
  offered: number;
  answered: number;
  wait_ms: number;
}
export interface Effect {
  rights: {
    policies: string[];
    asked: number;
    items: {
      action: string;
      action_zh: string;
      action_en: string;
      gains: boolean;
      needs_evidence: boolean;
      on_zh: string;
      on_en: string;
      people: number;
      usernames: string[];
    }[];
  };
  decisions: {
    days: number;
    decisions: number;
    asked_again: number;
    is_cut: boolean;
    items: {
      action: string;
      action_zh: string;
      action_en: string;
      would_be_refused: boolean;
      times: number;
      usernames: string[];
    }[];
  };
  calls: {
    is_played: boolean;
    days: number;
    calls: number;
    nobody_before: number;
    nobody_after: number;
    other_queue: number;
    longer: number;
    shorter: number;
    lost: number;
    won: number;
    is_cut: boolean;
    queues: { queue: string; name_zh: string; name_en: string; before: QueueFate; after: QueueFate }[];
  };
  flows: {
    flow: string;
    name_zh: string;
    name_en: string;
    kind: string;
    open: number;
    can_move: number;
    blocked: string[];
  }[];
  parameters: { key: string; name_zh: string; name_en: string; before: string | null; after: string | null }[];
  readers: number;
}
export type ChangeState = "proposed" | "scheduled" | "applied" | "refused" | "failed";
export interface ChangeRow {
  id: string;
  instance: string;
  author: { id: string; name: string };
  proposed_ms: number;
  base: string;
  hash: string;
  files: string[];
  reason: string;
  scope: string;
  expected: string;
  rolls_back: string | null;
  state: ChangeState;
  due_ms: number | null;
  settled_ms: number | null;
  why: string;
  is_in_force: boolean;
}
export interface Change extends ChangeRow {
  differences: FileDifference[];
  effect: Effect;
  moved: string[];
  can_roll_back: boolean;
}
export interface EditedFile {
  path: string;
  text: string | null;
}
export interface Preview {
  problems: { file: string; line: number; message: string }[];
  moved: string[];
  differences: FileDifference[];
  effect: Effect | null;
  heads: Named[];
}
export interface Proposal {
  reason: string;
  scope: string;
  expected: string;
  base: string;
  files: EditedFile[];
  apply_at_ms: number | null;
}
export interface OwnReading {
  version: string;
  mode: "none" | "remind" | "gate";
  is_read: boolean;
  may_see_all: boolean;
}
export interface RulesReading {
  version: string;
  mode: OwnReading["mode"];
  read: { person: { id: string; name: string }; at_ms: number }[];
  unread: { id: string; name: string }[];
}

export const rulesApi = {
  clauses: () => request<ClauseBoard>("GET", "/rulebook/clauses"),
  versions: () => request<Versions>("GET", "/rulebook/versions"),
  files: () => request<RuleFiles>("GET", "/rulebook/files"),
  file: (path: string, version?: string) => request<RuleFiles>("GET", "/rulebook/files", { query: { path, version } }),
  changes: () => request<Page<ChangeRow>>("GET", "/rulebook/changes"),
  change: (id: string) => request<Change>("GET", `/rulebook/changes/${id}`),
  preview: (base: string, files: EditedFile[]) =>
    request<Preview>("POST", "/rulebook/changes/preview", { body: { base, files } }),
  propose: (proposal: Proposal) => request<Change>("POST", "/rulebook/changes", { body: proposal }),
  rollBack: (id: string, reason: string) =>
    request<Change>("POST", `/rulebook/changes/${id}/roll-back`, { body: { reason } }),
  reading: () => request<OwnReading>("GET", "/rulebook/reading"),
  acknowledge: (version: string) => request<OwnReading>("POST", "/rulebook/acknowledge", { body: { version } }),
  acknowledgements: () => request<RulesReading>("GET", "/rulebook/acknowledgements"),
};

const KEY = "rules";
export const useClauses = () => useQuery({ queryKey: [KEY, "clauses"], queryFn: rulesApi.clauses });
export const useVersions = () => useQuery({ queryKey: [KEY, "versions"], queryFn: rulesApi.versions });
export const useRuleFiles = () => useQuery({ queryKey: [KEY, "files"], queryFn: rulesApi.files });
export const useChanges = () => useQuery({ queryKey: [KEY, "changes"], queryFn: rulesApi.changes });
export const useChange = (id: string) =>
  useQuery({ queryKey: [KEY, "change", id], queryFn: () => rulesApi.change(id) });
export const useReading = () =>
  useQuery({ queryKey: [KEY, "reading"], queryFn: rulesApi.reading, staleTime: 5 * 60_000 });
export const useAcknowledgements = () => useQuery({ queryKey: [KEY, "read"], queryFn: rulesApi.acknowledgements });

/** After something was proposed or confirmed. */
export function rulesChanged(): void {
  void queryClient.invalidateQueries({ queryKey: [KEY] });
}
