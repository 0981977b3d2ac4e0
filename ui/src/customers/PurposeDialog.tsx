// Asks what a field is needed for: before a reveal, and with a customer's consent.

import { type FormEvent, useState } from "react";
import { type Problem, problemOf } from "../api/problem";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { useText } from "../text";
import css from "./Customers.module.css";

export function PurposeDialog(props: {
  title: string;
  why: string;
  submit: string;
  act: (purpose: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText();
  const [purpose, setPurpose] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const isShort = purpose.trim().length < 2;
    setMissing(isShort);
    if (isShort || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await props.act(purpose.trim());
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p>{props.why}</p>
        <div className={css.choices}>
          {t.customers.purposes.map((one) => (
            <Button key={one} size="small" aria-pressed={purpose === one} onClick={() => setPurpose(one)}>
              {one}
            </Button>
          ))}
        </div>
        <label>
          {t.customers.purpose}
          <input
            type="text"
            data-first
            maxLength={200}
            value={purpose}
            aria-invalid={isMissing || undefined}
            onChange={(event) => {
              setPurpose(event.target.value);
              setMissing(false);
            }}
          />
        </label>
        {isMissing && (
          <p className={css.missing} role="alert">
            {t.customers.purposeNeeded}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={isBusy}>
            {props.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
