// All rights of one person: what stops them, what they hold for a time, what they may do and by what, what they may not.

import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import {
  type GrantView,
  type RightsView,
  type RightView,
  type Sensitivity,
  type SuspensionView,
  useGrants,
} from "../api/access";
import { rowsOf } from "../api/flows";
import { classes, Failure, Tag } from "../parts/basics";
import { ChangeLink } from "../parts/ChangeLink";
import { roleName, teamName } from "../parts/factWords";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { isFoundBy } from "../parts/pinyin";
import { useSlowNow } from "../parts/time";
import { useNames } from "../parts/useNames";
import { AskLink, answerOf, WhyButton } from "../parts/Why";
import { named, ofTwoLines, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";
import { capabilityOf, Left, LeftBar, SensitivityTag, SOON_MS, useCapability } from "./Parts";

const LEVELS: Sensitivity[] = ["critical", "sensitive", "ordinary"];

/** Those that are or will be in force: what ended stands in the register. */
const HELD = ["live", "coming"];

export function Rights({ view, isMine }: { view: RightsView; isMine?: boolean }) {
  const w = useAccessText();
  const names = useNames();
  const capability = useCapability();
  const [typed, setTyped] = useState("");
  const rights = useMemo(
    () => view.rights.filter((right) => isFoundBy(typed, capability(right)) || isFoundBy(typed, right.capability_zh)),
    [view.rights, typed, capability],
  );
  const held = rights.filter((right) => right.allowed);
  const lacking = rights.filter((right) => !right.allowed);
  const posts = view.person.roles.map((role) => roleName(names, role)).join(" · ");
  return (
    <>
      <p className={lists.intro}>
        {!isMine && <strong>{w.mine.people(view.person.name)} </strong>}
        {w.mine.posts(posts)}
        {view.person.team && ` · ${teamName(names, view.person.team)}`}
      </p>
      <Stopped view={view} />
      <Grants person={view.person.id} isMine={isMine} />
      <div className={lists.filters}>
        <input
          type="search"
          aria-label={w.mine.filter}
          placeholder={w.mine.filter}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {rights.length === 0 && <p className={lists.quiet}>{w.mine.noMatch}</p>}
      {LEVELS.map((level) => (
        <List
          key={level}
          title={`${w.mine.held} · ${w.sensitivity[level]}`}
          hint={w.sensitivityHint[level]}
          rights={held.filter((right) => right.sensitivity === level)}
        />
      ))}
      <List title={w.mine.lacking} rights={lacking} canAsk={isMine} />
    </>
  );
}

/** One stop may hold back many rights. */
function stopsOf(view: RightsView): SuspensionView[] {
  const stops = view.rights.flatMap((right) => right.suspension ?? []);
  return [...new Map(stops.map((one) => [one.id, one])).values()];
}

function Stopped({ view }: { view: RightsView }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const locale = useLocale();
  const stops = stopsOf(view);
  if (stops.length === 0) return null;
  return (
    <section className={css.stopped}>
      <h2>{w.mine.stopped}</h2>
      {stops.map((one) => (
        <p key={one.id}>
          {w.mine.stoppedLine({
            what: one.capability ? capabilityOf(one, locale) : w.mine.stoppedAll,
            until: one.until_ms === null ? w.stops.forever : w.stops.until(dayWords(one.until_ms, now, t)),
            by: one.by?.name ?? t.actor.system,
          })}
          {t.app.colon}
          {one.reason}{" "}
          {one.instance && (
            <Link to="/flows/instances/$id" params={{ id: one.instance }}>
              {w.openCase}
            </Link>
          )}
        </p>
      ))}
    </section>
  );
}

function Grants({ person, isMine }: { person: string; isMine?: boolean }) {
  const w = useAccessText();
  const held = useGrants({ person });
  const grants = rowsOf(held.data).filter((grant) => HELD.includes(grant.state));
  return (
    <section className={lists.section}>
      <h2>{w.mine.grants}</h2>
      {held.isError && <Failure error={held.error} retry={() => void held.refetch()} />}
      {held.data && grants.length === 0 && <p className={lists.quiet}>{w.mine.noGrants}</p>}
      <div className={css.grants}>
        {grants.map((grant) => (
          <GrantCard key={grant.id} grant={grant} isMine={isMine} />
        ))}
      </div>
    </section>
  );
}

function GrantCard({ grant, isMine }: { grant: GrantView; isMine?: boolean }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const now = useSlowNow();
  const capability = useCapability();
  const isSoon = grant.state === "live" && grant.until_ms - now < SOON_MS;
  return (
    <article className={classes(css.card, isSoon && css.cardSoon)}>
      <header>
        <strong>{capability(grant)}</strong>
        <span>
          <SensitivityTag of={grant.sensitivity} />
          {grant.is_break_glass && <Tag tone="bad">{w.emergency}</Tag>}
        </span>
      </header>
      <LeftBar grant={grant} />
      <p>
        {grant.state === "coming" && `${w.state.coming} · `}
        {dayWords(grant.from_ms, now, t)} – {dayWords(grant.until_ms, now, t)} <Left grant={grant} />
      </p>
      <p className={lists.quiet}>
        {named(grant.scope, locale)} ·{" "}
        {grant.last_used_ms === null
          ? w.never
          : `${w.columns.lastUse} ${dayWords(grant.last_used_ms, now, t)} · ${w.usedTimes(grant.uses)}`}
      </p>
      {grant.cautions && (
        <p className={css.caution}>
          {w.mine.cautions}
          {t.app.colon}
          {ofTwoLines(grant.cautions, locale)}
        </p>
      )}
      {isSoon && isMine && <p className={css.soon}>{w.mine.extendAsked}</p>}
      <footer>
        {grant.can.extend && <ChangeLink grant={grant} label={w.mine.extend} />}
        <Link to="/access/register" search={{ id: grant.id }}>
          {w.mine.why}
        </Link>
      </footer>
    </article>
  );
}

function List(props: { title: string; hint?: string; rights: RightView[]; canAsk?: boolean }) {
  if (props.rights.length === 0) return null;
  return (
    <section className={lists.section}>
      <h2>
        {props.title} <small>{props.hint}</small>
      </h2>
      <ul className={lists.rows} aria-label={props.title}>
        {props.rights.map((right) => (
          <Line key={right.capability} right={right} canAsk={props.canAsk} />
        ))}
      </ul>
    </section>
  );
}

function Line({ right, canAsk }: { right: RightView; canAsk?: boolean }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const now = useSlowNow();
  const capability = useCapability();
  const first = right.policies[0];
  const basis = first ? (locale === "en" ? first.why_en : first.why_zh) : "";
  const reach = right.reach ? w.mine.reach[right.reach] : undefined;
  return (
    <li className={lists.row}>
      <span className={lists.name}>
        <strong>{capability(right)}</strong>
        <SensitivityTag of={right.sensitivity} />
        {reach && <small>{reach}</small>}
        {right.suspension && <Tag tone="bad">{w.who.suspended}</Tag>}
      </span>
      <small>
        {right.grant ? w.mine.byGrant(dayWords(right.grant.until_ms, now, t)) : basis}
        {right.last_used_ms !== null && ` · ${w.columns.lastUse} ${dayWords(right.last_used_ms, now, t)}`}
      </small>
      <span className={lists.acts}>
        <WhyButton
          label={right.allowed ? w.mine.why : w.mine.whyNot}
          reasons={right.policies}
          answer={answerOf(right)}
        />
        {canAsk && right.request && <AskLink ask={right.request} />}
      </span>
    </li>
  );
}
