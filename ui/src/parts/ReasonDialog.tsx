// An act that must say why: what it does, the reason, and the act itself. A refusal stays in the dialog.

import { type FormEvent, useState } from "react";
import { type Problem, problemOf } from "../api/problem";
import { useText } from "../text";
import { Button, ProblemNote } from "./basics";
import { Dialog, DialogActions } from "./Dialog";
import css from "./parts.module.css";

/** As the server takes it. */
const REASON_CHARS_MAX = 500;

export function ReasonDialog(props: {
  title: string;
  effect: string;
  label: string;
  missing: string;
  submit: string;
  isDanger?: boolean;
  act: (reason: string) => Promise<void>;
  onClose: () => void;
}) {
  const t = useText();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "" || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      await props.act(reason.trim());
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className={css.reason} onSubmit={(event) => void submit(event)}>
        <p>{props.effect}</p>
        <label>
          <span>{props.label}</span>
          <textarea
            rows={3}
            data-first
            maxLength={REASON_CHARS_MAX}
            value={reason}
            aria-invalid={isMissing || undefined}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        </label>
        {isMissing && (
          <p className={css.reasonMissing} role="alert">
            {props.missing}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone={props.isDanger ? "danger" : "primary"} disabled={isBusy}>
            {props.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
