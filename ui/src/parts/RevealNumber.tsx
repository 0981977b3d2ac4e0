// Asks what the whole number is needed for, then shows it for two minutes. Who, when and why goes into the journal.

import { type FormEvent, useEffect, useRef, useState } from "react";
import { type Problem, problemOf } from "../api/problem";
import { api } from "../api/queries";
import { useText } from "../text";
import { Button, ProblemNote } from "./basics";
import { Dialog, DialogActions } from "./Dialog";
import css from "./RevealNumber.module.css";

/** As long as it takes to dial or to compare; then it is masked again (days: "opens for two minutes"). */
export const REVEALED_MS = 120_000;

export function RevealNumber(props: {
  call: string;
  onClose: () => void;
  onRevealed: (number: string) => void;
  onHidden: () => void;
}) {
  const t = useText();
  const [purpose, setPurpose] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [isAsking, setAsking] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (purpose.trim() === "") {
      setMissing(true);
      return;
    }
    setAsking(true);
    try {
      const { from } = await api.reveal(props.call, purpose.trim());
      window.setTimeout(props.onHidden, REVEALED_MS);
      props.onRevealed(from);
    } catch (error) {
      setProblem(problemOf(error));
      setAsking(false);
    }
  };

  return (
    <Dialog title={t.calls.revealTitle} onClose={props.onClose}>
      <form onSubmit={(event) => void submit(event)} className={css.form}>
        <p>{t.calls.revealWhy}</p>
        <div className={css.purposes}>
          {t.calls.purposes.map((one) => (
            <Button key={one} size="small" aria-pressed={purpose === one} onClick={() => setPurpose(one)}>
              {one}
            </Button>
          ))}
        </div>
        <label>
          {t.calls.purpose}
          <input
            type="text"
            value={purpose}
            maxLength={200}
            data-first
            aria-invalid={isMissing}
            onChange={(event) => {
              setPurpose(event.target.value);
              setMissing(false);
            }}
          />
        </label>
        {isMissing && <p className={css.missing}>{t.calls.purposeNeeded}</p>}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button tone="primary" type="submit" disabled={isAsking}>
            {t.desk.call.reveal}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Counts down while a number is shown. */
export function useCountdown(isRunning: boolean, ms: number): number {
  const [left, setLeft] = useState(ms);
  const begun = useRef(0);
  useEffect(() => {
    if (!isRunning) return;
    begun.current = Date.now();
    setLeft(ms);
    const timer = window.setInterval(() => setLeft(Math.max(0, ms - (Date.now() - begun.current))), 500);
    return () => window.clearInterval(timer);
  }, [isRunning, ms]);
  return left;
}
