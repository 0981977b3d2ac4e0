// Facts of rights, customers, accounts and rules in whole sentences.

import type { AuthorityFact, GrantScope } from "../api/authorityFacts";
import { named } from "../text";
import { type Names, personName, roleName, teamName } from "./factWords";
import { fullTime, yuan } from "./format";

/** As much of a hash as people compare by eye. */
const HASH_CHARS = 12;

type Of<K extends AuthorityFact["kind"]> = Extract<AuthorityFact, { kind: K }>;

/** Null: it is none of these kinds. */
export function authorityFactWords(fact: { kind: string }, names: Names): string | null {
  const known = fact as AuthorityFact;
  return (
    ofRights(known, names) ??
    ofCustomers(known, names) ??
    ofOrders(known, names) ??
    ofAccounts(known, names) ??
    ofSupervision(known, names) ??
    ofRules(known, names)
  );
}

export function capabilityName(names: Names, capability: string): string {
  const known = names.config?.capabilities?.find((one) => one.id === capability);
  return known ? named(known, names.locale) : (names.t.action[capability] ?? capability);
}

export function scopeName(names: Names, scope: GrantScope): string {
  if (scope.covers === "team") return teamName(names, scope.id);
  return scope.covers === "customer" ? names.t.scopes.customer : names.t.scopes.centre;
}

function ofRights(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  switch (fact.kind) {
    case "grant_given":
      return grantWords(fact, names);
    case "grant_revoked":
    case "suspension_lifted":
      return words[fact.kind]({ name: personName(names, fact.person), reason: fact.reason });
    case "grant_expired":
    case "expiry_warned":
      return words[fact.kind]({ name: personName(names, fact.person) });
    case "right_suspended":
      return words.right_suspended({
        name: personName(names, fact.person),
        what: fact.capability ? words.right(capabilityName(names, fact.capability)) : words.all_rights,
        reason: fact.reason,
      });
    case "violation_recorded":
      return words.violation_recorded({
        name: personName(names, fact.person),
        tier: words.tiers[fact.tier] ?? String(fact.tier),
        what: fact.what,
        points: fact.points,
      });
    default:
      return null;
  }
}

function grantWords(fact: Of<"grant_given">, names: Names): string {
  const words = names.t.authority;
  const name = personName(names, fact.person);
  const capability = capabilityName(names, fact.capability);
  const until = fullTime(fact.until_ms);
  if (fact.is_break_glass) return words.grant_taken({ name, capability, until });
  const whole = { name, capability, scope: scopeName(names, fact.scope), from: fullTime(fact.from_ms), until };
  return fact.replaces ? words.grant_extended(whole) : words.grant_given(whole);
}

function ofOrders(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  switch (fact.kind) {
    case "order_taken":
      return words.order_taken({ number: fact.number, product: fact.product, amount: yuan(fact.amount_fen) });
    case "order_exchanged":
      return words.order_exchanged({ product: fact.product, amount: yuan(fact.amount_fen) });
    case "order_cancelled":
      return words.order_cancelled({ reason: fact.reason });
    case "order_stop_requested":
      return words.order_stop_requested({
        name: personName(names, fact.by),
        approver: personName(names, fact.approved_by),
        reason: fact.reason,
      });
    case "order_address_changed":
    case "order_shipped":
    case "order_delivered":
    case "order_returned":
      return words[fact.kind];
    default:
      return null;
  }
}

function ofCustomers(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  const field = (key: string) => words.fields[key] ?? key;
  switch (fact.kind) {
    case "customer_added":
      return words.customer_added;
    case "customer_changed":
      return words.customer_changed({ fields: Object.keys(fact.fields).map(field).join(names.t.app.listed) });
    case "consent_recorded":
      return words.consent_recorded({
        name: personName(names, fact.person),
        field: field(fact.field),
        purpose: fact.purpose,
        until: fullTime(fact.until_ms),
      });
    case "consent_withdrawn":
      return words.consent_withdrawn({ field: field(fact.field) });
    case "field_revealed":
      return words.field_revealed({
        name: personName(names, fact.person),
        field: field(fact.field),
        purpose: fact.purpose,
      });
    case "customer_sought":
      return words.customer_sought({
        name: personName(names, fact.person),
        by: field(fact.by),
        found: fact.customer !== undefined,
      });
    case "customer_erased":
    case "hold_set":
    case "hold_lifted":
      return words[fact.kind](fact);
    default:
      return null;
  }
}

function ofAccounts(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  switch (fact.kind) {
    case "factor_added":
      return words.factor_added({ name: personName(names, fact.person), factor: words.factors[fact.of] ?? fact.of });
    case "stepped_up": {
      const factor = fact.with ?? "password";
      return words.stepped_up({ name: personName(names, fact.person), factor: words.factors[factor] ?? factor });
    }
    case "identity_linked":
      return words.identity_linked({ name: personName(names, fact.person), provider: fact.provider });
    case "factor_removed":
    case "identity_unlinked":
    case "factor_failed":
      return words[fact.kind]({ name: personName(names, fact.person) });
    case "password_must_change":
      return words.password_must_change({ name: personName(names, fact.person), reason: fact.reason });
    case "person_moved":
      return words.person_moved({
        name: personName(names, fact.person),
        roles: fact.roles.map((role) => roleName(names, role)).join(" · "),
        team: teamName(names, fact.team),
        reason: fact.reason,
      });
    case "employment_set": {
      const employment = words.employments[fact.employment] ?? fact.employment;
      return words.employment_set({ name: personName(names, fact.person), employment });
    }
    case "account_handed_over":
      return words.account_handed_over({
        name: personName(names, fact.person),
        deputy: personName(names, fact.deputy),
        from: fullTime(fact.from_ms),
        until: fullTime(fact.until_ms),
        reason: fact.reason,
      });
    default:
      return null;
  }
}

function ofRules(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  switch (fact.kind) {
    case "change_proposed":
      return words.change_proposed({
        name: personName(names, fact.author),
        count: fact.files.length,
        reason: fact.reason,
      });
    case "change_scheduled":
      return words.change_scheduled({ at: fullTime(fact.due_ms) });
    case "change_applied":
    case "folder_adopted":
      return words[fact.kind]({ hash: fact.hash.slice(0, HASH_CHARS) });
    case "change_refused":
    case "change_failed":
      return words[fact.kind](fact);
    case "rules_acknowledged":
      return words.rules_acknowledged({
        name: personName(names, fact.person),
        version: fact.version.slice(0, HASH_CHARS),
      });
    case "article_published":
    case "article_confirmed":
    case "article_retired":
      return ofKnowledge(fact, names);
    default:
      return words.kinds[(fact as { kind: string }).kind] ?? null;
  }
}

function ofKnowledge(
  fact: Extract<AuthorityFact, { kind: "article_published" | "article_confirmed" | "article_retired" }>,
  names: Names,
): string {
  const words = names.t.authority;
  if (fact.kind === "article_published") return words.article_published(fact);
  return fact.kind === "article_retired" ? words.article_retired(fact) : words.article_confirmed(fact);
}

function ofSupervision(fact: AuthorityFact, names: Names): string | null {
  const words = names.t.authority;
  switch (fact.kind) {
    case "review_items_handed_out":
      return words.review_items_handed_out({ name: personName(names, fact.reviewer), count: fact.items.length });
    case "review_decided":
      return words.review_decided({
        name: personName(names, fact.holder),
        capability: capabilityName(names, fact.capability),
        verdict: words.verdicts[fact.verdict] ?? fact.verdict,
        by: fact.by ? personName(names, fact.by) : words.nobody_answered,
        why: fact.why ?? "",
      });
    case "sample_drawn":
      return words.sample_drawn({
        name: personName(names, fact.by),
        of: words.samples[fact.of] ?? fact.of,
        from: fullTime(fact.from_ms),
        until: fullTime(fact.until_ms),
        count: fact.drawn.length,
        population: fact.population,
      });
    case "audit_reported":
      return words.audit_reported({
        name: personName(names, fact.by),
        format: fact.format.toUpperCase(),
        from: fullTime(fact.from_ms),
        until: fullTime(fact.until_ms),
      });
    default:
      return null;
  }
}
