// Many at once: ticked rows of one step, one outcome for all, and what became of each.

import { useMemo, useState } from "react";
import { type BatchResult, flowsApi, type Keyed, nameOf, type TaskRow } from "../api/flows";
import { refreshInbox } from "../api/tasks";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { summaryOf } from "../parts/fieldWords";
import { useLocale, useText } from "../text";
import { keyOf } from "./keys";
import css from "./Tasks.module.css";

export interface Selection {
  rows: TaskRow[];
  has: (key: string) => boolean;
  /** Only rows of the same flow and step can be done together. */
  fits: (row: TaskRow) => boolean;
  toggle: (row: TaskRow) => void;
  clear: () => void;
}

const kindOf = (row: TaskRow) => `${row.flow.key} ${row.step.key} ${row.stage ?? ""}`;

export function useSelection(rows: TaskRow[]): Selection {
  const [keys, setKeys] = useState<string[]>([]);
  // A row that somebody else has done meanwhile is ticked no more.
  const ticked = useMemo(() => rows.filter((row) => row.is_batch && keys.includes(keyOf(row))), [rows, keys]);
  const kind = ticked[0] && kindOf(ticked[0]);
  return {
    rows: ticked,
    has: (key) => ticked.some((row) => keyOf(row) === key),
    fits: (row) => kind === undefined || kindOf(row) === kind,
    toggle: (row) => {
      const key = keyOf(row);
      setKeys(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
    },
    clear: () => setKeys([]),
  };
}

type Finished = { outcome: Keyed; rows: TaskRow[]; results: BatchResult[] };

export function Batch({ selection }: { selection: Selection }) {
  const t = useText();
  const locale = useLocale();
  const [asking, setAsking] = useState<Keyed | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [finished, setFinished] = useState<Finished | null>(null);
  const { rows } = selection;
  const outcomes = rows[0]?.outcomes ?? [];

  const run = async (outcome: Keyed) => {
    setAsking(null);
    setBusy(true);
    try {
      const many = rows.map(({ instance, task }) => ({ instance, task }));
      const { items } = await flowsApi.completeMany(many, outcome.key);
      if (items.every((one) => one.is_done)) toast.good(t.tasks.batchDone(items.length, nameOf(outcome.name, locale)));
      else setFinished({ outcome, rows, results: items });
      selection.clear();
      refreshInbox();
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {rows.length > 0 && (
        <div className={css.batch} role="toolbar" aria-label={t.tasks.selected(rows.length)}>
          <strong>{t.tasks.selected(rows.length)}</strong>
          {outcomes.map((outcome, place) => (
            <Button
              key={outcome.key}
              tone={place === 0 ? "primary" : "plain"}
              disabled={isBusy}
              onClick={() => setAsking(outcome)}
            >
              {nameOf(outcome.name, locale)}
            </Button>
          ))}
          <Button tone="quiet" onClick={selection.clear}>
            {t.tasks.unselect}
          </Button>
        </div>
      )}
      {asking && (
        <Dialog title={nameOf(asking.name, locale)} onClose={() => setAsking(null)}>
          <p>{t.tasks.batchConfirm(rows.length, nameOf(asking.name, locale))}</p>
          <ul className={css.batchRows}>
            {rows.map((row) => (
              <li key={keyOf(row)}>
                {t.tasks.number(row.number)} {row.applicant?.name} {summaryOf(row.summary, locale)}
              </li>
            ))}
          </ul>
          <DialogActions>
            <Button onClick={() => setAsking(null)}>{t.app.cancel}</Button>
            <Button tone="primary" data-first onClick={() => void run(asking)}>
              {nameOf(asking.name, locale)}
            </Button>
          </DialogActions>
        </Dialog>
      )}
      {finished && <Results {...finished} onClose={() => setFinished(null)} />}
    </>
  );
}

function Results({ outcome, rows, results, onClose }: Finished & { onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const failed = results.filter((one) => !one.is_done);
  const done = results.length - failed.length;
  return (
    <Dialog title={t.tasks.batchTitle} onClose={onClose}>
      {done > 0 && <p>{t.tasks.batchDone(done, nameOf(outcome.name, locale))}</p>}
      <p>{t.tasks.batchFailed(failed.length)}</p>
      <ul className={css.batchRows}>
        {failed.map((one) => {
          const row = rows.find((other) => keyOf(other) === keyOf(one));
          return (
            <li key={keyOf(one)}>
              <strong>
                {row && t.tasks.number(row.number)} {row?.applicant?.name}
              </strong>
              <span className={css.failed}>
                {(one.code && (t.tasks.batchWhy[one.code] ?? t.problem[one.code])) || one.why || t.problem.unknown}
              </span>
            </li>
          );
        })}
      </ul>
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          {t.app.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
