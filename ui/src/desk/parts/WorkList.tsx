// Left: my queues, and the calls I had today. A finished call opens on its page.

import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useLive } from "../../api/live";
import { useCalls } from "../../api/queries";
import type { CallRow } from "../../api/types";
import { useMe } from "../../app/session";
import { classes, Empty, Failure, Skeleton } from "../../parts/basics";
import { dispositionName, queueName } from "../../parts/factWords";
import { clock, percent, phone, span } from "../../parts/format";
import { useNow } from "../../parts/time";
import { useNames } from "../../parts/useNames";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { useDesk } from "../desk";

/** A shift has at most some 120 calls; the newest are at hand, the rest on the page of calls. */
const CALLS_SHOWN = 40;

export function WorkList() {
  const t = useText();
  return (
    <aside className={css.left} aria-label={t.desk.work.title}>
      <Queues />
      <h2 className={css.leftTitle}>{t.desk.work.today}</h2>
      <Today />
    </aside>
  );
}

function Queues() {
  const t = useText();
  const names = useNames();
  const now = useNow();
  const queues = Object.values(useLive().floor.queues);
  return (
    <>
      <h2 className={css.leftTitle}>{t.desk.work.queues}</h2>
      <table className={css.queues}>
        <thead>
          <tr>
            <th scope="col">{t.desk.call.queue}</th>
            <th scope="col">{t.desk.work.waiting}</th>
            <th scope="col">{t.desk.work.longest}</th>
            <th scope="col">{t.desk.work.level}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => {
            const oldest = Math.min(...queue.waiting.map((one) => one.since_ms));
            return (
              <tr key={queue.queue}>
                <th scope="row">{queueName(names, queue.queue)}</th>
                <td className={classes(queue.waiting.length > 0 && css.some)}>{queue.waiting.length}</td>
                <td>{queue.waiting.length > 0 ? span(now - oldest) : t.app.dash}</td>
                <td>{percent(queue.today.service_level_percent)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function startOfToday(): number {
  return new Date().setHours(0, 0, 0, 0);
}

function Today() {
  const t = useText();
  const me = useMe();
  const { state } = useDesk().state;
  const from_ms = useMemo(startOfToday, []);
  const calls = useCalls({ agent: me.person.id, from_ms, limit: CALLS_SHOWN });
  const current = "call" in state ? state.call : null;
  if (calls.isPending) return <Skeleton rows={5} />;
  if (calls.isError) return <Failure error={calls.error} retry={() => void calls.refetch()} />;
  const rows = calls.data.items.filter((row) => row.id !== current);
  if (rows.length === 0) return <Empty title={t.desk.work.nothing} />;
  return (
    <ul className={css.today}>
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Row({ row }: { row: CallRow }) {
  const names = useNames();
  return (
    <li>
      <Link to="/calls/$id" params={{ id: row.id }} className={css.todayRow}>
        <span className={css.todayNumber}>{phone(row.from)}</span>
        <time>{clock(row.started_ms).slice(0, 5)}</time>
        <span className={css.todayMore}>
          {queueName(names, row.queue)}
          {row.disposition && ` · ${dispositionName(names, row.disposition)}`}
        </span>
        <span className={css.todayMore}>{row.talk_ms ? span(row.talk_ms) : names.t.outcome[row.outcome]}</span>
      </Link>
    </li>
  );
}
