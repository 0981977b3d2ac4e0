// Right: the disposition 小结 of the call in hand. In wrap-up its one empty field is what stands between two calls.

import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useConfig } from "../../api/queries";
import type { DispositionItem } from "../../api/types";
import { may, useMe, whyNot } from "../../app/session";
import { Button, classes, Empty, Kbd } from "../../parts/basics";
import { isFoundBy } from "../../parts/pinyin";
import { Until, useNow } from "../../parts/time";
import { Locked } from "../../parts/Why";
import { named, useLocale, useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";
import { can } from "../model";

/** Longer notes belong into a case. */
const NOTE_CHARS_MAX = 500;

interface Leaf {
  item: DispositionItem;
  group: DispositionItem | null;
}

function leavesOf(items: DispositionItem[]): Leaf[] {
  return items.flatMap((item): Leaf[] =>
    item.children?.length ? item.children.map((child) => ({ item: child, group: item })) : [{ item, group: null }],
  );
}

export function Disposition() {
  const t = useText();
  const me = useMe();
  const { state, call } = useDesk().state;
  if (!call || (state.state !== "talking" && state.state !== "wrap_up")) {
    return (
      <>
        <header className={css.rightHeader}>
          <h2>{t.desk.wrapUp.title}</h2>
        </header>
        <Empty title={t.desk.wrapUp.none} hint={t.desk.wrapUp.idle} />
      </>
    );
  }
  return (
    <>
      <header className={css.rightHeader}>
        <h2>{t.desk.wrapUp.title}</h2>
        {state.state === "wrap_up" && <Countdown until={state.until} />}
      </header>
      {may(me, "call:set_disposition") ? (
        <Form key={call.id} queue={call.queue} isWrapUp={state.state === "wrap_up"} />
      ) : (
        <Locked
          label={t.desk.wrapUp.title}
          reasons={whyNot(me, "call:set_disposition")?.reasons ?? []}
          right="call:set_disposition"
        />
      )}
    </>
  );
}

function Countdown({ until }: { until: number }) {
  const t = useText();
  const { since_ms } = useDesk().state;
  const now = useNow();
  const share = Math.max(0, Math.min(1, (until - now) / Math.max(1, until - since_ms)));
  return (
    <p className={css.countdown} title={t.desk.wrapUp.endsItself}>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" />
        <circle cx="10" cy="10" r="8" pathLength="1" strokeDasharray={`${share} 1`} />
      </svg>
      <strong>
        <Until at={until} />
      </strong>
    </p>
  );
}

function Form({ queue, isWrapUp }: { queue: string | null; isWrapUp: boolean }) {
  const t = useText();
  const locale = useLocale();
  const config = useConfig().data;
  const view = useDesk();
  const [filter, setFilter] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const leaves = useMemo(() => {
    const lists = config?.dispositions ?? [];
    return leavesOf((lists.find((one) => one.queue === queue) ?? lists[0])?.items ?? []);
  }, [config, queue]);
  const shown = leaves.filter(({ item, group }) =>
    [item.code, item.name_zh, item.name_en, group?.name_zh, group?.name_en].some(
      (word) => word !== undefined && isFoundBy(filter, word),
    ),
  );
  const chosen = view.draft?.code ?? null;
  const saved = view.state.call ? view.state.disposed[view.state.call.id] : undefined;
  const isSaved = saved !== undefined && saved === chosen && !view.is_saving;

  useEffect(() => {
    if (view.is_disposition_missing) root.current?.querySelector<HTMLElement>('[role="radio"]')?.focus();
  }, [view.is_disposition_missing]);

  const choose = (code: string) => desk.setDraft({ code });
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const radios = [...(root.current?.querySelectorAll<HTMLElement>('[role="radio"]') ?? [])];
    const at = radios.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && radios.length > 0) {
      event.preventDefault();
      const next = (at + step + radios.length) % radios.length;
      radios[next]?.focus();
      const leaf = shown[next];
      if (leaf) choose(leaf.item.code);
    } else if (/^[1-9]$/.test(event.key)) {
      const leaf = shown[Number(event.key) - 1];
      if (leaf) choose(leaf.item.code);
    }
  };

  return (
    <form className={css.form} onSubmit={(event) => event.preventDefault()}>
      {leaves.length > 8 && (
        <input
          type="search"
          aria-label={t.desk.wrapUp.search}
          placeholder={t.desk.wrapUp.search}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <div
        ref={root}
        className={classes(css.choices, view.is_disposition_missing && css.choicesMissing)}
        role="radiogroup"
        aria-label={t.desk.wrapUp.choose}
        aria-required="true"
        onKeyDown={onKey}
      >
        {leaves.length === 0 && <p className={css.hint}>{t.desk.wrapUp.noItems}</p>}
        {leaves.length > 0 && shown.length === 0 && <p className={css.hint}>{t.desk.wrapUp.noMatch}</p>}
        {shown.map(({ item, group }, place) => (
          <div key={item.code} role="presentation">
            {group && shown[place - 1]?.group !== group && <p className={css.group}>{named(group, locale)}</p>}
            {/* biome-ignore lint/a11y/useSemanticElements: a row of its own, with the number key beside it */}
            <button
              type="button"
              role="radio"
              aria-checked={item.code === chosen}
              tabIndex={item.code === chosen || (chosen === null && place === 0) ? 0 : -1}
              className={css.choice}
              onClick={() => choose(item.code)}
            >
              <span>{named(item, locale)}</span>
              {place < 9 && <small>{place + 1}</small>}
            </button>
          </div>
        ))}
      </div>
      {view.is_disposition_missing && (
        <p className={css.missing} role="alert">
          {t.desk.wrapUp.missing}
        </p>
      )}
      <label className={css.note}>
        {t.desk.wrapUp.note}
        <textarea
          rows={3}
          maxLength={NOTE_CHARS_MAX}
          placeholder={t.desk.wrapUp.notePlaceholder}
          value={view.draft?.note ?? ""}
          onChange={(event) => desk.setDraft({ note: event.target.value })}
        />
      </label>
      <div className={css.formActions}>
        <span className={css.hint} role="status">
          {view.is_saving ? t.desk.wrapUp.saving : isSaved ? `✓ ${t.desk.wrapUp.saved}` : ""}
        </span>
        <Button disabled={chosen === null || view.is_saving} onClick={() => void desk.saveDisposition()}>
          {t.desk.wrapUp.save}
        </Button>
        {isWrapUp && (
          <Button tone="primary" disabled={!can.finish(view.state)} onClick={() => void desk.finish()}>
            {t.desk.wrapUp.saveAndFinish} <Kbd>F9</Kbd>
          </Button>
        )}
      </div>
    </form>
  );
}
