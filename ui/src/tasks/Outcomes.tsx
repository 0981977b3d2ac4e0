// The outcomes as buttons, the good one first; below them what became of the draft.

import { type Keyed, nameOf, type TaskView } from "../api/flows";
import { Button, Kbd } from "../parts/basics";
import type { Draft } from "../parts/draft";
import { clock } from "../parts/format";
import { Icon } from "../parts/Icon";
import { useLocale, useText } from "../text";
import type { WayOn } from "./after";
import css from "./Task.module.css";

export function Outcomes(props: {
  view: TaskView;
  busy: string | null;
  draft: Draft;
  wayOn: WayOn;
  choose: (outcome: Keyed) => void;
  dropDraft: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const { view, busy, wayOn } = props;
  return (
    <footer className={css.outcomes}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out inline in every browser */}
      <div className={css.buttons} role="group" aria-label={t.tasks.outcomes}>
        {view.outcomes.map((outcome, place) => (
          <Button
            key={outcome.key}
            data-outcome={outcome.key}
            tone={place === 0 ? "primary" : "plain"}
            disabled={busy !== null}
            aria-keyshortcuts={place === 0 ? "Control+Enter" : undefined}
            onClick={() => props.choose(outcome)}
          >
            {busy === outcome.key ? t.tasks.submitting : nameOf(outcome.name, locale)}
            {place === 0 && busy === null && <Kbd>{t.tasks.primaryKeys}</Kbd>}
          </Button>
        ))}
        {view.is_signed && (
          <span className={css.signed}>
            <Icon name="lock" size={16} />
            {t.tasks.signNote}
          </span>
        )}
      </div>
      <div className={css.below}>
        <DraftWords {...props} />
        <label className={css.next}>
          <input
            type="checkbox"
            checked={wayOn.opensNext}
            onChange={(event) => wayOn.setOpensNext(event.target.checked)}
          />
          {t.tasks.nextToggle}
        </label>
      </div>
    </footer>
  );
}

function DraftWords({ draft, dropDraft }: { draft: Draft; dropDraft: () => void }) {
  const t = useText();
  const { status, saved_ms } = draft.state;
  const words =
    status === "failed"
      ? t.tasks.draft.failed
      : status === "saving" || status === "waiting"
        ? t.tasks.draft.saving
        : saved_ms !== null
          ? t.tasks.draft.saved(clock(saved_ms))
          : "";
  return (
    <span className={css.draft} data-status={status}>
      <span role={status === "failed" ? "alert" : undefined}>{words}</span>
      {saved_ms !== null && status === "saved" && (
        <button type="button" onClick={dropDraft}>
          {t.tasks.draft.drop}
        </button>
      )}
    </span>
  );
}
