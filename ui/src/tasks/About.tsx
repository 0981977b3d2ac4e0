// What a task is about: its head with the clock, why it is mine, and what the flow knows so far.

import { Link } from "@tanstack/react-router";
import { useCustomerMask } from "../api/customers";
import { type FieldView, nameOf, type TaskView } from "../api/flows";
import { Button, Tag } from "../parts/basics";
import { DueClock } from "../parts/DueClock";
import { shortTime } from "../parts/due";
import { FileLink } from "../parts/FileLink";
import { isNamed, shownOf, whyWords } from "../parts/fieldWords";
import { fullTime } from "../parts/format";
import { isId } from "../parts/schema";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Task.module.css";

/** More names than this are a number. */
const NAMES_MAX = 6;

export function Head({ view, back }: { view: TaskView; back: () => void }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <header className={css.head}>
      <Button
        icon="left"
        iconOnly
        tone="quiet"
        aria-label={t.tasks.back}
        title={`${t.tasks.back} (Esc)`}
        onClick={back}
      />
      <div className={css.title}>
        <h1>
          {nameOf(view.step.name, locale)}
          {view.stage !== null && view.stage > 0 && <Tag>{t.tasks.stage(view.stage + 1)}</Tag>}
        </h1>
        <p>
          <span>{nameOf(view.flow.name, locale)}</span>
          <span>{t.tasks.number(view.number)}</span>
          <span>{view.applicant ? `${t.tasks.applicant} ${view.applicant.name}` : t.tasks.noApplicant}</span>
          <span title={fullTime(view.opened_ms)}>{t.tasks.opened(shortTime(view.opened_ms, now))}</span>
        </p>
      </div>
      <div className={css.headEnd}>
        {view.closed_ms === null && <DueClock due={view.due_ms} />}
        <Link to="/flows/instances/$id" params={{ id: view.instance }}>
          {t.tasks.story}
        </Link>
      </div>
    </header>
  );
}

export function WhyMine({ view }: { view: TaskView }) {
  const t = useText();
  const names = view.people.slice(0, NAMES_MAX).map((one) => one.name);
  return (
    <dl className={css.facts}>
      <div>
        <dt>{t.tasks.whyLabel}</dt>
        <dd>{whyWords(view, t)}</dd>
      </div>
      {view.people.length > 0 && (
        <div>
          <dt>{t.tasks.whoLabel}</dt>
          <dd>
            {t.tasks.people(names.join("、"), view.people.length > NAMES_MAX ? view.people.length : 0)}
            {view.closed_ms === null && view.people.length > 1 && (
              <small>{view.holder ? t.tasks.heldBy(view.holder.name) : t.tasks.nobodyHolds}</small>
            )}
          </dd>
        </div>
      )}
      {view.due_ms !== null && (
        <div>
          <dt>{t.tasks.deadline}</dt>
          <dd>{fullTime(view.due_ms).slice(0, 16)}</dd>
        </div>
      )}
    </dl>
  );
}

export function About({ view }: { view: TaskView }) {
  const t = useText();
  const locale = useLocale();
  const fields = view.fields.filter(isNamed);
  return (
    <section className={css.card} aria-label={t.tasks.known}>
      <h2>{t.tasks.known}</h2>
      {fields.length === 0 ? (
        <p className={css.quiet}>{t.tasks.noFields}</p>
      ) : (
        <dl className={css.fields}>
          {fields.map((field) => (
            <div key={field.key}>
              <dt>{nameOf(field.label, locale)}</dt>
              <dd data-literal>
                <Value field={field} />
                {field.is_masked && <Tag>{t.tasks.masked}</Tag>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const STORED = /^[0-9a-f]{64}$/;
/** Of a change of the rules: names of versions, which look like keys of files. */
const VERSIONS: readonly string[] = ["base", "hash"];

/** Keys of stored files are links; so is a change of the rules, to be looked at before it is approved. */
function Value({ field }: { field: FieldView }) {
  const locale = useLocale();
  const t = useText();
  if (typeof field.value === "string") {
    if (VERSIONS.includes(field.key)) return <code title={field.value}>{field.value.slice(0, 12)}</code>;
    if (field.key === "change") {
      return (
        <Link to="/rulebook/changes/$id" params={{ id: field.value }}>
          {t.tasks.openChange}
        </Link>
      );
    }
  }
  if (field.key === "scope_id" && typeof field.value === "string") return <ScopeOf id={field.value} field={field} />;
  const values = Array.isArray(field.value) ? field.value : [field.value];
  const keys = values.filter((one): one is string => typeof one === "string" && STORED.test(one));
  if (keys.length === 0 || keys.length < values.length) return <>{shownOf(field, locale) || t.app.dash}</>;
  return keys.map((key) => <FileLink key={key} id={key} />);
}

/** Over whom or what a right is: a team by its name, a customer as far as this reader may know. */
function ScopeOf({ id, field }: { id: string; field: FieldView }) {
  const locale = useLocale();
  const customer = useCustomerMask(isId(id) ? id : null);
  if (customer === null) return <>{shownOf(field, locale)}</>;
  return (
    <Link to="/customers/$id" params={{ id }}>
      {customer}
    </Link>
  );
}
