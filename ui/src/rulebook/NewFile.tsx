// A name for a new file of the rules. Its text begins as that of the file that is open, or empty.

import { type FormEvent, useId, useState } from "react";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { pathProblem } from "./edits";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export function NewFile(props: {
  known: string[];
  /** The open file, to begin with its folder and its text. */
  like: string | null;
  add: (path: string) => void;
  onClose: () => void;
}) {
  const t = useRulesText();
  const id = useId();
  const folder = props.like?.slice(0, props.like.lastIndexOf("/") + 1) ?? "";
  const [path, setPath] = useState(folder);
  const [isTried, setTried] = useState(false);
  const problem = pathProblem(path.trim(), props.known);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem === null) props.add(path.trim());
  };
  return (
    <Dialog title={t.editor.add} onClose={props.onClose}>
      <form onSubmit={submit} noValidate>
        <label className={css.field} htmlFor={id}>
          {t.editor.path}
          <input
            id={id}
            data-first
            type="text"
            autoComplete="off"
            spellCheck={false}
            placeholder="queues/english.yaml"
            value={path}
            aria-invalid={isTried && problem !== null}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setPath(event.target.value)}
          />
        </label>
        <p id={`${id}-hint`} className={css.small} role={isTried && problem ? "alert" : undefined}>
          {isTried && problem
            ? t.editor.pathProblems[problem]
            : props.like
              ? t.editor.like(props.like)
              : t.editor.pathHint}
        </p>
        <DialogActions>
          <Button onClick={props.onClose}>{t.changes.cancel}</Button>
          <Button tone="primary" type="submit">
            {t.editor.create}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
