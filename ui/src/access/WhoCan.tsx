// Who can do one thing, and by what: a post, or a right for a time.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type HolderOfRight, useWhoCan } from "../api/access";
import { useConfig } from "../api/queries";
import { Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { roleName, teamName } from "../parts/factWords";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useNames } from "../parts/useNames";
import { ClauseLink } from "../parts/Why";
import { named, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { Pick } from "./Parts";
import { AccessRoom } from "./Room";

export default function WhoCan() {
  const w = useAccessText().who;
  const locale = useLocale();
  const search = useSearch({ from: "/inside/shell/access/who" });
  const navigate = useNavigate();
  const config = useConfig().data;
  const who = useWhoCan(search.action, search.team);
  const change = (patch: Partial<typeof search>) =>
    void navigate({ to: "/access/who", search: { ...search, ...patch }, replace: true });
  return (
    <AccessRoom intro={w.intro}>
      <div className={lists.filters}>
        <Pick
          label={w.action}
          any={w.chooseAction}
          value={search.action}
          choices={(config?.capabilities ?? []).map((one) => ({ value: one.id, label: named(one, locale) }))}
          onChange={(action) => change({ action })}
        />
        <Pick
          label={w.team}
          any={w.anyTeam}
          value={search.team}
          choices={(config?.teams ?? []).map((one) => ({ value: one.id, label: named(one, locale) }))}
          onChange={(team) => change({ team })}
        />
        {who.data && <span className={lists.quiet}>{w.count(who.data.holders.length, who.data.without)}</span>}
      </div>
      {!search.action && <Empty title={w.choose} />}
      {search.action && who.isPending && <Skeleton rows={8} />}
      {who.isError && <Failure error={who.error} retry={() => void who.refetch()} />}
      {who.data?.holders.length === 0 && <Empty title={w.none} />}
      {who.data && who.data.holders.length > 0 && (
        <ul className={lists.rows} aria-label={w.intro}>
          {who.data.holders.map((one) => (
            <Line key={one.person.id} one={one} />
          ))}
        </ul>
      )}
    </AccessRoom>
  );
}

function Line({ one }: { one: HolderOfRight }) {
  const t = useText();
  const w = useAccessText();
  const names = useNames();
  const now = useSlowNow();
  const clauses = [...new Set(one.policies.map((policy) => policy.clause).filter(Boolean))];
  return (
    <li className={lists.row}>
      <span className={lists.name}>
        <Link to="/access/people/$id" params={{ id: one.person.id }}>
          {one.person.name}
        </Link>
        <small>{teamName(names, one.person.team)}</small>
      </span>
      <span>
        {one.grant ? (
          <Link to="/access/register" search={{ id: one.grant.id }}>
            {w.who.byGrant(dayWords(one.grant.until_ms, now, t))}
          </Link>
        ) : (
          w.who.byPost(one.person.roles.map((role) => roleName(names, role)).join(" · "))
        )}{" "}
        <Tag>{w.mine.reach[one.reach] ?? one.reach}</Tag>
        {one.last_used_ms !== null && (
          <small style={{ display: "block" }}>
            {w.columns.lastUse} {dayWords(one.last_used_ms, now, t)} · {w.usedTimes(one.uses)}
          </small>
        )}
      </span>
      <small className={lists.acts}>
        {clauses.map((clause) => (
          <ClauseLink key={clause} id={clause} />
        ))}
      </small>
    </li>
  );
}
