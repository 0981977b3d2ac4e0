// The wallboard 大屏: seven numbers that can be read at six metres. It runs for weeks and reconnects by itself.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { live, useLive } from "../api/live";
import { useMe } from "../app/session";
import { Button, classes } from "../parts/basics";
import { queueName } from "../parts/factWords";
import { clock, percent, span } from "../parts/format";
import { useNow } from "../parts/time";
import { useNames } from "../parts/useNames";
import { named, useLocale, useText } from "../text";
import { useFigures } from "./Floor";
import { boardFigures, type Tone, toneAbove, toneBelow } from "./trouble";
import css from "./Wallboard.module.css";

/** Older than this and the numbers may be wrong: the board says so in words. */
const STALE_MS = 5_000;

export default function Wallboard() {
  const t = useText();
  const names = useNames();
  const locale = useLocale();
  const me = useMe();
  const now = useNow();
  const { floor, connection, heard_at_ms } = useLive();
  const { queue } = useSearch({ from: "/inside/wallboard" });
  useFigures();
  useEffect(() => {
    if (live.get().connection === "off") live.start(false);
    document.title = `${t.wallboard.title} · ${t.app.full}`;
  }, [t]);

  const of = boardFigures(floor, queue, now, names.config);
  const age = Date.now() - heard_at_ms;
  const isStale = connection !== "open" || age > STALE_MS;
  const target = of.board?.service_level_percent.green;
  const figures: { name: string; value: string; tone: Tone; note?: string }[] = [
    { name: t.wallboard.waiting, value: String(of.waiting), tone: toneAbove(of.waiting, of.board?.waiting) },
    {
      name: t.wallboard.longest,
      value: of.longest === null ? "0:00" : span(of.longest),
      tone: toneAbove(of.longest ?? 0, of.board?.longest_wait_ms),
    },
    {
      name: t.wallboard.level,
      value: percent(of.level),
      tone: toneBelow(of.level, of.board?.service_level_percent),
      note: target === undefined ? undefined : t.wallboard.within(`${target}%`),
    },
    { name: t.wallboard.answered, value: String(of.answered), tone: "plain" },
    {
      name: t.wallboard.abandonRate,
      value: percent(of.abandonment),
      tone: toneAbove(of.abandonment, of.board?.abandoned_percent),
    },
    { name: t.wallboard.ready, value: String(of.ready), tone: "plain" },
    { name: t.wallboard.talking, value: String(of.talking), tone: "plain" },
  ];
  return (
    <main className={classes(css.board, isStale && css.stale)}>
      <header>
        <h1>{named(me.centre, locale)}</h1>
        <QueueChoice chosen={queue} />
        <time className={css.clock}>{clock(now).slice(0, 5)}</time>
      </header>
      <dl className={css.figures}>
        {figures.map((figure) => (
          <div key={figure.name} className={css[figure.tone]}>
            <dt>
              <span aria-hidden="true">{MARKS[figure.tone]}</span> {figure.name}
            </dt>
            <dd>
              {figure.value}
              {figure.note && <small>{figure.note}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <span role="status">
          {isStale
            ? t.wallboard.stale(Math.max(1, Math.floor(age / 1000)))
            : t.wallboard.age(clock(heard_at_ms + (now - Date.now())))}
        </span>
        <span>{queue ? queueName(names, queue) : t.wallboard.allQueues}</span>
        <Button
          tone="quiet"
          size="small"
          icon="full"
          onClick={() => void document.documentElement.requestFullscreen?.()}
        >
          {t.wallboard.fullScreen}
        </Button>
      </footer>
    </main>
  );
}

/** A shape beside the colour: red and green look the same to one man in twelve. */
const MARKS: Record<Tone, string> = { good: "●", warn: "▲", bad: "■", plain: "" };

function QueueChoice({ chosen }: { chosen: string | undefined }) {
  const t = useText();
  const names = useNames();
  const navigate = useNavigate();
  return (
    <select
      className={css.choice}
      aria-label={t.floor.queue}
      value={chosen ?? ""}
      onChange={(event) =>
        void navigate({ to: "/wallboard", search: event.target.value ? { queue: event.target.value } : {} })
      }
    >
      <option value="">{t.wallboard.allQueues}</option>
      {(names.config?.queues ?? []).map((queue) => (
        <option key={queue.id} value={queue.id}>
          {named(queue, names.locale)}
        </option>
      ))}
    </select>
  );
}
