// Samples of the audit: what was drawn, by whom, from how many. A draw is a fact, so that nobody can choose.

import { Link, useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { type FormEvent, useId, useState } from "react";
import { auditApi, SAMPLES_OF, type SampleOf, type SampleView, useSamples } from "../api/audit";
import { type Problem, problemOf } from "../api/problem";
import { queryClient } from "../api/queries";
import { Button, Empty, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useText } from "../text";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";
import { AuditRoom, DayField, dayText, spanOf } from "./Room";

/** As the server takes it. */
const SIZE_MAX = 200;
const SIZE_USUAL = 10;

export default function Samples() {
  const w = useAuditText().samples;
  const samples = useSamples();
  const rows = samples.data?.items ?? [];
  const [isDrawing, setDrawing] = useState(false);
  return (
    <AuditRoom
      tools={
        <Button tone="primary" icon="plus" onClick={() => setDrawing(true)}>
          {w.draw}
        </Button>
      }
    >
      {samples.isPending && <Skeleton rows={6} />}
      {samples.isError && <Failure error={samples.error} retry={() => void samples.refetch()} />}
      {samples.data && rows.length === 0 && <Empty title={w.none} hint={w.noneHint} />}
      {rows.length > 0 && (
        <ul className={lists.rows} aria-label={w.draw}>
          {rows.map((sample) => (
            <Line key={sample.id} sample={sample} />
          ))}
        </ul>
      )}
      {isDrawing && <Draw onClose={() => setDrawing(false)} />}
    </AuditRoom>
  );
}

function Line({ sample }: { sample: SampleView }) {
  const t = useText();
  const w = useAuditText();
  const now = useSlowNow();
  return (
    <li>
      <Link className={lists.row} data-row to="/audit/samples/$id" params={{ id: sample.id }}>
        <span>
          <strong>{w.of[sample.of] ?? sample.of}</strong>
          <small>{w.samples.by(sample.by.name, dayWords(sample.drawn_ms, now, t))}</small>
        </span>
        <span>
          {dayText(dayjs(sample.from_ms))} – {dayText(dayjs(sample.until_ms - 1))}
        </span>
        <span className={lists.right}>{w.samples.drawn(sample.drawn.length, sample.population)}</span>
      </Link>
    </li>
  );
}

function Draw({ onClose }: { onClose: () => void }) {
  const t = useText();
  const w = useAuditText();
  const navigate = useNavigate();
  const ids = { of: useId(), size: useId() };
  const [of, setOf] = useState<SampleOf>("grants");
  const [from, setFrom] = useState(dayText(dayjs().subtract(1, "month")));
  const [until, setUntil] = useState(dayText(dayjs()));
  const [size, setSize] = useState(String(SIZE_USUAL));
  const [wrong, setWrong] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const draw = async (event: FormEvent) => {
    event.preventDefault();
    const span = spanOf(from, until);
    const count = Number(size);
    const isSize = Number.isInteger(count) && count >= 1 && count <= SIZE_MAX;
    setWrong(span === null ? w.samples.wrongDates : isSize ? "" : w.samples.wrongSize(SIZE_MAX));
    if (span === null || !isSize || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const sample = await auditApi.draw({ of, ...span, size: count });
      void queryClient.invalidateQueries({ queryKey: ["samples"] });
      onClose();
      void navigate({ to: "/audit/samples/$id", params: { id: sample.id } });
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={w.samples.drawTitle} onClose={onClose}>
      <form className={lists.form} onSubmit={(event) => void draw(event)}>
        <label htmlFor={ids.of}>
          <span>{w.samples.what}</span>
          <select id={ids.of} data-first value={of} onChange={(event) => setOf(event.target.value as SampleOf)}>
            {SAMPLES_OF.map((one) => (
              <option key={one} value={one}>
                {w.of[one]}
              </option>
            ))}
          </select>
        </label>
        <div className={css.days}>
          <DayField label={w.samples.from} value={from} onChange={setFrom} />
          <DayField label={w.samples.until} value={until} onChange={setUntil} />
        </div>
        <label htmlFor={ids.size}>
          <span>{w.samples.size}</span>
          <input
            id={ids.size}
            type="text"
            inputMode="numeric"
            value={size}
            onChange={(event) => setSize(event.target.value)}
          />
        </label>
        <p className={lists.quiet}>{w.samples.sizeHint}</p>
        {wrong && (
          <p className={lists.wrong} role="alert">
            {wrong}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={isBusy}>
            {isBusy ? w.samples.busy : w.samples.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
