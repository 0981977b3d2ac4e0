// The inbox: what I must do, by when, and why me; and what I have done. Rows come and go by the live socket.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { nameOf, rowsOf, type TaskBox, type TaskRow, useFlows } from "../api/flows";
import { useTaskCounts, useTasks } from "../api/tasks";
import { Button, classes, Empty, Failure, Skeleton } from "../parts/basics";
import { Deputies } from "../parts/Deputies";
import { byUrgencyGroup } from "../parts/due";
import { PlainPage } from "../parts/PlainPage";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { Batch, useSelection } from "./Batch";
import { keyOf, rememberInbox, useListKeys } from "./keys";
import { DoneRow, OpenRow } from "./Rows";
import css from "./Tasks.module.css";

export default function Tasks() {
  const t = useText();
  const { box: asked, flow } = useSearch({ from: "/inside/shell/tasks" });
  const box: TaskBox = asked === "done" ? "done" : "open";
  useEffect(() => rememberInbox({ box: asked, flow }), [asked, flow]);
  const counts = useTaskCounts(true).data;
  const tasks = useTasks(box, flow);
  const rows = useMemo(() => rowsOf(tasks.data), [tasks.data]);
  const note =
    box === "open" && counts && counts.open > 0 && t.tasks.note(counts.open, counts.overdue, counts.due_today);
  return (
    <PlainPage
      title={t.tasks.title}
      note={note}
      tools={
        <>
          <Boxes box={box} flow={flow} />
          <FlowFilter rows={rows} flow={flow} box={box} />
        </>
      }
    >
      {box === "open" && <Deputies />}
      {tasks.isPending && <Skeleton rows={10} />}
      {tasks.isError && <Failure error={tasks.error} retry={() => void tasks.refetch()} />}
      {tasks.data && box === "open" && <OpenList rows={rows} flow={flow} />}
      {tasks.data && box === "done" && <DoneList rows={rows} />}
      {tasks.hasNextPage && (
        <Button
          className={css.more}
          disabled={tasks.isFetchingNextPage}
          onClick={() => void tasks.fetchNextPage()}
          icon="down"
        >
          {t.tasks.more}
        </Button>
      )}
    </PlainPage>
  );
}

function Boxes({ box, flow }: { box: TaskBox; flow: string | undefined }) {
  const t = useText();
  return (
    <nav className={css.boxes} aria-label={t.tasks.boxes}>
      {(["open", "done"] as const).map((one) => (
        <Link
          key={one}
          to="/tasks"
          search={{ box: one === "open" ? undefined : one, flow }}
          className={classes(one === box && css.here)}
          aria-current={one === box ? "page" : undefined}
          activeProps={{}}
        >
          {t.tasks[one]}
        </Link>
      ))}
    </nav>
  );
}

/** Flows that stand in the list come first, with how many; the others of the catalogue follow. */
function FlowFilter(props: { rows: TaskRow[]; flow: string | undefined; box: TaskBox }) {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const catalogue = useFlows().data?.items ?? [];
  const here = new Map<string, { name: string; count: number }>();
  for (const row of props.rows) {
    const known = here.get(row.flow.key);
    here.set(row.flow.key, { name: nameOf(row.flow.name, locale), count: (known?.count ?? 0) + 1 });
  }
  const others = catalogue.filter((one) => !here.has(one.key));
  return (
    <select
      className={css.filter}
      aria-label={t.tasks.flow}
      value={props.flow ?? ""}
      onChange={(event) =>
        void navigate({
          to: "/tasks",
          search: { box: props.box === "open" ? undefined : props.box, flow: event.target.value || undefined },
          replace: true,
        })
      }
    >
      <option value="">{t.tasks.anyFlow}</option>
      {here.size > 0 && (
        <optgroup label={t.tasks.inbox}>
          {[...here].map(([key, one]) => (
            <option key={key} value={key}>
              {one.name}（{one.count}）
            </option>
          ))}
        </optgroup>
      )}
      {others.length > 0 && (
        <optgroup label={t.tasks.otherFlows}>
          {others.map((one) => (
            <option key={one.key} value={one.key}>
              {nameOf(one.name, locale)}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

function OpenList({ rows, flow }: { rows: TaskRow[]; flow: string | undefined }) {
  const t = useText();
  const now = useSlowNow();
  const groups = byUrgencyGroup(rows, now);
  const selection = useSelection(rows);
  const list = useListKeys(groups.flatMap((group) => group.rows.map(keyOf)));
  if (rows.length === 0)
    return <Empty title={flow ? t.tasks.emptyFlow : t.tasks.emptyOpen} hint={t.tasks.emptyOpenHint} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside */}
      <div ref={list.ref} onKeyDown={list.onKeyDown} onFocus={list.onFocus} className={css.groups}>
        {groups.map(({ urgency, rows: members }) => (
          <section key={urgency} aria-labelledby={`group-${urgency}`}>
            <h2 id={`group-${urgency}`} className={classes(css.group, urgency === "overdue" && css.overdue)}>
              {t.tasks[urgency === "none" ? "noDue" : urgency]} <span>{members.length}</span>
            </h2>
            <ul className={css.rows}>
              {members.map((row) => (
                <OpenRow key={keyOf(row)} row={row} selection={selection} />
              ))}
            </ul>
          </section>
        ))}
        <p className={css.keysHint}>{t.tasks.keys}</p>
      </div>
      <Batch selection={selection} />
    </>
  );
}

function DoneList({ rows }: { rows: TaskRow[] }) {
  const t = useText();
  const list = useListKeys(rows.map(keyOf));
  if (rows.length === 0) return <Empty title={t.tasks.emptyDone} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys move between the links inside
    <div ref={list.ref} onKeyDown={list.onKeyDown} onFocus={list.onFocus} className={css.groups}>
      <ul className={css.rows} aria-label={t.tasks.done}>
        {rows.map((row) => (
          <DoneRow key={keyOf(row)} row={row} />
        ))}
      </ul>
    </div>
  );
}
