// What the reader must know before anything else: it is done already, somebody holds it, a draft came back.

import { nameOf, type TaskView } from "../api/flows";
import { useMe } from "../app/session";
import { shortTime } from "../parts/due";
import { doneBy } from "../parts/fieldWords";
import { Icon } from "../parts/Icon";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Task.module.css";

export function Notes({ view, hasMoved, isDirty }: { view: TaskView; hasMoved: boolean; isDirty: boolean }) {
  const t = useText();
  const me = useMe();
  const locale = useLocale();
  const now = useSlowNow();
  const isClosed = view.closed_ms !== null;
  const heldByOther = !isClosed && view.holder !== null && view.holder.id !== me.person.id;
  const closed =
    view.closed_ms !== null &&
    (view.outcome
      ? t.tasks.closedBy(
          doneBy(view.actor, view.by, t),
          nameOf(view.outcome.name, locale),
          shortTime(view.closed_ms, now),
        )
      : t.tasks.closedOnly(shortTime(view.closed_ms, now)));
  return (
    <div className={css.notes} aria-live="polite">
      {hasMoved && !isClosed && <Note tone="warn">{t.tasks.moved}</Note>}
      {closed && (
        <Note tone={hasMoved || isDirty ? "warn" : "plain"}>
          <strong>{closed}</strong>
          {isDirty && <span>{t.tasks.closedYours}</span>}
        </Note>
      )}
      {heldByOther && view.holder && <Note tone="warn">{t.tasks.heldNow(view.holder.name)}</Note>}
      {!isClosed && view.of === "opinion" && <Note tone="plain">{t.tasks.opinion}</Note>}
      {!isClosed && view.of === "repair" && <Note tone="warn">{t.tasks.repair}</Note>}
    </div>
  );
}

function Note({ tone, children }: { tone: "warn" | "plain"; children: React.ReactNode }) {
  return (
    <div className={css.note} data-tone={tone}>
      <Icon name={tone === "warn" ? "warn" : "help"} size={18} />
      <p>{children}</p>
    </div>
  );
}
