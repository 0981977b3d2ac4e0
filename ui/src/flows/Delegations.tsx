// 代理: who stands in for whom, from when until when; give one, end one.

import { useQueryClient } from "@tanstack/react-query";
import dayjs from "dayjs";
import { type ReactNode, useId, useState } from "react";
import { type DelegationView, flowsApi, useDelegations } from "../api/flows";
import { problemOf } from "../api/problem";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, Empty, Failure, ProblemNote, Skeleton, Tag } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { PersonPicker } from "../parts/PersonPicker";
import { useSlowNow } from "../parts/time";
import { useText } from "../text";
import css from "./Flows.module.css";
import { FlowsRoom } from "./Room";

type State = "live" | "future" | "over";

function stateOf(one: DelegationView, now: number): State {
  if (one.ended_ms !== null || one.until_ms <= now) return "over";
  return one.from_ms > now ? "future" : "live";
}

const minute = (ms: number) => dayjs(ms).format("YYYY-MM-DD HH:mm");

export default function Delegations() {
  const t = useText();
  const me = useMe();
  const list = useDelegations();
  const [isGiving, setGiving] = useState(false);
  const [ending, setEnding] = useState<DelegationView | null>(null);
  const words = t.delegations;
  return (
    <FlowsRoom
      note={words.intro}
      tools={
        may(me, "delegation:give") && (
          <Button tone="primary" onClick={() => setGiving(true)}>
            {words.give}
          </Button>
        )
      }
    >
      {list.isPending && <Skeleton rows={6} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {list.data && list.data.items.length > 0 && (
        <ul className={css.rows}>
          {list.data.items.map((one) => (
            <Row key={one.id} one={one} end={setEnding} />
          ))}
        </ul>
      )}
      {isGiving && <Give onClose={() => setGiving(false)} />}
      {ending && <End one={ending} onClose={() => setEnding(null)} />}
    </FlowsRoom>
  );
}

function Row({ one, end }: { one: DelegationView; end: (one: DelegationView) => void }) {
  const t = useText();
  const now = useSlowNow();
  const words = t.delegations;
  const state = stateOf(one, now);
  return (
    <li className={css.flow}>
      <div className={css.what}>
        <p>
          <strong>{words.line({ absent: one.absent.name, deputy: one.deputy.name })}</strong>{" "}
          <Tag tone={state === "live" ? "good" : undefined}>{words.state[state]}</Tag>
        </p>
        <p className={css.meta}>
          <span>{words.span({ from: minute(one.from_ms), until: minute(one.ended_ms ?? one.until_ms) })}</span>
          <span>{one.reason}</span>
        </p>
      </div>
      {one.may_end && state !== "over" && <Button onClick={() => end(one)}>{words.end}</Button>}
    </li>
  );
}

/** The next whole hour, and the evening of that day. */
function proposed(): { from: string; until: string } {
  const from = dayjs().add(1, "hour").startOf("hour");
  return { from: from.format("YYYY-MM-DDTHH:mm"), until: from.add(1, "day").hour(18).format("YYYY-MM-DDTHH:mm") };
}

function Give({ onClose }: { onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const client = useQueryClient();
  const words = t.delegations;
  const [absent, setAbsent] = useState([me.person.id]);
  const [deputy, setDeputy] = useState<string[]>([]);
  const [{ from, until }, setSpan] = useState(proposed);
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState("");
  const [refused, setRefused] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const give = async () => {
    const [away, standIn] = [absent[0], deputy[0]];
    const [from_ms, until_ms] = [dayjs(from).valueOf(), dayjs(until).valueOf()];
    const problem = whatIsWrong({ away, standIn, from_ms, until_ms, reason });
    setWrong(problem ? words[problem] : "");
    if (problem || !away || !standIn) return;
    setBusy(true);
    setRefused(null);
    try {
      const given = await flowsApi.giveDelegation({
        absent: away,
        deputy: standIn,
        from_ms,
        until_ms,
        reason: reason.trim(),
      });
      toast.good(words.given({ absent: given.absent.name, deputy: given.deputy.name }));
      await client.invalidateQueries({ queryKey: ["delegations"] });
      onClose();
    } catch (error) {
      setRefused(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.giveTitle} onClose={onClose}>
      <form
        className={css.give}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <Field name={words.absent}>
          {(id) => <PersonPicker id={id} value={absent} onChange={setAbsent} isRequired />}
        </Field>
        <Field name={words.deputy}>
          {(id) => <PersonPicker id={id} value={deputy} onChange={setDeputy} isRequired isFirst />}
        </Field>
        <Field name={words.from}>
          {(id) => (
            <input
              id={id}
              type="datetime-local"
              value={from}
              required
              onChange={(event) => setSpan({ from: event.target.value, until })}
            />
          )}
        </Field>
        <Field name={words.until}>
          {(id) => (
            <input
              id={id}
              type="datetime-local"
              value={until}
              required
              onChange={(event) => setSpan({ from, until: event.target.value })}
            />
          )}
        </Field>
        <Field name={words.reason}>
          {(id) => (
            <input
              id={id}
              type="text"
              value={reason}
              maxLength={REASON_LETTERS_MAX}
              placeholder={words.reasonHint}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {wrong && (
          <p className={css.wrong} role="alert">
            {wrong}
          </p>
        )}
        {refused !== null && <ProblemNote problem={problemOf(refused)} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button tone="primary" type="submit" disabled={isBusy}>
            {words.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** One line on the list. */
const REASON_LETTERS_MAX = 200;

export function whatIsWrong(asked: {
  away: string | undefined;
  standIn: string | undefined;
  from_ms: number;
  until_ms: number;
  reason: string;
}): "missing" | "same" | "wrongTimes" | "past" | null {
  const { away, standIn, from_ms, until_ms } = asked;
  if (!away || !standIn || Number.isNaN(from_ms + until_ms) || asked.reason.trim() === "") return "missing";
  if (away === standIn) return "same";
  if (until_ms <= from_ms) return "wrongTimes";
  return until_ms <= Date.now() ? "past" : null;
}

function Field({ name, children }: { name: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{name}</label>
      {children(id)}
    </div>
  );
}

function End({ one, onClose }: { one: DelegationView; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const words = t.delegations;
  const end = async () => {
    setBusy(true);
    try {
      await flowsApi.endDelegation(one.id);
      toast.good(words.ended);
      await client.invalidateQueries({ queryKey: ["delegations"] });
      onClose();
    } catch (error) {
      toast.problem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.endTitle({ absent: one.absent.name, deputy: one.deputy.name })} onClose={onClose}>
      <p>{words.endEffect}</p>
      <DialogActions>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button tone="danger" disabled={isBusy} onClick={() => void end()}>
          {words.end}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
