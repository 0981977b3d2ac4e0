// One change: why, what, for whom, how far it is; and the way to take it back.

import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { problemOf } from "../api/problem";
import { type Change, rulesApi, rulesChanged, useChange } from "../api/rulebook";
import { toast } from "../app/toast";
import { Button, Failure, ProblemNote, Skeleton, Tag } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { fullTime } from "../parts/format";
import { toneOf } from "./Changes";
import { Differences, EffectView } from "./Effect";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export default function ChangePage() {
  const { id } = useParams({ from: "/inside/shell/rulebook/changes/$id" });
  const change = useChange(id);
  return (
    <RulesRoom>
      {change.isPending && <Skeleton rows={10} />}
      {change.isError && <Failure error={change.error} retry={() => void change.refetch()} />}
      {change.data && <Shown change={change.data} />}
    </RulesRoom>
  );
}

function Shown({ change }: { change: Change }) {
  const t = useRulesText().changes;
  const [isTakingBack, setTakingBack] = useState(false);
  const facts: [string, string][] = [
    [t.author, change.author.name],
    [t.at, fullTime(change.proposed_ms)],
    [t.scope, change.scope],
    [t.expected, change.expected],
    ...(change.due_ms === null ? [] : [[t.due, fullTime(change.due_ms)] as [string, string]]),
    ...(change.why === "" ? [] : [[t.why, change.why] as [string, string]]),
  ];
  return (
    <>
      <header className={css.head}>
        <h2>{change.reason}</h2>
        <Tag tone={toneOf(change.state)}>{t.states[change.state]}</Tag>
        {change.rolls_back && (
          <Link to="/rulebook/changes/$id" params={{ id: change.rolls_back }}>
            {t.rollsBack}
          </Link>
        )}
        <span className={css.grow} />
        <Link to="/flows/instances/$id" params={{ id: change.instance }}>
          {t.openFlow}
        </Link>
        {change.can_roll_back && <Button onClick={() => setTakingBack(true)}>{t.rollBack}</Button>}
      </header>
      {change.moved.length > 0 && <p className={css.warning}>{t.moved(change.moved.join(", "))}</p>}
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <EffectView effect={change.effect} />
      <Differences files={change.differences} />
      {isTakingBack && <TakeBack id={change.id} onClose={() => setTakingBack(false)} />}
    </>
  );
}

function TakeBack({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useRulesText().changes;
  const navigate = useNavigate();
  const [reason, setReason] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await rulesApi.rollBack(id, reason);
      rulesChanged();
      toast.good(t.sent);
      onClose();
      void navigate({ to: "/rulebook/changes/$id", params: { id: made.id } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.rollBack} onClose={onClose}>
      <p>{t.rollBackNote}</p>
      <label className={css.field}>
        {t.rollBackReason}
        <textarea rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {error !== null && <ProblemNote problem={problemOf(error)} />}
      <DialogActions>
        <Button onClick={onClose}>{t.cancel}</Button>
        <Button tone="primary" disabled={isBusy || reason.trim() === ""} onClick={() => void send()}>
          {t.send}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
