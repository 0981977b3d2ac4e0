// How urgent a task is, and its clock in words. The clock runs in the browser from the server's time.

import dayjs from "dayjs";
import type { Text } from "../text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const URGENCIES = ["overdue", "today", "later", "none"] as const;
export type Urgency = (typeof URGENCIES)[number];

interface Timed {
  due_ms: number | null;
  opened_ms: number;
}

export function urgencyOf(due: number | null, now: number): Urgency {
  if (due === null) return "none";
  if (due <= now) return "overdue";
  return dayjs(due).isSame(dayjs(now), "day") ? "today" : "later";
}

/** By deadline, then by what waits longest; what has no deadline comes last. */
export function byUrgency(a: Timed, b: Timed): number {
  if (a.due_ms !== b.due_ms) return (a.due_ms ?? Number.MAX_VALUE) - (b.due_ms ?? Number.MAX_VALUE);
  return a.opened_ms - b.opened_ms;
}

export function byUrgencyGroup<T extends Timed>(rows: T[], now: number): { urgency: Urgency; rows: T[] }[] {
  const sorted = [...rows].sort(byUrgency);
  return URGENCIES.map((urgency) => ({
    urgency,
    rows: sorted.filter((row) => urgencyOf(row.due_ms, now) === urgency),
  })).filter((group) => group.rows.length > 0);
}

/** 2 小时, 1 小时 20 分钟, 35 分钟, 3 天: as exact as it helps. */
export function spanWords(ms: number, t: Text): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return t.tasks.lessThanMinute;
  if (span < HOUR) return t.tasks.minutes(Math.floor(span / MINUTE));
  if (span < 4 * HOUR) {
    const minutes = Math.floor((span % HOUR) / MINUTE);
    const hours = Math.floor(span / HOUR);
    return minutes > 0 ? t.tasks.hoursMinutes(hours, minutes) : t.tasks.hours(hours);
  }
  if (span < 2 * DAY) return t.tasks.hours(Math.floor(span / HOUR));
  return t.tasks.days(Math.floor(span / DAY));
}

export interface DueWords {
  text: string;
  tone: "bad" | "warn" | "plain";
}

/** From here on it is told in amber. */
const SOON_MS = HOUR;

export function dueWords(due: number | null, now: number, t: Text): DueWords {
  if (due === null) return { text: t.tasks.noClock, tone: "plain" };
  if (due <= now) return { text: t.tasks.over(spanWords(now - due, t)), tone: "bad" };
  return { text: t.tasks.left(spanWords(due - now, t)), tone: due - now <= SOON_MS ? "warn" : "plain" };
}

/** `14:00` today, else `11-25 14:00`, with the year when it is another one. */
export function shortTime(at: number, now: number): string {
  const day = dayjs(at);
  if (day.isSame(dayjs(now), "day")) return day.format("HH:mm");
  return day.format(day.isSame(dayjs(now), "year") ? "MM-DD HH:mm" : "YYYY-MM-DD HH:mm");
}
