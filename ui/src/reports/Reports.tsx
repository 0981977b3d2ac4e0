// The queue report: figures by interval from facts, a small chart, and how each figure is computed.

import { useNavigate, useSearch } from "@tanstack/react-router";
import dayjs from "dayjs";
import { lazy, Suspense } from "react";
import { useQueueReport } from "../api/queries";
import type { QueueFigures } from "../api/types";
import { Button, Empty, Failure, Segmented, Skeleton } from "../parts/basics";
import { Choose, type Columns, DataTable, Page, Period, periodMs, today } from "../parts/console";
import { queueName } from "../parts/factWords";
import { percent, spanOrDash } from "../parts/format";
import { useNames } from "../parts/useNames";
import { named, useText } from "../text";
import { byInterval, toCsv } from "./figures";
import css from "./Reports.module.css";

const QueueChart = lazy(() => import("./QueueChart"));

type Bucket = "half_hour" | "hour" | "day";

export default function Reports() {
  const t = useText();
  const names = useNames();
  const search = useSearch({ from: "/inside/shell/reports" });
  const navigate = useNavigate();
  const from = search.from ?? today();
  const until = search.until ?? today();
  const isLong = dayjs(until).diff(dayjs(from), "day") > 6;
  const bucket = (search.bucket ?? (isLong ? "day" : "half_hour")) as Bucket;
  const report = useQueueReport({ ...periodMs(from, until), bucket });
  const change = (patch: Partial<typeof search>) =>
    void navigate({ to: "/reports", search: { ...search, ...patch }, replace: true });
  const rows = (report.data?.buckets ?? []).filter((row) => !search.queue || row.queue === search.queue);
  const totals = (report.data?.totals ?? []).filter((row) => !search.queue || row.queue === search.queue);

  return (
    <Page
      title={t.reports.queueReport}
      tools={
        <>
          <Period from={from} until={until} onChange={(first, last) => change({ from: first, until: last })} />
          <Choose
            label={t.calls.queue}
            anyLabel={t.calls.anyQueue}
            width={124}
            value={search.queue}
            choices={(names.config?.queues ?? []).map((one) => ({ value: one.id, label: named(one, names.locale) }))}
            onChange={(queue) => change({ queue })}
          />
          <Segmented
            label={t.reports.bucket}
            value={bucket}
            options={[
              { value: "half_hour", label: t.reports.half },
              { value: "hour", label: t.reports.hour },
              { value: "day", label: t.reports.day },
            ]}
            onChange={(next) => change({ bucket: next })}
          />
          <Button
            icon="download"
            disabled={rows.length === 0}
            onClick={() => download(toCsv(rows, names), from, until)}
          >
            {t.reports.export}
          </Button>
        </>
      }
    >
      {report.isPending && <Skeleton rows={10} />}
      {report.isError && <Failure error={report.error} retry={() => void report.refetch()} />}
      {report.data && (
        <div className={css.report}>
          <Figures title={t.reports.total} rows={totals} bucket={null} />
          {rows.length === 0 ? (
            <Empty title={t.reports.none} />
          ) : (
            <>
              <Suspense fallback={<Skeleton rows={6} />}>
                <QueueChart intervals={byInterval(rows)} bucket={bucket} />
              </Suspense>
              <Figures title={t.reports.queueReport} rows={rows} bucket={bucket} />
            </>
          )}
          <Explanation version={report.data.definition_version} />
        </div>
      )}
    </Page>
  );
}

function Explanation({ version }: { version: number }) {
  const t = useText();
  return (
    <section className={css.explain}>
      <h2>{t.reports.explain}</h2>
      <p>{t.reports.explainLevel}</p>
      <p>{t.reports.explainHandle}</p>
      <p>{t.reports.explainInterval}</p>
      <p>{t.reports.definition(version)}</p>
    </section>
  );
}

function Figures({ title, rows, bucket }: { title: string; rows: QueueFigures[]; bucket: Bucket | null }) {
  const t = useText();
  const names = useNames();
  const number = (name: string, of: (row: QueueFigures) => string | number) => ({
    title: name,
    align: "right" as const,
    render: (_: unknown, row: QueueFigures) => of(row),
  });
  const interval = {
    title: t.reports.interval,
    width: 132,
    render: (_: unknown, row: QueueFigures) => intervalName(row, bucket),
  };
  const columns: Columns<QueueFigures> = [
    ...(bucket === null ? [] : [interval]),
    { title: t.calls.queue, width: 104, render: (_, row) => queueName(names, row.queue) },
    number(t.reports.offered, (row) => row.offered),
    number(t.reports.answered, (row) => row.answered),
    number(t.reports.abandoned, (row) => row.abandoned),
    number(t.reports.overflowed, (row) => row.overflowed),
    number(t.reports.level, (row) => percent(row.service_level_percent)),
    number(t.reports.abandonRate, (row) => percent(row.abandonment_percent)),
    number(t.reports.waitMean, (row) => spanOrDash(row.wait_ms_mean)),
    number(t.reports.waitMax, (row) => spanOrDash(row.wait_ms_mean === null ? null : row.wait_ms_max)),
    number(t.reports.talkMean, (row) => spanOrDash(row.talk_ms_mean)),
    number(t.reports.handle, (row) => spanOrDash(row.handle_ms_mean)),
  ];
  return (
    <DataTable
      label={title}
      rows={rows}
      columns={columns}
      rowKey={(row) => `${row.from_ms} ${row.queue}`}
      empty={<Empty title={t.reports.none} />}
    />
  );
}

export function intervalName(row: { from_ms: number }, bucket: Bucket | null): string {
  return dayjs(row.from_ms).format(bucket === "day" ? "YYYY-MM-DD" : "MM-DD HH:mm");
}

function download(text: string, from: string, until: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = `qiao-queues-${from}-${until}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
