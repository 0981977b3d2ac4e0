// A signature: the signer's password again, for this act only.

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { useText } from "../text";
import css from "./Task.module.css";

export function SignDialog(props: {
  outcome: string;
  isWrong: boolean;
  isBusy: boolean;
  sign: (password: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const [password, setPassword] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!props.isWrong || props.isBusy) return;
    setPassword("");
    field.current?.focus();
  }, [props.isWrong, props.isBusy]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password && !props.isBusy) props.sign(password);
  };
  return (
    <Dialog title={t.tasks.signTitle} onClose={props.onClose}>
      <form onSubmit={submit} className={css.sign}>
        <p>{t.tasks.signHint(props.outcome)}</p>
        <label>
          <span>{t.login.password}</span>
          <input
            ref={field}
            type="password"
            autoComplete="current-password"
            data-first
            value={password}
            aria-invalid={props.isWrong || undefined}
            aria-describedby={props.isWrong ? "sign-wrong" : undefined}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        {props.isWrong && (
          <p id="sign-wrong" role="alert" className={css.wrong}>
            {t.tasks.signWrong}
          </p>
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={password === "" || props.isBusy}>
            {props.isBusy ? t.tasks.submitting : t.tasks.sign}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
