// Every question of the audit, one line each. The shapes are those of crates/office/src/supervision/audit/*.rs.

import { useQuery } from "@tanstack/react-query";
import type { GrantDetail, OfRight, PolicyView } from "./accessTypes";
import type { Fields, FieldView, Keyed, PersonView } from "./flowTypes";
import { request } from "./http";
import type { Page } from "./types";

export const SAMPLES_OF = ["grants", "break_glass", "reveals", "violations", "changes"] as const;
export type SampleOf = (typeof SAMPLES_OF)[number];

export interface SampleView {
  id: string;
  of: string;
  by: PersonView;
  drawn_ms: number;
  from_ms: number;
  until_ms: number;
  /** Whoever draws again with it draws the same. */
  seed: number;
  population: number;
  size: number;
  drawn: number[];
  /** Number of the fact that tells of the draw. */
  fact: number;
}

export interface CaseView {
  instance: string;
  number: number;
  flow: Keyed;
  applicant: PersonView | null;
  started_ms: number;
  ended_ms: number | null;
  end: Keyed | null;
  fields: FieldView[];
}

/** Something read or heard in clear. */
export interface UseBrief {
  fact: number;
  at_ms: number;
  /** As `phone`, `number` or `recording`. */
  what: string;
  purpose: string;
  /** Kind and id, as `call 0192…`. */
  resource: string;
}

export interface NoticeBrief {
  fact: number;
  at_ms: number;
  title_zh: string;
  title_en: string;
  to: PersonView[];
}

/** One item with all that is known of it. */
export interface EvidenceItem {
  /** Number of its fact. */
  fact: number;
  at_ms: number;
  kind: string;
  person: PersonView | null;
  by: PersonView | null;
  /** What somebody wrote of it: why a right was given, what a violation was. */
  what: string;
  right: OfRight | null;
  seen: UseBrief | null;
  /** Of the rules, that came into force. */
  version: string | null;
  policies: PolicyView[];
  grant: GrantDetail | null;
  case: CaseView | null;
  reveals: UseBrief[];
  notices: NoticeBrief[];
  /** Every fact of the journal that this rests on. */
  facts: number[];
}

export interface SampleDetail {
  sample: SampleView;
  items: EvidenceItem[];
}

export interface FindingView {
  instance: string;
  number: number;
  finding: string;
  grade: string;
  responsible: PersonView | null;
  /** A day, as `2026-12-31`. */
  due_on: string;
  advice: string;
  liability: string;
  sample: string | null;
  sample_item: number | null;
  by: PersonView | null;
  started_ms: number;
  ended_ms: number | null;
  end: Keyed | null;
  step: Keyed | null;
  is_overdue: boolean;
}

export const auditApi = {
  samples: () => request<Page<SampleView>>("GET", "/audit/samples"),
  draw: (body: { of: SampleOf; from_ms: number; until_ms: number; size: number }) =>
    request<SampleView>("POST", "/audit/samples", { body }),
  sample: (id: string) => request<SampleDetail>("GET", `/audit/samples/${id}`),
  openFinding: (form: Fields) => request<FindingView>("POST", "/audit/findings", { body: { form } }),
  findings: () => request<Page<FindingView>>("GET", "/audit/findings"),
  reportUrl: (format: "pdf" | "xlsx", from_ms: number, until_ms: number) =>
    `/api/v1/audit/report.${format}?${new URLSearchParams({ from_ms: String(from_ms), until_ms: String(until_ms) })}`,
  /** The note as it is signed, with every cosignature: plain text. */
  checkpoint: () => request<string>("GET", "/journal/checkpoint"),
};

export const useSamples = () => useQuery({ queryKey: ["samples"], queryFn: auditApi.samples });

export const useSample = (id: string) => useQuery({ queryKey: ["sample", id], queryFn: () => auditApi.sample(id) });

export const useFindings = () => useQuery({ queryKey: ["findings"], queryFn: auditApi.findings });
