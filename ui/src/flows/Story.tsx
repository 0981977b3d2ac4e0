// Who did what, when, for whom, allowed by which policy; oldest first, by day. What the system did opens on demand.

import { Link } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { type InstanceView, nameOf, type StoryEntry } from "../api/flows";
import { may, useMe } from "../app/session";
import { classes, Empty, Tag } from "../parts/basics";
import { isNamed } from "../parts/fieldWords";
import { clock } from "../parts/format";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Instance.module.css";
import { isDetail, policiesOf, shownOf, storyTone, storyWords, withSteps } from "./storyWords";

export function Story({ instance }: { instance: InstanceView }) {
  const t = useText();
  const locale = useLocale();
  const [isWhole, setWhole] = useState(false);
  const story = useMemo(() => withSteps(instance.story), [instance.story]);
  const shown = isWhole ? story : story.filter((entry) => !isDetail(entry));
  const details = story.length - story.filter((entry) => !isDetail(entry)).length;
  const words = t.flows.instance;
  if (story.length === 0) return <Empty title={words.noStory} />;
  const days = new Map<string, StoryEntry[]>();
  for (const entry of shown) {
    const day = dayjs(entry.at_ms).format(locale === "en" ? "YYYY-MM-DD" : "YYYY年M月D日");
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return (
    <div className={css.story}>
      {details > 0 && (
        <label className={css.check}>
          <input type="checkbox" checked={isWhole} onChange={(event) => setWhole(event.target.checked)} />
          {words.details(details)}
        </label>
      )}
      {[...days].map(([day, entries]) => (
        <section key={day}>
          <h3>{day}</h3>
          <ol>
            {entries.map((entry) => (
              <Entry key={`${entry.seq} ${entry.kind}`} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Entry({ entry }: { entry: StoryEntry }) {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const now = useSlowNow();
  const words = t.flows.instance;
  const fields = entry.fields.filter(isNamed);
  const policies = policiesOf(entry);
  const child = entry.kind === "flow_called" ? entry.text : null;
  return (
    <li className={classes(css[storyTone(entry)], isDetail(entry) && css.detail)}>
      <time dateTime={new Date(entry.at_ms).toISOString()}>{clock(entry.at_ms)}</time>
      <span className={css.dot} aria-hidden="true" />
      <div>
        <p>
          {storyWords(entry, now, t, locale)}
          {child && (
            <>
              {" "}
              <Link to="/flows/instances/$id" params={{ id: child }}>
                {t.flows.boxes.select}
              </Link>
            </>
          )}
          {entry.is_signed && (
            <span title={words.signedHint} className={css.signed}>
              <Tag tone="good">✓ {words.signed}</Tag>
            </span>
          )}
        </p>
        {fields.length > 0 && (
          <p className={css.values}>
            {fields.map((field) => (
              <span key={field.key}>
                {t.flows.instance.value(nameOf(field.label, locale), shownOf(field, t, locale))}
              </span>
            ))}
          </p>
        )}
        {policies.length > 0 && (
          <p className={css.policies} title={words.policies}>
            {may(me, "rulebook:view") ? (
              <Link to="/settings" search={{ part: "policies" }}>
                {policies.join(" · ")}
              </Link>
            ) : (
              policies.join(" · ")
            )}
          </p>
        )}
      </div>
    </li>
  );
}
