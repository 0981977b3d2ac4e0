// What may be asked for and who would decide; how far my own requests are.

import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type RequestableView, useRequestable } from "../api/access";
import { type InstanceRow, nameOf, rowsOf, useInstances } from "../api/flows";
import { Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { ChangeLink } from "../parts/ChangeLink";
import { summaryOf } from "../parts/fieldWords";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { isFoundBy } from "../parts/pinyin";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";
import { SensitivityTag } from "./Parts";
import { AccessRoom } from "./Room";

/** Names that fit in a line; the rest are counted. */
const NAMES_MAX = 3;
const REQUEST = "access-request";
const CHANGE = "access-change";

export default function Ask() {
  const w = useAccessText();
  return (
    <AccessRoom intro={w.ask.intro}>
      <Running />
      <Catalogue />
    </AccessRoom>
  );
}

function Running() {
  const w = useAccessText().ask;
  const requests = useInstances({ box: "mine", flow: REQUEST });
  const changes = useInstances({ box: "mine", flow: CHANGE });
  const rows = [...rowsOf(requests.data), ...rowsOf(changes.data)].sort((a, b) => b.started_ms - a.started_ms);
  const open = rows.filter((row) => row.ended_ms === null);
  const past = rows.filter((row) => row.ended_ms !== null);
  return (
    <section className={lists.section}>
      <h2>{w.running}</h2>
      {requests.isError && <Failure error={requests.error} retry={() => void requests.refetch()} />}
      {requests.data && open.length === 0 && <p className={lists.quiet}>{w.noRunning}</p>}
      {open.length > 0 && <Requests rows={open} label={w.running} />}
      {past.length > 0 && (
        <details className={css.past}>
          <summary>
            {w.past} ({past.length})
          </summary>
          <Requests rows={past} label={w.past} />
        </details>
      )}
    </section>
  );
}

function Requests({ rows, label }: { rows: InstanceRow[]; label: string }) {
  const t = useText();
  const w = useAccessText().ask;
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <ul className={lists.rows} aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} className={lists.row}>
          <span className={lists.name}>
            <Link to="/flows/instances/$id" params={{ id: row.id }}>
              {nameOf(row.flow.name, locale)} {row.number}
            </Link>
            <small>{summaryOf(row.summary, locale)}</small>
          </span>
          <small>
            {row.ended_ms !== null
              ? dayWords(row.ended_ms, now, t)
              : row.open
                  .map((step) =>
                    w.waitsFor({ step: nameOf(step.step.name, locale), people: some(step.people, w, t.app.listed) }),
                  )
                  .join(" · ") || w.system}
          </small>
          {row.ended_ms !== null ? (
            <Tag tone={row.end?.key === "granted" || row.end?.key === "changed" ? "good" : undefined}>
              {row.end ? nameOf(row.end.name, locale) : t.flows.instance.state.ended}
            </Tag>
          ) : (
            <Tag tone={row.is_overdue ? "bad" : "good"}>
              {t.flows.instance.state[row.is_overdue ? "overdue" : "open"]}
            </Tag>
          )}
        </li>
      ))}
    </ul>
  );
}

function some(
  people: { name: string }[],
  w: { andMore: (n: number) => string; nobody: string },
  listed: string,
): string {
  if (people.length === 0) return w.nobody;
  const shown = people
    .slice(0, NAMES_MAX)
    .map((one) => one.name)
    .join(listed);
  return people.length > NAMES_MAX ? `${shown} ${w.andMore(people.length)}` : shown;
}

function Catalogue() {
  const w = useAccessText().ask;
  const locale = useLocale();
  const requestable = useRequestable();
  const [typed, setTyped] = useState("");
  const all = requestable.data?.items;
  const rows = useMemo(
    () => (all ?? []).filter((one) => isFoundBy(typed, nameOf(one.name, locale)) || isFoundBy(typed, one.name.zh)),
    [all, typed, locale],
  );
  return (
    <section className={lists.section}>
      <div className={lists.filters}>
        <input
          type="search"
          aria-label={w.search}
          placeholder={w.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {requestable.isPending && <Skeleton rows={8} />}
      {requestable.isError && <Failure error={requestable.error} retry={() => void requestable.refetch()} />}
      {all?.length === 0 && <Empty title={w.none} />}
      {all && all.length > 0 && rows.length === 0 && <Empty title={w.noMatch} />}
      {rows.length > 0 && (
        <ul className={lists.rows} aria-label={w.search}>
          {rows.map((one) => (
            <Right key={one.capability} right={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Right({ right }: { right: RequestableView }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const name = nameOf(right.name, locale);
  const stages = right.stages.map((stage) =>
    w.ask.approver({ stage: nameOf(stage.step.name, locale), people: some(stage.people, w.ask, t.app.listed) }),
  );
  const held = right.held.find((grant) => grant.can.extend);
  return (
    <li className={lists.row}>
      <span>
        <span className={lists.name}>
          <strong>{name}</strong>
          <SensitivityTag of={right.sensitivity} />
          <Tag>{w.ask.daysMax(right.days_max)}</Tag>
        </span>
        <small>{nameOf(right.cautions, locale)}</small>
      </span>
      <small>{right.why_not ? nameOf(right.why_not, locale) : stages.join(" → ")}</small>
      <span className={lists.acts}>
        {held && <ChangeLink grant={held} label={w.ask.extend} />}
        {!right.why_not && (
          <Link
            className={lists.link}
            aria-label={w.ask.startThis(name)}
            to="/flows/$key/start"
            params={{ key: REQUEST }}
            search={{ fields: { capability: right.capability } }}
          >
            {w.ask.start}
          </Link>
        )}
      </span>
    </li>
  );
}
