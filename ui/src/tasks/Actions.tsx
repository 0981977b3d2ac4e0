// What else one may do with a task: claim and give back, ask a colleague first, hand it on, send it back.

import { type FormEvent, useState } from "react";
import { flowsApi, type Keyed, nameOf, type TaskView } from "../api/flows";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { PersonPicker, usePersonName } from "../parts/PersonPicker";
import { useLocale, useText } from "../text";
import css from "./Task.module.css";

type Panel = "signer" | "reassign" | "return";

/** `again`: it is still here and has changed; `gone`: it went to somebody else. */
export function Actions({ view, again, gone }: { view: TaskView; again: () => void; gone: () => void }) {
  const t = useText();
  const locale = useLocale();
  const nameOfPerson = usePersonName();
  const [panel, setPanel] = useState<Panel | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { instance, task, allowed } = view;
  const mayReturn = allowed.complete && view.return_to.length > 0;

  const act = async (ask: () => Promise<unknown>, words: string, then: () => void) => {
    setBusy(true);
    try {
      await ask();
      setPanel(null);
      toast.good(words);
      then();
    } catch (error) {
      toast.problem(error);
      again();
    } finally {
      setBusy(false);
    }
  };

  if (!allowed.claim && !allowed.give_back && !allowed.add_signer && !allowed.reassign && !mayReturn) return null;
  return (
    <div className={css.actions}>
      {allowed.claim && (
        <Button
          icon="finish"
          disabled={isBusy}
          onClick={() => void act(() => flowsApi.claim(instance, task), t.tasks.claimed, again)}
        >
          {t.tasks.claim}
        </Button>
      )}
      {allowed.give_back && (
        <Button
          title={t.tasks.giveBackHint}
          disabled={isBusy}
          onClick={() => void act(() => flowsApi.giveBack(instance, task), t.tasks.gaveBack, again)}
        >
          {t.tasks.giveBack}
        </Button>
      )}
      {allowed.add_signer && <Button onClick={() => setPanel("signer")}>{t.tasks.addSigner}</Button>}
      {allowed.reassign && <Button onClick={() => setPanel("reassign")}>{t.tasks.reassign}</Button>}
      {mayReturn && <Button onClick={() => setPanel("return")}>{t.tasks.returnTo}</Button>}
      {panel === "signer" && (
        <ToWhom
          title={t.tasks.addSignerTitle}
          hint={t.tasks.addSignerHint}
          confirm={t.tasks.addSigner}
          isBusy={isBusy}
          onClose={() => setPanel(null)}
          choose={(person) =>
            void act(() => flowsApi.addSigner(instance, task, person), t.tasks.addedSigner(nameOfPerson(person)), again)
          }
        />
      )}
      {panel === "reassign" && (
        <ToWhom
          title={t.tasks.reassignTitle}
          hint={t.tasks.reassignHint}
          confirm={t.tasks.reassign}
          isBusy={isBusy}
          onClose={() => setPanel(null)}
          choose={(person) =>
            void act(() => flowsApi.reassign(instance, task, person), t.tasks.reassigned(nameOfPerson(person)), gone)
          }
        />
      )}
      {panel === "return" && (
        <Return
          steps={view.return_to}
          isBusy={isBusy}
          onClose={() => setPanel(null)}
          choose={(step) =>
            void act(
              () => flowsApi.returnTo(instance, task, step.key),
              t.tasks.returned(nameOf(step.name, locale)),
              gone,
            )
          }
        />
      )}
    </div>
  );
}

function ToWhom(props: {
  title: string;
  hint: string;
  confirm: string;
  isBusy: boolean;
  choose: (person: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const [people, setPeople] = useState<string[]>([]);
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [person] = people;
    if (person) props.choose(person);
    else setMissing(true);
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form onSubmit={submit} className={css.whom}>
        <p>{props.hint}</p>
        <label htmlFor="to-whom">{t.tasks.whom}</label>
        <PersonPicker
          id="to-whom"
          value={people}
          isFirst
          isRequired
          isInvalid={isMissing && people.length === 0}
          describedBy={isMissing ? "to-whom-wrong" : undefined}
          onChange={setPeople}
        />
        {isMissing && people.length === 0 && (
          <p id="to-whom-wrong" role="alert" className={css.wrong}>
            {t.tasks.chooseWhom}
          </p>
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={props.isBusy}>
            {props.confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Return(props: { steps: Keyed[]; isBusy: boolean; choose: (step: Keyed) => void; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const [key, setKey] = useState(props.steps[0]?.key);
  const step = props.steps.find((one) => one.key === key);
  return (
    <Dialog title={t.tasks.returnTitle} onClose={props.onClose}>
      <p>{t.tasks.returnHint}</p>
      <div className={css.steps} role="radiogroup" aria-label={t.tasks.returnTitle}>
        {props.steps.map((one) => (
          <label key={one.key}>
            <input type="radio" name="return-to" checked={one.key === key} onChange={() => setKey(one.key)} />
            {nameOf(one.name, locale)}
          </label>
        ))}
      </div>
      <DialogActions>
        <Button onClick={props.onClose}>{t.app.cancel}</Button>
        <Button tone="primary" disabled={!step || props.isBusy} onClick={() => step && props.choose(step)}>
          {t.tasks.returnTo}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
