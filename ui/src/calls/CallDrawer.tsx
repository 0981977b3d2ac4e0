// One call: what it was, what was said, every step. It lies beside the list and has an address of its own.

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { live } from "../api/live";
import { api, useCall } from "../api/queries";
import type { CallDetail } from "../api/types";
import { toast } from "../app/toast";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { Choose, SideSheet } from "../parts/console";
import { FactList } from "../parts/FactList";
import { dispositionName, queueName } from "../parts/factWords";
import { fullTime, phone, spanOrDash } from "../parts/format";
import { REVEALED_MS, RevealNumber, useCountdown } from "../parts/RevealNumber";
import { useNames } from "../parts/useNames";
import { Locked } from "../parts/Why";
import { named, useText } from "../text";
import { OutcomeTag } from "./Calls";
import css from "./Calls.module.css";
import { Player } from "./Player";

export default function CallDrawer() {
  const t = useText();
  const { id } = useParams({ from: "/inside/shell/calls/$id" });
  const search = useSearch({ from: "/inside/shell/calls" });
  const navigate = useNavigate();
  const call = useCall(id);
  const client = useQueryClient();
  // A call that still runs is read again with each of its facts.
  useEffect(
    () =>
      live.onFact((fact) => {
        if ("call" in fact && fact.call === id) void client.invalidateQueries({ queryKey: ["call", id] });
      }),
    [id, client],
  );
  const copy = () =>
    void navigator.clipboard
      ?.writeText(`${location.origin}/calls/${id}`)
      .then(() => toast.good(t.app.copied))
      .catch(() => toast.bad(t.problem.unknown ?? ""));
  return (
    <SideSheet
      title={t.calls.detail}
      onClose={() => void navigate({ to: "/calls", search })}
      extra={
        <Button tone="quiet" size="small" icon="link" onClick={copy}>
          {t.calls.link}
        </Button>
      }
    >
      {call.isPending && <Skeleton rows={10} />}
      {call.isError && <Failure error={call.error} retry={() => void call.refetch()} />}
      {call.data && <Detail key={call.data.id} call={call.data} />}
    </SideSheet>
  );
}

function Detail({ call }: { call: CallDetail }) {
  const t = useText();
  const names = useNames();
  const summary: [string, string][] = [
    [t.calls.started, fullTime(call.started_ms)],
    [t.calls.queue, queueName(names, call.queue)],
    [t.calls.agent, call.agent?.name ?? t.app.dash],
    [t.calls.wait, spanOrDash(call.wait_ms)],
    [t.calls.talk, spanOrDash(call.talk_ms)],
    [t.calls.hold, spanOrDash(call.hold_ms)],
    [t.calls.to, call.to],
    [t.calls.ended, call.ended_ms ? fullTime(call.ended_ms) : t.app.dash],
    [t.calls.cause, call.cause ? (t.cause[call.cause] ?? call.cause) : t.app.dash],
  ];
  return (
    <div className={css.detail}>
      {call.ended_ms === null && <p className={css.live}>{t.calls.live}</p>}
      <section>
        <NumberLine call={call} />
        <dl className={css.summary}>
          {summary.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h2>{t.calls.player}</h2>
        <Recording call={call} />
      </section>
      <section>
        <h2>{t.calls.disposition}</h2>
        <DispositionLine call={call} />
      </section>
      <section>
        <h2>{t.calls.steps}</h2>
        {call.facts.length === 0 ? <Empty title={t.calls.stepsNone} /> : <FactList facts={call.facts} />}
      </section>
    </div>
  );
}

function NumberLine({ call }: { call: CallDetail }) {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const [clear, setClear] = useState<string | null>(null);
  const left = useCountdown(clear !== null, REVEALED_MS);
  return (
    <p className={css.detailNumber}>
      <span>{phone(clear ?? call.from)}</span>
      <OutcomeTag outcome={call.outcome} />
      {call.is_demo && <Tag>{t.app.demoLong}</Tag>}
      {clear !== null && <small>{t.calls.revealedUntil(Math.ceil(left / 1000))}</small>}
      {clear === null && call.allowed.reveal.allowed && (
        <Button size="small" icon="eye" onClick={() => setAsking(true)}>
          {t.desk.call.reveal}
        </Button>
      )}
      {clear === null && !call.allowed.reveal.allowed && (
        <small>
          <Locked
            label={t.desk.call.reveal}
            reasons={call.allowed.reveal.reasons}
            question={{ action: "number:reveal", kind: "call", id: call.id }}
          />
        </small>
      )}
      {isAsking && (
        <RevealNumber
          call={call.id}
          onClose={() => setAsking(false)}
          onHidden={() => setClear(null)}
          onRevealed={(number) => {
            setAsking(false);
            setClear(number);
          }}
        />
      )}
    </p>
  );
}

function Recording({ call }: { call: CallDetail }) {
  const t = useText();
  if (!call.recording) return <p>{t.calls.noRecording}</p>;
  if (!call.allowed.play.allowed)
    return (
      <Locked
        label={t.calls.player}
        reasons={call.allowed.play.reasons}
        question={{ action: "recording:play", kind: "call", id: call.id }}
      />
    );
  if (call.recording.duration_ms === null) return <p>{t.calls.live}</p>;
  return <Player recording={call.recording.id} />;
}

function DispositionLine({ call }: { call: CallDetail }) {
  const t = useText();
  const names = useNames();
  const client = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const [code, setCode] = useState<string | undefined>(call.disposition ?? undefined);
  const [note, setNote] = useState(call.note ?? "");
  const choices = useMemo(() => {
    const items = names.config?.dispositions.find((one) => one.queue === call.queue)?.items ?? [];
    return items
      .flatMap((item) => (item.children?.length ? item.children : [item]))
      .map((item) => ({ value: item.code, label: named(item, names.locale), words: item.code }));
  }, [names, call.queue]);
  const save = async () => {
    if (!code) return;
    try {
      await api.setDisposition(call.id, code, note.trim());
      setEditing(false);
      toast.good(t.desk.wrapUp.saved);
      await client.invalidateQueries({ queryKey: ["call", call.id] });
      await client.invalidateQueries({ queryKey: ["calls"] });
    } catch (error) {
      toast.problem(error);
    }
  };
  if (isEditing) {
    return (
      <div className={css.dispositionForm}>
        <Choose
          label={t.desk.wrapUp.choose}
          anyLabel={t.desk.wrapUp.choose}
          width={280}
          value={code}
          choices={choices}
          onChange={setCode}
        />
        <textarea
          rows={3}
          aria-label={t.desk.wrapUp.note}
          placeholder={t.desk.wrapUp.notePlaceholder}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div>
          <Button tone="primary" disabled={!code} onClick={() => void save()}>
            {t.desk.wrapUp.save}
          </Button>
          <Button onClick={() => setEditing(false)}>{t.app.cancel}</Button>
        </div>
      </div>
    );
  }
  return (
    <div className={css.dispositionRow}>
      <span>{dispositionName(names, call.disposition)}</span>
      {call.allowed.set_disposition.allowed && (
        <Button size="small" onClick={() => setEditing(true)}>
          {call.disposition ? t.calls.changeDisposition : t.calls.setDisposition}
        </Button>
      )}
    </div>
  );
}
