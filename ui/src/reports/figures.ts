// From rows of the report to what the chart draws and the file holds. Pure.

import dayjs from "dayjs";
import type { QueueFigures } from "../api/types";
import { type Names, queueName } from "../parts/factWords";

export interface Interval {
  from_ms: number;
  offered: number;
  answered: number;
  abandoned: number;
  /** Of all queues together, weighted by answered and abandoned calls. */
  service_level_percent: number | null;
}

/** All queues of an interval together, in the order of time. */
export function byInterval(rows: QueueFigures[]): Interval[] {
  const sums = new Map<number, Interval & { good: number; all: number }>();
  for (const row of rows) {
    const sum = sums.get(row.from_ms) ?? {
      from_ms: row.from_ms,
      offered: 0,
      answered: 0,
      abandoned: 0,
      service_level_percent: null,
      good: 0,
      all: 0,
    };
    sum.offered += row.offered;
    sum.answered += row.answered;
    sum.abandoned += row.abandoned;
    if (row.service_level_percent !== null) {
      sum.good += (row.service_level_percent / 100) * (row.answered + row.abandoned);
      sum.all += row.answered + row.abandoned;
    }
    sums.set(row.from_ms, sum);
  }
  return [...sums.values()]
    .sort((a, b) => a.from_ms - b.from_ms)
    .map(({ good, all, ...interval }) => ({ ...interval, service_level_percent: all > 0 ? (good / all) * 100 : null }));
}

/** With a byte-order mark, so that Excel reads the Chinese; a cell never begins a formula. */
export function toCsv(rows: QueueFigures[], names: Names): string {
  const { t } = names;
  const head = [
    t.reports.interval,
    t.calls.queue,
    t.reports.offered,
    t.reports.answered,
    t.reports.abandoned,
    t.reports.overflowed,
    `${t.reports.level} %`,
    `${t.reports.abandonRate} %`,
    `${t.reports.waitMean} ms`,
    `${t.reports.waitMax} ms`,
    `${t.reports.talkMean} ms`,
    `${t.reports.handle} ms`,
  ];
  const lines = rows.map((row) => [
    dayjs(row.from_ms).format("YYYY-MM-DD HH:mm"),
    queueName(names, row.queue),
    row.offered,
    row.answered,
    row.abandoned,
    row.overflowed,
    row.service_level_percent ?? "",
    row.abandonment_percent ?? "",
    row.wait_ms_mean ?? "",
    row.wait_ms_max,
    row.talk_ms_mean ?? "",
    row.handle_ms_mean ?? "",
  ]);
  return `\uFEFF${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
