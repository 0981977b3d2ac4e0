// One row of the inbox: clock, flow and step, applicant, what it is about, why me and who else. On a phone a card.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { nameOf, type TaskRow } from "../api/flows";
import { classes, Tag } from "../parts/basics";
import { DueClock } from "../parts/DueClock";
import { shortTime } from "../parts/due";
import { doneBy, summaryOf, whyWords } from "../parts/fieldWords";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import type { Selection } from "./Batch";
import { keyOf, leaveBy } from "./keys";
import css from "./Tasks.module.css";

export function OpenRow({ row, selection }: { row: TaskRow; selection: Selection }) {
  const t = useText();
  const locale = useLocale();
  const key = keyOf(row);
  const isTicked = selection.has(key);
  const what = `${nameOf(row.flow.name, locale)} · ${nameOf(row.step.name, locale)} ${t.tasks.number(row.number)}`;
  return (
    <li className={classes(css.row, isTicked && css.ticked)}>
      <span className={css.tick}>
        {row.is_batch && (
          <input
            type="checkbox"
            aria-label={t.tasks.select(what)}
            title={selection.fits(row) ? undefined : t.tasks.batchOnly}
            disabled={!selection.fits(row)}
            checked={isTicked}
            onChange={() => selection.toggle(row)}
          />
        )}
      </span>
      <RowLink row={row}>
        <span className={css.clock}>
          <DueClock due={row.due_ms} />
        </span>
        <What row={row} />
        <span className={css.why}>
          <HeldBy row={row} />
        </span>
      </RowLink>
    </li>
  );
}

export function DoneRow({ row }: { row: TaskRow }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <li className={css.row}>
      <span className={css.tick} />
      <RowLink row={row}>
        <span className={css.clock}>{row.closed_ms !== null && shortTime(row.closed_ms, now)}</span>
        <What row={row} />
        <span className={css.why}>
          {row.outcome && <Tag>{nameOf(row.outcome.name, locale)}</Tag>}
          {row.by && row.actor && row.by.id !== row.actor.id && <span>{doneBy(row.actor, row.by, t)}</span>}
        </span>
      </RowLink>
    </li>
  );
}

function RowLink({ row, children }: { row: TaskRow; children: ReactNode }) {
  return (
    <Link
      to="/tasks/$instance/$task"
      params={{ instance: row.instance, task: String(row.task) }}
      className={css.link}
      data-row={keyOf(row)}
      onClick={(event) => leaveBy(event.currentTarget)}
    >
      {children}
    </Link>
  );
}

function What({ row }: { row: TaskRow }) {
  const t = useText();
  const locale = useLocale();
  const summary = summaryOf(row.summary, locale);
  return (
    <>
      <span className={css.what}>
        <strong>{nameOf(row.flow.name, locale)}</strong>
        <span>{nameOf(row.step.name, locale)}</span>
        <small>{t.tasks.number(row.number)}</small>
      </span>
      <span className={css.who}>{row.applicant?.name ?? t.tasks.noApplicant}</span>
      <span className={css.summary} data-literal>
        {summary}
      </span>
    </>
  );
}

/** Why it is mine; and who has it, or could take it, when that is somebody else. */
function HeldBy({ row }: { row: TaskRow }) {
  const t = useText();
  const others = row.people.map((one) => one.name).join("、");
  if (row.holder && row.why.because !== "holder")
    return (
      <>
        <Tag tone="warn">{t.tasks.heldBy(row.holder.name)}</Tag>
        {row.why.because === "deputy" && <span>{whyWords(row, t)}</span>}
      </>
    );
  const tone = row.why.because === "escalated" ? "bad" : row.why.because === "holder" ? "good" : undefined;
  if (row.why.because === "candidate" || row.why.because === "alone")
    return <span title={others}>{whyWords(row, t)}</span>;
  return <Tag tone={tone}>{whyWords(row, t)}</Tag>;
}
