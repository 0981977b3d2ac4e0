// The ledger of violations (AUTH-49 … AUTH-52): who, how grave, what followed, and the case.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type OpenCase, useViolations, type ViolationView } from "../api/access";
import { useConfig } from "../api/queries";
import { may, useMe } from "../app/session";
import { Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { Pick } from "./Parts";
import { AccessRoom, useIsOverseer } from "./Room";

export default function Violations() {
  const w = useAccessText().violations;
  const c = useAccessText().columns;
  const me = useMe();
  const isOverseeing = useIsOverseer();
  const { person } = useSearch({ from: "/inside/shell/access/violations" });
  const navigate = useNavigate();
  const config = useConfig().data;
  const ledger = useViolations(isOverseeing ? person : me.person.id);
  const rows = ledger.data?.ledger ?? [];
  const open = ledger.data?.open ?? [];
  return (
    <AccessRoom
      intro={w.intro}
      tools={
        isOverseeing &&
        may(me, "flow:start") && (
          <Link className={lists.link} to="/flows/$key/start" params={{ key: "violation-case" }} search={{}}>
            {w.report}
          </Link>
        )
      }
    >
      {isOverseeing && (
        <div className={lists.filters}>
          <Pick
            label={c.person}
            any={w.any}
            value={person}
            choices={(config?.people ?? []).map((one) => ({ value: one.id, label: one.name || one.username }))}
            onChange={(next) =>
              void navigate({ to: "/access/violations", search: next ? { person: next } : {}, replace: true })
            }
          />
        </div>
      )}
      {ledger.isPending && <Skeleton rows={6} />}
      {ledger.isError && <Failure error={ledger.error} retry={() => void ledger.refetch()} />}
      {ledger.data && rows.length + open.length === 0 && <Empty title={isOverseeing ? w.none : w.noneMine} />}
      {open.length > 0 && (
        <section className={lists.section}>
          <h2>{w.open}</h2>
          <ul className={lists.rows} aria-label={w.open}>
            {open.map((one) => (
              <Case key={one.instance} one={one} />
            ))}
          </ul>
        </section>
      )}
      {rows.length > 0 && (
        <section className={lists.section}>
          <h2>
            {w.ledger} {ledger.data && ledger.data.points > 0 && <small>{w.pointsInAll(ledger.data.points)}</small>}
          </h2>
          <ul className={lists.rows} aria-label={w.ledger}>
            {rows.map((one) => (
              <Line key={one.instance} one={one} />
            ))}
          </ul>
        </section>
      )}
    </AccessRoom>
  );
}

const TONES = { 1: undefined, 2: "warn", 3: "bad" } as const;

function Line({ one }: { one: ViolationView }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const words = w.violations;
  return (
    <li className={lists.row}>
      <span>
        <span className={lists.name}>
          <strong>{one.person.name}</strong>
          {one.tier === 0 ? (
            <Tag tone="good">{words.cleared}</Tag>
          ) : (
            <Tag tone={TONES[one.tier as keyof typeof TONES]}>{words.tiers[one.tier] ?? one.tier}</Tag>
          )}
        </span>
        <small>{one.what}</small>
      </span>
      <span>
        {dayWords(one.recorded_ms, now, t)}
        {one.points > 0 && ` · ${w.columns.points} ${words.points(one.points)}`}
        {one.restricted_until_ms !== null && (
          <small style={{ display: "block" }}>{words.restricted(dayWords(one.restricted_until_ms, now, t))}</small>
        )}
      </span>
      <span className={lists.acts}>
        <Link to="/flows/instances/$id" params={{ id: one.instance }}>
          {w.openCase}
        </Link>
      </span>
    </li>
  );
}

/** A case that has not ended: where it stands. */
function Case({ one }: { one: OpenCase }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <li className={lists.row}>
      <span>
        <span className={lists.name}>
          <strong>{one.person.name}</strong>
          {one.is_overdue && <Tag tone="bad">{t.flows.instance.state.overdue}</Tag>}
        </span>
        <small>{one.what}</small>
      </span>
      <span>
        {locale === "en" ? one.step_en : one.step_zh}
        <small style={{ display: "block" }}>{dayWords(one.started_ms, now, t)}</small>
      </span>
      <span className={lists.acts}>
        <Link to="/flows/instances/$id" params={{ id: one.instance }}>
          {w.openCase}
        </Link>
      </span>
    </li>
  );
}
