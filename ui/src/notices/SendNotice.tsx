// A notice to posts, teams or single colleagues.

import { type FormEvent, useState } from "react";
import { flowsApi } from "../api/flows";
import { ProblemError, problemOf } from "../api/problem";
import { refreshInbox } from "../api/tasks";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { PersonPicker } from "../parts/PersonPicker";
import { useNames } from "../parts/useNames";
import { named, useText } from "../text";
import css from "./Notices.module.css";

export function SendNotice({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { config, locale } = useNames();
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const [teams, setTeams] = useState<string[]>([]);
  const [people, setPeople] = useState<string[]>([]);
  const [must, setMust] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!title.trim() || !text.trim() || roles.length + teams.length + people.length === 0)
      return setWrong(t.notices.sendMissing);
    setBusy(true);
    try {
      const sent = await flowsApi.sendNotice({ people, roles, teams, title, text, must_acknowledge: must });
      toast.good(t.notices.sentOk(sent.reader_count));
      refreshInbox();
      onClose();
    } catch (error) {
      const problem = problemOf(error);
      const [field] = problem.fields ?? [];
      if (field) setWrong(locale === "en" ? field.en : field.zh);
      else toast.problem(new ProblemError(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.notices.sendTitle} wide onClose={onClose}>
      <form className={css.send} onSubmit={(event) => void submit(event)}>
        <label>
          <span>{t.notices.subject}</span>
          <input type="text" data-first value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label>
          <span>{t.notices.text}</span>
          <textarea rows={5} value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <fieldset>
          <legend>{t.notices.to}</legend>
          <Ticks
            label={t.notices.roles}
            choices={(config?.roles ?? []).map((one) => ({ value: one.id, label: named(one, locale) }))}
            chosen={roles}
            choose={setRoles}
          />
          <Ticks
            label={t.notices.teams}
            choices={(config?.teams ?? []).map((one) => ({ value: one.id, label: named(one, locale) }))}
            chosen={teams}
            choose={setTeams}
          />
          <div className={css.pick}>
            <label htmlFor="notice-people">{t.notices.people}</label>
            <PersonPicker id="notice-people" isMany value={people} onChange={setPeople} />
          </div>
        </fieldset>
        <label className={css.must}>
          <input type="checkbox" checked={must} onChange={(event) => setMust(event.target.checked)} />
          {t.notices.mustField}
        </label>
        {wrong && (
          <p className={css.wrong} role="alert">
            {wrong}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" icon="send" disabled={isBusy}>
            {t.notices.sendNow}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Ticks(props: {
  label: string;
  choices: { value: string; label: string }[];
  chosen: string[];
  choose: (chosen: string[]) => void;
}) {
  if (props.choices.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset within a fieldset reads worse
    <div role="group" aria-label={props.label} className={css.pick}>
      <span>{props.label}</span>
      <div className={css.ticks}>
        {props.choices.map((one) => (
          <label key={one.value}>
            <input
              type="checkbox"
              checked={props.chosen.includes(one.value)}
              onChange={(event) =>
                props.choose(
                  event.target.checked
                    ? [...props.chosen, one.value]
                    : props.chosen.filter((other) => other !== one.value),
                )
              }
            />
            {one.label}
          </label>
        ))}
      </div>
    </div>
  );
}
