// A yes or no of the product, opened: each policy in people's words with its clause, the grant behind it with everybody
// who agreed to it, what stops it, and the way to ask for it.

import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import {
  type AskFor,
  type GrantView,
  type PolicyView,
  type RightView,
  useRights,
  useWhy,
  type WhyQuestion,
  type WhyView,
} from "../api/access";
import { nameOf } from "../api/flows";
import { type Problem, problemOf, sentence } from "../api/problem";
import type { ActionName, Reason } from "../api/types";
import { named, useLocale, useText } from "../text";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { dayWords } from "./lasting";
import css from "./parts.module.css";
import { useSlowNow } from "./time";

/** A clause of the rules, with its place on the page of the clauses. */
export function ClauseLink({ id }: { id: string }) {
  const t = useText();
  return (
    <Link to="/rulebook" hash={id} title={t.why.clauseOpen(id)}>
      {id}
    </Link>
  );
}

export function WhyList({ reasons, requestId }: { reasons: PolicyView[]; requestId?: string }) {
  const t = useText();
  const locale = useLocale();
  const pick = (zh: string, en: string) => (locale === "en" ? en || zh : zh || en);
  if (reasons.length === 0) return <p>{t.why.none}</p>;
  return (
    <ul className={css.why}>
      {reasons.map((reason) => (
        <li key={`${reason.policy} ${reason.clause}`}>
          <p>{pick(reason.why_zh, reason.why_en)}</p>
          {(reason.remedy_zh || reason.remedy_en) && (
            <p className={css.remedy}>{t.why.remedy(pick(reason.remedy_zh, reason.remedy_en))}</p>
          )}
          <p className={css.whyMeta}>
            {reason.clause && (
              <span>
                {t.why.clause} <ClauseLink id={reason.clause} />
              </span>
            )}
            {reason.policy && (
              <span>
                {t.why.policy} {reason.policy}
              </span>
            )}
          </p>
          {reason.lacks && reason.lacks.length > 0 && (
            <p>{t.why.lacks(reason.lacks.map((lack) => nameOf(lack.name, locale)).join(t.app.listed))}</p>
          )}
          {reason.missing && reason.missing.length > 0 && (
            <details className={css.missing}>
              <summary>{t.why.missing}</summary>
              <pre>{reason.missing.join("\n")}</pre>
            </details>
          )}
          {reason.text && (
            <details className={css.missing}>
              <summary>{t.why.policyText}</summary>
              <pre>{reason.text}</pre>
            </details>
          )}
        </li>
      ))}
      {requestId && <li className={css.whyMeta}>{t.why.request(requestId)}</li>}
    </ul>
  );
}

/** The start of the flow that asks for what is lacking, filled in as far as the refusal tells. */
export function AskLink({ ask, onFollow }: { ask: AskFor; onFollow?: () => void }) {
  const t = useText();
  return (
    <Link
      className={css.ask}
      to="/flows/$key/start"
      params={{ key: ask.flow }}
      search={{ fields: ask.fields }}
      onClick={onFollow}
    >
      {t.why.ask}
    </Link>
  );
}

/** The chain behind a right for a time: its holder, its span, and everybody who agreed. */
export function GrantChain({ grant }: { grant: GrantView }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const capability = locale === "en" ? grant.capability_en : grant.capability_zh;
  return (
    <section className={css.chain}>
      <h3>{t.why.grant}</h3>
      <p>
        <Link to="/access/register" search={{ id: grant.id }}>
          {t.why.grantLine({ person: grant.person.name, capability, scope: named(grant.scope, locale) })}
        </Link>
      </p>
      <p className={css.remedy}>
        {t.why.grantSpan({ from: dayWords(grant.from_ms, now, t), until: dayWords(grant.until_ms, now, t) })}
      </p>
      {grant.is_break_glass && <p>{t.why.breakGlass}</p>}
      <Approvals grant={grant} />
    </section>
  );
}

export function Approvals({ grant }: { grant: Pick<GrantView, "approvals"> }) {
  const t = useText();
  const now = useSlowNow();
  if (grant.approvals.length === 0) return null;
  return (
    <ol className={css.approvals}>
      {grant.approvals.map((approval) => (
        <li key={`${approval.stage} ${approval.person.id}`}>
          <span>{t.why.stages[approval.stage] ?? approval.stage}</span>
          <strong>{approval.person.name}</strong>
          <time dateTime={new Date(approval.at_ms).toISOString()}>{dayWords(approval.at_ms, now, t)}</time>
          {approval.opinion && <q>{approval.opinion}</q>}
        </li>
      ))}
    </ol>
  );
}

/** The whole answer as the server opens it. */
export function WhyAnswer({ why, onFollow }: { why: WhyView; onFollow?: () => void }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const action = (locale === "en" ? why.action_en : why.action_zh) || t.action[why.action] || why.action;
  return (
    <div className={css.answer}>
      <p className={why.allowed ? css.answerYes : css.answerNo}>
        <Icon name={why.allowed ? "finish" : "lock"} size={18} />
        <strong>{why.allowed ? t.why.yes(action) : t.why.no(action)}</strong>
      </p>
      {why.suspension && (
        <p className={css.stopped}>
          {t.why.suspended({
            by: why.suspension.by?.name ?? t.actor.system,
            reason: why.suspension.reason,
            until: why.suspension.until_ms === null ? t.why.untilLifted : dayWords(why.suspension.until_ms, now, t),
          })}
        </p>
      )}
      {why.grant && <GrantChain grant={why.grant} />}
      {(why.policies.length > 0 || !why.suspension) && <WhyList reasons={why.policies} />}
      {!why.allowed && why.request && <AskLink ask={why.request} onFollow={onFollow} />}
    </div>
  );
}

export interface WhySource {
  reasons: Reason[];
  requestId?: string;
  /** The request that would help, when the refusal names it. */
  ask?: AskFor;
  /** The whole answer, where the page has it already. */
  answer?: WhyView;
  /** Else asked when it is opened: of one thing, or of the reader's own right at all. */
  question?: WhyQuestion;
  right?: ActionName;
}

/** A right of somebody, as an answer to why. */
export function answerOf(right: RightView): WhyView {
  return {
    ...right,
    action: right.capability,
    action_zh: right.capability_zh,
    action_en: right.capability_en,
  };
}

/** What a problem tells of its refusal. */
export function whyOf(problem: Problem): WhySource {
  return { reasons: problem.reasons, requestId: problem.request_id, ask: problem.request };
}

/** A problem that can be opened: it names its reasons, or a way to ask. */
export function isOpenable(problem: Problem): boolean {
  return problem.reasons.length > 0 || problem.request !== undefined;
}

export function WhyDialog({ source, title, onClose }: { source: WhySource; title?: string; onClose: () => void }) {
  const t = useText();
  const asked = useWhy(source.question ?? null);
  const mine = useRights(null, source.right !== undefined);
  const right = mine.data?.rights.find((one) => one.capability === source.right);
  const answer = source.answer ?? asked.data ?? (right && answerOf(right));
  const isAsked = source.question !== undefined || source.right !== undefined;
  const failure = asked.error ?? mine.error;
  return (
    <Dialog title={title ?? (answer?.allowed ? t.why.allowed : t.why.denied)} onClose={onClose}>
      {answer ? (
        <WhyAnswer why={answer} onFollow={onClose} />
      ) : (
        <div className={css.answer}>
          {isAsked && !failure && <p role="status">{t.app.loading}</p>}
          {failure && source.reasons.length === 0 && <p role="alert">{sentence(problemOf(failure), t)}</p>}
          {(!isAsked || source.reasons.length > 0) && <WhyList reasons={source.reasons} requestId={source.requestId} />}
          {source.ask && <AskLink ask={source.ask} onFollow={onClose} />}
        </div>
      )}
    </Dialog>
  );
}

/** A short link that opens the reasons. */
export function WhyButton(props: WhySource & { label?: ReactNode; onOpen?: () => void }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={css.whyButton} onClick={props.onOpen ?? (() => setOpen(true))}>
        {props.label ?? t.why.title}
      </button>
      {isOpen && <WhyDialog source={props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** In place of a control that the person may not use: of one thing (`question`), or at all (`right`). */
export function Locked(props: { label: string; reasons: Reason[]; question?: WhyQuestion; right?: ActionName }) {
  return (
    <span className={css.locked}>
      <Icon name="lock" size={16} />
      {props.label}
      <WhyButton reasons={props.reasons} question={props.question} right={props.right} />
    </span>
  );
}
