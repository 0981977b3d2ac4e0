// Above every room while somebody's rights are suspended: what is stopped, by whom, why, and what to do about it.

import { Link } from "@tanstack/react-router";
import { type SuspensionView, useSuspensions } from "../api/access";
import { Icon } from "../parts/Icon";
import { dayWords } from "../parts/lasting";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Shell.module.css";
import { useMe } from "./session";

export function StopBand() {
  const me = useMe();
  const stops = (useSuspensions(me.person.id).data?.items ?? []).filter((stop) => stop.is_in_force);
  return (
    <div role="alert">
      {stops.map((stop) => (
        <Stop key={stop.id} stop={stop} />
      ))}
    </div>
  );
}

function Stop({ stop }: { stop: SuspensionView }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const words = t.band.stopped;
  const right = locale === "en" ? stop.capability_en : stop.capability_zh;
  return (
    <div className={css.stopBand}>
      <Icon name="stop" size={18} />
      <strong>{stop.capability ? words.right(right) : words.everything}</strong>
      <span>
        {words.line({
          by: stop.by?.name ?? t.actor.system,
          until: stop.until_ms === null ? t.why.untilLifted : words.until(dayWords(stop.until_ms, now, t)),
          reason: stop.reason,
        })}
      </span>
      <span className={css.stopActs}>
        {stop.instance && (
          <Link to="/flows/instances/$id" params={{ id: stop.instance }}>
            {words.case}
          </Link>
        )}
        <Link to="/access">{t.menu.rights}</Link>
      </span>
    </div>
  );
}
