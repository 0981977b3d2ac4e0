// The list of calls. Every filter and the place in the list stand in the URL, so that a pasted link shows the same.

import { Outlet, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useCalls } from "../api/queries";
import type { CallOutcome, CallRow } from "../api/types";
import { useMe } from "../app/session";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { type Choice, Choose, type Columns, DataTable, Page, Period, periodMs, today } from "../parts/console";
import { dispositionName, queueName } from "../parts/factWords";
import { dayTime, phone, spanOrDash } from "../parts/format";
import { Icon } from "../parts/Icon";
import { useNames } from "../parts/useNames";
import { named, useText } from "../text";
import css from "./Calls.module.css";

const ROWS = 50;
const OUTCOMES: CallOutcome[] = ["answered", "abandoned", "overflowed", "ivr", "refused", "live"];
const TONES: Partial<Record<CallOutcome, "good" | "bad" | "warn">> = {
  answered: "good",
  abandoned: "bad",
  overflowed: "warn",
  refused: "bad",
};

export function OutcomeTag({ outcome }: { outcome: CallOutcome }) {
  const t = useText();
  return <Tag tone={TONES[outcome]}>{t.outcome[outcome] ?? outcome}</Tag>;
}

type Search = ReturnType<typeof useCallSearch>;

function useCallSearch() {
  return useSearch({ from: "/inside/shell/calls" });
}

export default function Calls() {
  const t = useText();
  const search = useCallSearch();
  const navigate = useNavigate({ from: "/calls" });
  const { id } = useParams({ strict: false });
  const from = search.from ?? today();
  const until = search.until ?? today();
  const calls = useCalls({
    ...periodMs(from, until),
    queue: search.queue,
    agent: search.agent,
    outcome: search.outcome,
    q: search.q,
    cursor: search.cursor,
    limit: ROWS,
  });
  // A changed filter begins at the first page again.
  const change = (patch: Partial<Search>) =>
    void navigate({ to: "/calls", search: { ...search, cursor: undefined, ...patch }, replace: true });
  const isFiltered = Boolean(search.queue || search.agent || search.outcome || search.q || search.from);

  return (
    <Page
      title={t.calls.title}
      tools={
        <>
          <Filters search={search} from={from} until={until} change={change} />
          {isFiltered && (
            <Button tone="quiet" onClick={() => void navigate({ to: "/calls", search: {} })}>
              {t.calls.reset}
            </Button>
          )}
        </>
      }
    >
      {calls.isPending && <Skeleton rows={12} />}
      {calls.isError && <Failure error={calls.error} retry={() => void calls.refetch()} />}
      {calls.data && (
        <>
          <List
            rows={calls.data.items}
            selected={id ?? null}
            open={(row) => void navigate({ to: "/calls/$id", params: { id: row.id }, search })}
          />
          <footer className={css.paging}>
            {search.cursor && (
              <Button onClick={() => void navigate({ to: "/calls", search: { ...search, cursor: undefined } })}>
                {t.calls.first}
              </Button>
            )}
            {calls.data.next && (
              <Button
                icon="right"
                onClick={() =>
                  void navigate({ to: "/calls", search: { ...search, cursor: calls.data.next ?? undefined } })
                }
              >
                {t.calls.next}
              </Button>
            )}
          </footer>
        </>
      )}
      <Outlet />
    </Page>
  );
}

function Filters(props: { search: Search; from: string; until: string; change: (patch: Partial<Search>) => void }) {
  const t = useText();
  const names = useNames();
  const me = useMe();
  const { search, change } = props;
  const [typed, setTyped] = useState(search.q ?? "");
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (typed === (search.q ?? "")) return;
    const timer = window.setTimeout(() => change({ q: typed || undefined }), 350);
    return () => window.clearTimeout(timer);
  });
  const queues = (names.config?.queues ?? []).map((one) => ({ value: one.id, label: named(one, names.locale) }));
  const collator = useMemo(() => new Intl.Collator(names.locale), [names.locale]);
  const agents: Choice[] = (names.config?.people ?? [])
    .map((one) => ({ value: one.id, label: one.name, words: one.username }))
    .sort((a, b) => collator.compare(a.label, b.label));
  return (
    <>
      <Period from={props.from} until={props.until} onChange={(from, until) => change({ from, until })} />
      <Choose
        label={t.calls.queue}
        anyLabel={t.calls.anyQueue}
        width={124}
        value={search.queue}
        choices={queues}
        onChange={(queue) => change({ queue })}
      />
      {agents.some((one) => one.value !== me.person.id) && (
        <Choose
          label={t.calls.agent}
          anyLabel={t.calls.anyAgent}
          width={132}
          value={search.agent}
          choices={agents}
          onChange={(agent) => change({ agent })}
        />
      )}
      <Choose
        label={t.calls.outcome}
        anyLabel={t.calls.anyOutcome}
        width={140}
        value={search.outcome}
        choices={OUTCOMES.map((one) => ({ value: one, label: t.outcome[one] ?? one }))}
        onChange={(outcome) => change({ outcome })}
      />
      <input
        type="search"
        className={css.number}
        aria-label={t.calls.searchLabel}
        placeholder={t.calls.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value.replace(/[^\d+*#]/g, "").slice(0, 20))}
      />
    </>
  );
}

function List(props: { rows: CallRow[]; selected: string | null; open: (row: CallRow) => void }) {
  const t = useText();
  const names = useNames();
  const columns: Columns<CallRow> = [
    { title: t.calls.started, width: 136, render: (_, row) => dayTime(row.started_ms) },
    {
      title: t.calls.number,
      width: 164,
      render: (_, row) => <span className={css.phone}>{phone(row.from)}</span>,
    },
    { title: t.calls.queue, width: 104, render: (_, row) => queueName(names, row.queue) },
    { title: t.calls.agent, width: 112, render: (_, row) => row.agent?.name ?? t.app.dash },
    { title: t.calls.outcome, width: 104, render: (_, row) => <OutcomeTag outcome={row.outcome} /> },
    { title: t.calls.wait, width: 76, align: "right", render: (_, row) => spanOrDash(row.wait_ms) },
    {
      title: t.calls.talk,
      width: 76,
      align: "right",
      render: (_, row) => (row.outcome === "answered" && row.ended_ms !== null ? spanOrDash(row.talk_ms) : t.app.dash),
    },
    { title: t.calls.disposition, ellipsis: true, render: (_, row) => dispositionName(names, row.disposition) },
    {
      title: t.calls.recording,
      width: 92,
      render: (_, row) =>
        row.recording ? (
          <span className={css.recorded}>
            <Icon name="play" size={14} />
            {row.recording.duration_ms === null ? "…" : spanOrDash(row.recording.duration_ms)}
          </span>
        ) : (
          t.app.dash
        ),
    },
  ];
  return (
    <DataTable
      label={t.calls.title}
      rows={props.rows}
      columns={columns}
      rowKey={(row) => row.id}
      selected={props.selected}
      onOpen={props.open}
      empty={<Empty title={t.calls.none} hint={t.calls.noneHint} />}
    />
  );
}
