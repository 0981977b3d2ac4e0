// A right in an emergency: loud, short, with its reason. It holds at once; a review of it begins by itself.

import { type FormEvent, useId, useState } from "react";
import { accessApi, forgetRights } from "../api/access";
import { type Problem, problemOf } from "../api/problem";
import { useConfig } from "../api/queries";
import { toast } from "../app/toast";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { named, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";

/** An emergency is over soon, or there is time to ask. The server has the last word. */
const MINUTES = [15, 30, 60];
/** As much as says what happened. */
const REASON_CHARS_MIN = 10;

export default function BreakGlass({ onClose }: { onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const w = useAccessText().glass;
  const config = useConfig().data;
  const now = useSlowNow();
  const ids = { right: useId(), team: useId(), reason: useId(), scope: useId(), minutes: useId() };
  const [capability, setCapability] = useState("");
  const [isTeam, setTeam] = useState(false);
  const [team, chooseTeam] = useState("");
  const [minutes, setMinutes] = useState(MINUTES[1] as number);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const rights = (config?.capabilities ?? []).filter((one) => one.can_be_asked_for);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacking = [
      capability ? "" : w.chooseRight,
      isTeam && !team ? w.chooseTeam : "",
      [...reason.trim()].length >= REASON_CHARS_MIN ? "" : w.reasonNeeded,
    ].filter(Boolean);
    setMissing(lacking);
    if (lacking.length > 0 || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const scope = isTeam ? ({ scope_kind: "team", scope_id: team } as const) : ({ scope_kind: "centre" } as const);
      await accessApi.breakGlass({ capability, ...scope, minutes, reason: reason.trim() });
      const right = rights.find((one) => one.id === capability);
      toast.good(
        w.done({ right: right ? named(right, locale) : capability, until: dayWords(now + minutes * 60_000, now, t) }),
      );
      forgetRights();
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={w.title} onClose={onClose}>
      <form className={lists.form} onSubmit={(event) => void submit(event)}>
        <p className={css.loud}>{w.loud}</p>
        <div>
          <label className={lists.label} htmlFor={ids.right}>
            {w.right}
          </label>
          <select id={ids.right} data-first value={capability} onChange={(event) => setCapability(event.target.value)}>
            <option value="">{w.chooseRight}</option>
            {rights.map((right) => (
              <option key={right.id} value={right.id}>
                {named(right, locale)}
              </option>
            ))}
          </select>
        </div>
        <fieldset>
          <legend>{w.scope}</legend>
          <div className={lists.choices}>
            <label>
              <input type="radio" name={ids.scope} checked={!isTeam} onChange={() => setTeam(false)} />
              {w.centre}
            </label>
            <label>
              <input type="radio" name={ids.scope} checked={isTeam} onChange={() => setTeam(true)} />
              {w.team}
            </label>
            {isTeam && (
              <select aria-label={w.team} value={team} onChange={(event) => chooseTeam(event.target.value)}>
                <option value="">{w.chooseTeam}</option>
                {config?.teams?.map((one) => (
                  <option key={one.id} value={one.id}>
                    {named(one, locale)}
                  </option>
                ))}
              </select>
            )}
          </div>
        </fieldset>
        <fieldset>
          <legend>{w.minutes}</legend>
          <div className={lists.choices}>
            {MINUTES.map((one) => (
              <label key={one}>
                <input type="radio" name={ids.minutes} checked={minutes === one} onChange={() => setMinutes(one)} />
                {w.span(one)}
              </label>
            ))}
          </div>
        </fieldset>
        <div>
          <label className={lists.label} htmlFor={ids.reason}>
            {w.reason}
          </label>
          <textarea
            id={ids.reason}
            rows={3}
            maxLength={500}
            placeholder={w.reasonHint}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        {missing.length > 0 && (
          <p className={lists.wrong} role="alert">
            {missing.join(" ")}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="danger" icon="warn" disabled={isBusy}>
            {isBusy ? w.busy : w.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
