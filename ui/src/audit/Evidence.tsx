// The evidence of one item: the request, who agreed, the grant, its uses, what was read, who was told; each with its
// number in the journal, in order of time.

import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { CaseView, EvidenceItem, UseBrief } from "../api/audit";
import { type FieldView, nameOf } from "../api/flows";
import { Button } from "../parts/basics";
import { isNamed, shownOf } from "../parts/fieldWords";
import { fullTime } from "../parts/format";
import lists from "../parts/lists.module.css";
import { Approvals, WhyList } from "../parts/Why";
import { named, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";
import { FindingDialog } from "./FindingDialog";
import { itemWords, seenWords } from "./words";

export function Evidence({ item, sample }: { item: EvidenceItem; sample: string }) {
  const t = useText();
  const w = useAuditText();
  const locale = useLocale();
  const { grant } = item;
  const [isReporting, setReporting] = useState(false);
  return (
    <article className={css.evidence} aria-label={w.sample.evidence}>
      <header>
        <div>
          <h2 data-literal>{itemWords(item, t, w, locale)}</h2>
          <p className={lists.quiet}>
            {fullTime(item.at_ms)} · <Seq of={item.fact} /> · {item.by?.name ?? t.actor.system}
            {item.seen && <Place of={item.seen} />}
          </p>
        </div>
        <Button onClick={() => setReporting(true)}>{w.sample.finding}</Button>
      </header>
      {item.case && <Case of={item.case} />}
      {grant && grant.grant.approvals.length > 0 && (
        <Part title={w.sample.approvals}>
          <Approvals grant={grant.grant} />
        </Part>
      )}
      {grant && <Grant item={item} />}
      <Timeline item={item} />
      {item.policies.length > 0 && (
        <Part title={t.why.policy}>
          <WhyList reasons={item.policies} />
        </Part>
      )}
      <Part title={w.sample.facts}>
        <p className={css.seqs}>
          {item.facts.map((fact) => (
            <Seq key={fact} of={fact} />
          ))}
        </p>
      </Part>
      {isReporting && (
        <FindingDialog about={{ sample, sample_item: String(item.fact) }} onClose={() => setReporting(false)} />
      )}
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Seq({ of }: { of: number }) {
  return (
    <Link to="/journal" search={{ after: String(of - 1) }}>
      #{of}
    </Link>
  );
}

/** What the form worked out for the table of approvals tells nobody anything; nor does an empty field. */
const isTold = (field: FieldView): boolean => field.key !== "post" && field.shown.zh !== "" && isNamed(field);

/** Where something was seen: the call or the customer, to be opened. */
function Place({ of }: { of: UseBrief }) {
  const t = useText();
  const [kind, id = ""] = of.resource.split(" ");
  if (kind === "call")
    return (
      <>
        {" · "}
        <Link to="/calls/$id" params={{ id }}>
          {t.journal.call}
        </Link>
      </>
    );
  if (kind === "customer")
    return (
      <>
        {" · "}
        <Link to="/customers/$id" params={{ id }}>
          {t.customers.card}
        </Link>
      </>
    );
  return null;
}

function Case({ of }: { of: CaseView }) {
  const w = useAuditText().sample;
  const locale = useLocale();
  return (
    <Part title={w.form}>
      <p>
        <Link to="/flows/instances/$id" params={{ id: of.instance }}>
          {nameOf(of.flow.name, locale)} {of.number}
        </Link>{" "}
        <span className={lists.quiet}>
          {of.applicant?.name} · {fullTime(of.started_ms)}
          {of.end && ` · ${nameOf(of.end.name, locale)}`}
        </span>
      </p>
      <dl className={css.facts}>
        {of.fields.filter(isTold).map((field) => (
          <div key={field.key}>
            <dt>{nameOf(field.label, locale)}</dt>
            <dd data-literal>{shownOf(field, locale)}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function Grant({ item }: { item: EvidenceItem }) {
  const w = useAuditText().sample;
  const a = useAccessText();
  const locale = useLocale();
  const grant = item.grant?.grant;
  if (!grant) return null;
  return (
    <Part title={w.grant}>
      <p>
        <Link to="/access/register" search={{ id: grant.id }}>
          {grant.person.name} · {locale === "en" ? grant.capability_en : grant.capability_zh} ·{" "}
          {named(grant.scope, locale)}
        </Link>
      </p>
      <p className={lists.quiet}>
        {fullTime(grant.from_ms)} – {fullTime(grant.until_ms)} · {a.state[grant.state]}
      </p>
    </Part>
  );
}

interface Moment {
  key: string;
  at_ms: number;
  seq: number | null;
  words: string;
  detail: string;
}

/** The grant's life, its uses, the reveals around it and the notices, as one list. */
function Timeline({ item }: { item: EvidenceItem }) {
  const t = useText();
  const audit = useAuditText();
  const w = audit.sample;
  const a = useAccessText().register;
  const locale = useLocale();
  const story = (item.grant?.story ?? []).map(
    (one): Moment => ({
      key: `story ${one.at_ms} ${one.what}`,
      at_ms: one.at_ms,
      seq: null,
      words: a.events[one.what] ?? one.what,
      detail: [one.by?.name, one.text].filter(Boolean).join(t.app.colon),
    }),
  );
  const uses = (item.grant?.used ?? []).map(
    (one): Moment => ({
      key: `use ${one.seq}`,
      at_ms: one.at_ms,
      seq: one.seq,
      words: w.uses,
      detail: a.useKinds[one.kind] ?? one.kind,
    }),
  );
  const reveals = item.reveals.map(
    (one): Moment => ({
      key: `reveal ${one.fact}`,
      at_ms: one.at_ms,
      seq: one.fact,
      words: w.reveals,
      detail: seenWords(one, t, audit),
    }),
  );
  const notices = item.notices.map(
    (one): Moment => ({
      key: `notice ${one.fact}`,
      at_ms: one.at_ms,
      seq: one.fact,
      words: t.rooms.notices,
      detail: `${locale === "en" ? one.title_en : one.title_zh} → ${one.to.map((to) => to.name).join(t.app.listed)}`,
    }),
  );
  const all = [...story, ...uses, ...reveals, ...notices].sort((one, other) => one.at_ms - other.at_ms);
  if (all.length === 0) return null;
  return (
    <Part title={`${w.evidence}（${w.inOrder}）`}>
      <ol className={css.timeline}>
        {all.map((one) => (
          <li key={one.key}>
            <span className={css.seq}>{one.seq !== null && <Seq of={one.seq} />}</span>
            <time dateTime={new Date(one.at_ms).toISOString()}>{fullTime(one.at_ms)}</time>
            <span>
              {one.words}
              {one.detail && <small data-literal>{one.detail}</small>}
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}
