// Stops somebody: all rights or one, for a time or until given back, with the reason. It holds at once and opens a case.

import { Link } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { accessApi, forgetRights } from "../api/access";
import { type Problem, problemOf } from "../api/problem";
import { useConfig } from "../api/queries";
import { named, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { Button, ProblemNote } from "./basics";
import { Dialog, DialogActions } from "./Dialog";
import lists from "./lists.module.css";
import { PersonPicker, usePersonName } from "./PersonPicker";
import css from "./SuspendDialog.module.css";

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const REASON_CHARS_MAX = 500;

interface Wanted {
  people: string[];
  isOne: boolean;
  capability: string;
  minutes: number | null;
  reason: string;
}

const NOTHING: Wanted = { people: [], isOne: false, capability: "", minutes: null, reason: "" };

export default function SuspendDialog(props: {
  /** Whom; else somebody is chosen. */
  person?: { id: string; name: string };
  /** During which it was seen. */
  call?: string;
  onClose: () => void;
}) {
  const t = useText();
  const w = useAccessText().stops;
  const nameOf = usePersonName();
  const [wanted, setWanted] = useState<Wanted>({ ...NOTHING, people: props.person ? [props.person.id] : [] });
  const [missing, setMissing] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState<{ instance: string | null } | null>(null);
  const who = wanted.people[0];
  const name = props.person?.name ?? (who ? nameOf(who) : "");
  const change = (patch: Partial<Wanted>) => {
    setWanted({ ...wanted, ...patch });
    setMissing([]);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacking = [
      who ? "" : w.chooseWhom,
      wanted.isOne && !wanted.capability ? w.chooseRight : "",
      wanted.reason.trim() ? "" : w.reasonNeeded,
    ].filter(Boolean);
    setMissing(lacking);
    if (lacking.length > 0 || !who || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const answer = await accessApi.suspend({
        person: who,
        capability: wanted.isOne ? wanted.capability : undefined,
        minutes: wanted.minutes ?? undefined,
        reason: wanted.reason.trim(),
        call: props.call,
      });
      forgetRights();
      setDone(answer);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };

  if (done) return <Done name={name} instance={done.instance} onClose={props.onClose} />;
  return (
    <Dialog title={props.person ? w.stopOf(props.person.name) : w.stop} onClose={props.onClose}>
      <form className={lists.form} onSubmit={(event) => void submit(event)}>
        {!props.person && <Whom people={wanted.people} choose={(people) => change({ people })} />}
        <What wanted={wanted} change={change} />
        <HowLong minutes={wanted.minutes} choose={(minutes) => change({ minutes })} />
        <Why reason={wanted.reason} change={(reason) => change({ reason })} isFirst={props.person !== undefined} />
        {missing.length > 0 && (
          <p className={lists.wrong} role="alert">
            {missing.join(" ")}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <p className={css.effect}>{w.effect}</p>
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="danger" icon="stop" disabled={isBusy}>
            {isBusy ? w.busy : w.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Done({ name, instance, onClose }: { name: string; instance: string | null; onClose: () => void }) {
  const t = useText();
  const w = useAccessText().stops;
  return (
    <Dialog title={w.done(name)} onClose={onClose}>
      <p>{instance ? w.effect : w.noCase}</p>
      <DialogActions>
        {instance && (
          <Link className={css.link} data-first to="/flows/instances/$id" params={{ id: instance }} onClick={onClose}>
            {w.openCase}
          </Link>
        )}
        <Button onClick={onClose}>{t.app.close}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Whom({ people, choose }: { people: string[]; choose: (people: string[]) => void }) {
  const w = useAccessText().stops;
  const id = useId();
  return (
    <div>
      <label className={lists.label} htmlFor={id}>
        {w.whom}
      </label>
      <PersonPicker id={id} value={people} isRequired isFirst onChange={choose} />
    </div>
  );
}

function What({ wanted, change }: { wanted: Wanted; change: (patch: Partial<Wanted>) => void }) {
  const w = useAccessText().stops;
  const locale = useLocale();
  const group = useId();
  const rights = useConfig().data?.capabilities ?? [];
  return (
    <fieldset>
      <legend>{w.what}</legend>
      <div className={lists.choices}>
        <label>
          <input type="radio" name={group} checked={!wanted.isOne} onChange={() => change({ isOne: false })} />
          {w.everything}
        </label>
        <label>
          <input type="radio" name={group} checked={wanted.isOne} onChange={() => change({ isOne: true })} />
          {w.one}
        </label>
      </div>
      {wanted.isOne ? (
        <select
          aria-label={w.one}
          className={css.right}
          value={wanted.capability}
          onChange={(event) => change({ capability: event.target.value })}
        >
          <option value="">{w.chooseRight}</option>
          {rights.map((right) => (
            <option key={right.id} value={right.id}>
              {named(right, locale)}
            </option>
          ))}
        </select>
      ) : (
        <p className={css.hint}>{w.everythingHint}</p>
      )}
    </fieldset>
  );
}

function HowLong({ minutes, choose }: { minutes: number | null; choose: (minutes: number | null) => void }) {
  const w = useAccessText().stops;
  const group = useId();
  const spans = [
    { minutes: null, label: w.untilLifted },
    { minutes: HOUR_MINUTES, label: w.hour },
    { minutes: DAY_MINUTES, label: w.day },
    { minutes: 7 * DAY_MINUTES, label: w.week },
  ];
  return (
    <fieldset>
      <legend>{w.how}</legend>
      <div className={lists.choices}>
        {spans.map((span) => (
          <label key={span.label}>
            <input type="radio" name={group} checked={minutes === span.minutes} onChange={() => choose(span.minutes)} />
            {span.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Why(props: { reason: string; isFirst: boolean; change: (reason: string) => void }) {
  const w = useAccessText().stops;
  const id = useId();
  return (
    <div>
      <label className={lists.label} htmlFor={id}>
        {w.reason}
      </label>
      <textarea
        id={id}
        rows={3}
        data-first={props.isFirst || undefined}
        maxLength={REASON_CHARS_MAX}
        placeholder={w.reasonHint}
        value={props.reason}
        onChange={(event) => props.change(event.target.value)}
      />
      <div className={css.quick}>
        {w.reasons.map((one) => (
          <Button key={one} size="small" onClick={() => props.change(one)}>
            {one}
          </Button>
        ))}
      </div>
    </div>
  );
}
