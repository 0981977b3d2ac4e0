// The floor 现场: queues left, agents right, both with trouble first. Every cell leads to the facts behind it.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { FloorAgent, FloorQueue } from "../api/floor";
import { live, useLive } from "../api/live";
import { Button, classes, Empty, Segmented, Skeleton, StateDot, Tag } from "../parts/basics";
import { awayName, personName, queueName } from "../parts/factWords";
import { percent, phone, span, spanOrDash } from "../parts/format";
import { StopButton } from "../parts/StopButton";
import { useNow } from "../parts/time";
import { useNames } from "../parts/useNames";
import { useText } from "../text";
import css from "./Floor.module.css";
import {
  type AgentSort,
  agentTrouble,
  longestWait,
  queueTrouble,
  sortAgents,
  type Tone,
  toneAbove,
  toneBelow,
} from "./trouble";

/** Figures with a formula come from the server: asked for again when facts change them. */
export function useFigures(): void {
  useEffect(
    () =>
      live.onFact((fact) => {
        if (["queue_left", "call_ended", "agent_state_changed"].includes(fact.kind)) live.refreshSoon();
      }),
    [],
  );
}

export default function FloorRoom() {
  const t = useText();
  const { snapshots } = useLive();
  useFigures();
  return (
    <div className={css.floor}>
      <h1 className="visually-hidden">{t.floor.title}</h1>
      {snapshots === 0 ? (
        <Skeleton rows={10} />
      ) : (
        <>
          <Queues />
          <Agents />
        </>
      )}
    </div>
  );
}

const toneClass: Record<Tone, string | undefined> = { good: undefined, plain: undefined, warn: css.warn, bad: css.bad };

function Queues() {
  const t = useText();
  const names = useNames();
  const now = useNow();
  const { floor } = useLive();
  const board = names.config?.wallboard;
  const queues = Object.values(floor.queues).sort(
    (a, b) => queueTrouble(b, now, board) - queueTrouble(a, now, board) || a.queue.localeCompare(b.queue),
  );
  const calls = Object.values(floor.calls);
  const inIvr = calls.filter((call) => call.state === "ivr").length;
  return (
    <section className={css.queues} aria-label={t.floor.queues}>
      <header>
        <h2>{t.floor.queues}</h2>
        <span className={css.note}>
          {t.floor.inIvr} {inIvr} · {t.floor.liveCalls} {calls.length}
        </span>
      </header>
      {queues.length === 0 && <Empty title={t.floor.noQueues} />}
      {queues.map((queue) => (
        <QueueCard key={queue.queue} queue={queue} now={now} />
      ))}
      <Link to="/wallboard" target="_blank" className={css.boardLink}>
        {t.floor.openWallboard} ↗
      </Link>
    </section>
  );
}

/** More callers than this in one card would push the next queue off the screen. */
const CALLERS_SHOWN = 4;

function QueueCard({ queue, now }: { queue: FloorQueue; now: number }) {
  const t = useText();
  const names = useNames();
  const board = names.config?.wallboard;
  const wait = longestWait(queue, now);
  const isUnmanned = queue.waiting.length > 0 && queue.ready + queue.talking + queue.ringing + queue.wrap_up === 0;
  const figures: { name: string; value: string | number; tone?: Tone }[] = [
    { name: t.floor.waiting, value: queue.waiting.length, tone: toneAbove(queue.waiting.length, board?.waiting) },
    {
      name: t.floor.longest,
      value: wait === null ? t.app.dash : span(wait),
      tone: toneAbove(wait, board?.longest_wait_ms),
    },
    {
      name: t.floor.level,
      value: percent(queue.today.service_level_percent),
      tone: toneBelow(queue.today.service_level_percent, board?.service_level_percent),
    },
    { name: t.floor.offered, value: queue.today.offered },
    { name: t.floor.answered, value: queue.today.answered },
    { name: t.floor.abandoned, value: queue.today.abandoned },
    { name: t.floor.ready, value: queue.ready },
    { name: t.floor.talking, value: queue.talking },
    { name: t.floor.wrapUp, value: queue.wrap_up },
  ];
  return (
    <article className={css.queue}>
      <header>
        <h3>
          <Link to="/calls" search={{ queue: queue.queue }}>
            {queueName(names, queue.queue)}
          </Link>
        </h3>
        {isUnmanned && <Tag tone="bad">{t.floor.troubleNoAgent}</Tag>}
      </header>
      <dl className={css.figures}>
        {figures.map((figure) => (
          <div key={figure.name} className={figure.tone && toneClass[figure.tone]}>
            <dt>{figure.name}</dt>
            <dd>{figure.value}</dd>
          </div>
        ))}
      </dl>
      {queue.waiting.length > 0 && (
        <ol className={css.callers}>
          {queue.waiting.slice(0, CALLERS_SHOWN).map((one) => (
            <li key={one.call}>
              <Link to="/calls/$id" params={{ id: one.call }}>
                {phone(one.from) || "…"}
              </Link>
              <span className={toneClass[toneAbove(now - one.since_ms, board?.longest_wait_ms)]}>
                {span(now - one.since_ms)}
              </span>
            </li>
          ))}
          {queue.waiting.length > CALLERS_SHOWN && (
            <li className={css.note}>+{queue.waiting.length - CALLERS_SHOWN}</li>
          )}
        </ol>
      )}
    </article>
  );
}

function Agents() {
  const t = useText();
  const names = useNames();
  const now = useNow();
  const { floor } = useLive();
  const search = useSearch({ from: "/inside/shell/floor" });
  const navigate = useNavigate();
  const [hasOffline, setOffline] = useState(false);
  const sort = (["name", "state"].includes(search.sort ?? "") ? search.sort : "trouble") as AgentSort;
  const all = Object.values(floor.agents);
  const online = all.filter((agent) => agent.state !== "offline");
  const shown = sortAgents(hasOffline ? all : online, sort, now, (id) => personName(names, id));
  return (
    <section className={css.agents} aria-label={t.floor.agents}>
      <header>
        <h2>{t.floor.agents}</h2>
        <span className={css.note}>{t.floor.signedIn(online.length)}</span>
        <span className={css.spacer} />
        <Button tone="quiet" size="small" aria-pressed={hasOffline} onClick={() => setOffline(!hasOffline)}>
          {hasOffline ? "✓ " : ""}
          {t.floor.showOffline}
        </Button>
        <Segmented
          label={t.floor.sort}
          value={sort}
          options={[
            { value: "trouble", label: t.floor.sortTrouble },
            { value: "state", label: t.floor.sortState },
            { value: "name", label: t.floor.sortName },
          ]}
          onChange={(next) => void navigate({ to: "/floor", search: next === "trouble" ? {} : { sort: next } })}
        />
      </header>
      {shown.length === 0 ? (
        <Empty title={t.floor.noAgents} />
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t.floor.agent}</th>
              <th scope="col">{t.floor.state}</th>
              <th scope="col" className={css.number} aria-label={t.calls.talk} />
              <th scope="col">{t.floor.doing}</th>
              <th scope="col" className={css.number}>
                {t.floor.callsToday}
              </th>
              <th scope="col" className={css.number}>
                {t.floor.aht}
              </th>
              <th scope="col" aria-label={t.people.stop} />
            </tr>
          </thead>
          <tbody>
            {shown.map((agent) => (
              <AgentRow key={agent.person} agent={agent} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function AgentRow({ agent, now }: { agent: FloorAgent; now: number }) {
  const t = useText();
  const names = useNames();
  const call = useLive().floor.calls[agent.call ?? ""];
  const trouble = agentTrouble(agent, now);
  const troubles = {
    missed: t.floor.troubleMissed,
    device: t.floor.troubleDevice,
    wrapUp: t.floor.troubleWrapUp,
    talk: t.floor.troubleTalk,
  };
  const isHeld = call?.state === "on_hold";
  const word =
    agent.state === "away" && agent.reason ? awayName(names, agent.reason) : isHeld ? t.state.held : undefined;
  return (
    <tr className={classes(agent.state === "offline" && css.offline)}>
      <th scope="row">
        <Link to="/calls" search={{ agent: agent.person }}>
          {personName(names, agent.person)}
        </Link>
      </th>
      <td>
        <StateDot state={agent.state} word={word} isAlarm={trouble === "missed" || trouble === "device"} />
      </td>
      <td className={css.number}>{agent.state === "offline" ? t.app.dash : span(now - agent.since_ms)}</td>
      <td>
        {trouble && <Tag tone={trouble === "missed" || trouble === "device" ? "bad" : "warn"}>{troubles[trouble]}</Tag>}{" "}
        {call && (
          <Link to="/calls/$id" params={{ id: call.call }}>
            {call.queue ? `${queueName(names, call.queue)} · ` : ""}
            {phone(call.from)}
          </Link>
        )}
      </td>
      <td className={css.number}>{agent.calls_today}</td>
      <td className={css.number}>{spanOrDash(agent.aht_ms)}</td>
      <td className={css.number}>
        <StopButton person={{ id: agent.person, name: personName(names, agent.person) }} call={call?.call} />
      </td>
    </tr>
  );
}
