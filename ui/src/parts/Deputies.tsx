// Tells, above the tasks, that somebody stands in for the reader or the reader for somebody. Silent otherwise.

import { Link } from "@tanstack/react-router";
import { useDelegations } from "../api/flows";
import { useMe } from "../app/session";
import { useText } from "../text";
import css from "./Deputies.module.css";
import { Icon } from "./Icon";
import { dayWords } from "./lasting";
import { useSlowNow } from "./time";

export function Deputies() {
  const t = useText();
  const me = useMe();
  const now = useSlowNow();
  const live = (useDelegations().data?.items ?? []).filter(
    (one) => one.ended_ms === null && one.from_ms <= now && one.until_ms > now,
  );
  const forMe = live.filter((one) => one.absent.id === me.person.id);
  const byMe = live.filter((one) => one.deputy.id === me.person.id);
  if (forMe.length + byMe.length === 0) return null;
  return (
    <ul className={css.deputies} role="status">
      {forMe.map((one) => (
        <li key={one.id}>
          <Icon name="people" size={18} />
          {t.delegations.forMe({ deputy: one.deputy.name, until: dayWords(one.until_ms, now, t) })}
          <Link to="/flows/delegations">{t.delegations.manage}</Link>
        </li>
      ))}
      {byMe.map((one) => (
        <li key={one.id}>
          <Icon name="people" size={18} />
          {t.delegations.byMe({ absent: one.absent.name, until: dayWords(one.until_ms, now, t) })}
          <Link to="/flows/delegations">{t.delegations.manage}</Link>
        </li>
      ))}
    </ul>
  );
}
