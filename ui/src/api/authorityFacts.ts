// Facts of rights, customers, accounts and rules: the kinds of
// crates/model/src/fact/{authority,customers,accounts,rules,supervision}.rs.

export type GrantScope = { covers: "centre" } | { covers: "team"; id: string } | { covers: "customer"; id: string };

export type FactorKind = "totp" | "passkey" | "recovery_codes";

export type AuthorityFact =
  | {
      kind: "grant_given";
      grant: string;
      person: string;
      capability: string;
      scope: GrantScope;
      from_ms: number;
      until_ms: number;
      is_break_glass?: boolean;
      replaces?: string;
    }
  | { kind: "grant_revoked"; grant: string; person: string; reason: string }
  | { kind: "grant_expired" | "expiry_warned"; grant: string; person: string }
  | {
      kind: "right_suspended";
      suspension: string;
      person: string;
      capability: string | null;
      until_ms: number | null;
      reason: string;
    }
  | { kind: "suspension_lifted"; suspension: string; person: string; reason: string }
  | { kind: "violation_recorded"; person: string; instance: string; tier: number; what: string; points: number }
  | { kind: "order_taken"; order: string; number: string; product: string; amount_fen: number }
  | { kind: "order_exchanged"; order: string; product: string; amount_fen: number }
  | { kind: "order_cancelled"; order: string; reason: string }
  | { kind: "order_stop_requested"; order: string; reason: string; approved_by: string; by: string }
  | { kind: "order_address_changed" | "order_shipped" | "order_delivered" | "order_returned"; order: string }
  | { kind: "customer_added"; customer: string }
  | { kind: "customer_changed"; customer: string; fields: Record<string, unknown> }
  | { kind: "consent_recorded"; customer: string; person: string; field: string; purpose: string; until_ms: number }
  | { kind: "customer_sought"; person: string; by: string; customer?: string }
  | { kind: "consent_withdrawn"; customer: string; field: string }
  | { kind: "field_revealed"; customer: string; person: string; field: string; purpose: string; until_ms: number }
  | { kind: "customer_erased" | "hold_set" | "hold_lifted"; customer: string; reason: string }
  | { kind: "factor_added"; person: string; factor: string; of: FactorKind; name: string }
  | { kind: "factor_removed"; person: string; factor: string }
  | { kind: "stepped_up"; person: string; with: FactorKind | null }
  | { kind: "factor_failed"; person: string }
  | {
      kind: "identity_linked";
      person: string;
      identity: string;
      provider: string;
      issuer: string;
      subject: string;
    }
  | { kind: "identity_unlinked"; person: string; identity: string }
  | { kind: "password_must_change"; person: string; reason: string }
  | { kind: "person_moved"; person: string; roles: string[]; team: string | null; reason: string }
  | { kind: "employment_set"; person: string; employment: string }
  | {
      kind: "account_handed_over";
      person: string;
      deputy: string;
      from_ms: number;
      until_ms: number;
      reason: string;
    }
  | { kind: "change_proposed"; change: string; author: string; files: string[]; reason: string }
  | { kind: "change_scheduled"; change: string; due_ms: number; by: string }
  | { kind: "change_applied"; change: string; hash: string }
  | { kind: "change_refused" | "change_failed"; change: string; reason: string }
  | { kind: "folder_adopted"; hash: string }
  | { kind: "rules_acknowledged"; person: string; version: string }
  | { kind: "article_published"; article: string; revision: number; section: string; title: string }
  | { kind: "article_confirmed"; article: string; revision: number }
  | { kind: "article_retired"; article: string; reason: string }
  | { kind: "review_items_handed_out"; instance: string; reviewer: string; items: unknown[] }
  | {
      kind: "review_decided";
      instance: string;
      item: string;
      holder: string;
      capability: string;
      verdict: string;
      by: string | null;
      why?: string;
    }
  | {
      kind: "sample_drawn";
      sample: string;
      by: string;
      of: string;
      from_ms: number;
      until_ms: number;
      population: number;
      drawn: number[];
    }
  | { kind: "audit_reported"; by: string; from_ms: number; until_ms: number; format: string; root: string };
