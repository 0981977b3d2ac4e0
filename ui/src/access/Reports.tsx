// Who has more than is used, and who is refused again and again (AUTH-02, AUTH-27).

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type LackedRight, type UnusedRight, useOverReport, useShortReport } from "../api/access";
import { capabilityName } from "../parts/authorityFacts";
import { Button, Empty, Failure, Segmented, Skeleton, Tag } from "../parts/basics";
import { saveCsv } from "../parts/csv";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useNames } from "../parts/useNames";
import { useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";
import { Pick, SensitivityTag, useCapability } from "./Parts";
import { AccessRoom } from "./Room";

const DAYS = [7, 30, 90];
const DAYS_USUAL = 30;

export default function Reports() {
  const w = useAccessText().reports;
  const search = useSearch({ from: "/inside/shell/access/reports" });
  const navigate = useNavigate();
  const isOver = search.report !== "short";
  const days = DAYS.find((one) => String(one) === search.days) ?? DAYS_USUAL;
  const change = (patch: Partial<typeof search>) =>
    void navigate({ to: "/access/reports", search: { ...search, ...patch }, replace: true });
  return (
    <AccessRoom intro={isOver ? w.overIntro : w.shortIntro}>
      <div className={lists.filters}>
        <Segmented
          label={w.which}
          value={isOver ? "over" : "short"}
          options={[
            { value: "over", label: w.over },
            { value: "short", label: w.short },
          ]}
          onChange={(report) => change({ report })}
        />
        <Pick
          label={w.days}
          any={w.lastDays(DAYS_USUAL)}
          value={days === DAYS_USUAL ? undefined : String(days)}
          choices={DAYS.filter((one) => one !== DAYS_USUAL).map((one) => ({
            value: String(one),
            label: w.lastDays(one),
          }))}
          onChange={(next) => change({ days: next })}
        />
      </div>
      {isOver ? <Over days={days} /> : <Short days={days} />}
    </AccessRoom>
  );
}

function Over({ days }: { days: number }) {
  const w = useAccessText();
  const names = useNames();
  const capability = useCapability();
  const report = useOverReport(days, true);
  const rights = report.data?.rights ?? [];
  const save = () =>
    saveCsv(`over-${days}.csv`, [
      [w.columns.person, w.columns.right, w.columns.basis, w.columns.lastUse, w.columns.uses],
      ...rights.map((one) => [
        one.person.name,
        capability(one),
        w.reports.kinds[one.kind] ?? one.kind,
        one.last_used_ms === null ? "" : new Date(one.last_used_ms).toISOString(),
        String(one.uses),
      ]),
    ]);
  return (
    <>
      {report.isPending && <Skeleton rows={8} />}
      {report.isError && <Failure error={report.error} retry={() => void report.refetch()} />}
      {report.data && rights.length === 0 && <Empty title={w.reports.noneOver} />}
      {rights.length > 0 && (
        <ul className={lists.rows} aria-label={w.reports.over}>
          {rights.map((one) => (
            <Unused key={`${one.person.id} ${one.capability} ${one.grant?.id}`} one={one} />
          ))}
        </ul>
      )}
      {report.data && (
        <p className={css.foot}>
          {rights.length > 0 && <Export save={save} />}
          {report.data.untraced.length > 0 &&
            w.reports.untraced(report.data.untraced.map((one) => capabilityName(names, one)).join(names.t.app.listed))}
        </p>
      )}
    </>
  );
}

function Unused({ one }: { one: UnusedRight }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const capability = useCapability();
  return (
    <li className={lists.row}>
      <Whose one={one} name={capability(one)} />
      <span>
        <Tag>{w.reports.kinds[one.kind] ?? one.kind}</Tag>{" "}
        {one.last_used_ms === null ? w.reports.neverUsed : `${w.columns.lastUse} ${dayWords(one.last_used_ms, now, t)}`}
      </span>
      <span className={lists.acts}>
        {one.grant && (
          <Link to="/access/register" search={{ id: one.grant.id }}>
            {w.reports.open}
          </Link>
        )}
      </span>
    </li>
  );
}

function Short({ days }: { days: number }) {
  const w = useAccessText();
  const capability = useCapability();
  const report = useShortReport(days, true);
  const rights = report.data?.rights ?? [];
  const save = () =>
    saveCsv(`short-${days}.csv`, [
      [w.columns.person, w.columns.right, w.columns.uses, w.columns.when],
      ...rights.map((one) => [
        one.person.name,
        capability(one),
        String(one.times),
        new Date(one.last_ms).toISOString(),
      ]),
    ]);
  return (
    <>
      {report.isPending && <Skeleton rows={8} />}
      {report.isError && <Failure error={report.error} retry={() => void report.refetch()} />}
      {report.data && rights.length === 0 && (
        <Empty title={w.reports.noneShort} hint={w.reports.often(report.data.often)} />
      )}
      {rights.length > 0 && (
        <ul className={lists.rows} aria-label={w.reports.short}>
          {rights.map((one) => (
            <Lacked key={`${one.person.id} ${one.capability}`} one={one} />
          ))}
        </ul>
      )}
      {rights.length > 0 && (
        <p className={css.foot}>
          <Export save={save} />
        </p>
      )}
    </>
  );
}

function Lacked({ one }: { one: LackedRight }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const capability = useCapability();
  return (
    <li className={lists.row}>
      <Whose one={one} name={capability(one)} />
      <span>
        {w.reports.denials(one.times)} · {dayWords(one.last_ms, now, t)}
      </span>
      <span className={lists.acts}>
        {one.granted ? (
          <Link to="/access/register" search={{ id: one.granted.id }}>
            {w.reports.open}
          </Link>
        ) : (
          one.allowed_now && <Tag tone="good">{w.reports.allowedNow}</Tag>
        )}
      </span>
    </li>
  );
}

function Whose({ one, name }: { one: UnusedRight | LackedRight; name: string }) {
  return (
    <span className={lists.name}>
      <Link to="/access/people/$id" params={{ id: one.person.id }}>
        {one.person.name}
      </Link>
      {name}
      <SensitivityTag of={one.sensitivity} />
    </span>
  );
}

function Export({ save }: { save: () => void }) {
  const w = useAccessText().reports;
  return (
    <Button icon="download" size="small" onClick={save}>
      {w.export}
    </Button>
  );
}
