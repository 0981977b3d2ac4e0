// How long something took or is away, in the words that people use: `2 天 3 小时`, `今天 17:30`.

import dayjs from "dayjs";
import type { Text } from "../text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units that say something; below a minute the seconds. */
export function lasting(ms: number, t: Text): string {
  const words = t.flows.time;
  const span = Math.max(0, ms);
  if (span < MINUTE) return words.seconds(Math.floor(span / 1000));
  if (span < HOUR) return words.minutes(Math.floor(span / MINUTE));
  if (span < DAY) return words.hours(Math.floor(span / HOUR), Math.floor((span % HOUR) / MINUTE));
  return words.days(Math.floor(span / DAY), Math.floor((span % DAY) / HOUR));
}

export function lastingOrDash(ms: number | null | undefined, t: Text): string {
  return ms === null || ms === undefined ? t.app.dash : lasting(ms, t);
}

/** A day's time as seen from now: today and its neighbours by name, further ones by date. */
export function dayWords(ms: number, now: number, t: Text): string {
  const [day, today] = [dayjs(ms), dayjs(now)];
  const clock = day.format("HH:mm");
  const away = day.startOf("day").diff(today.startOf("day"), "day");
  if (away === 0) return t.flows.time.today(clock);
  if (away === 1) return t.flows.time.tomorrow(clock);
  if (away === -1) return t.flows.time.yesterday(clock);
  return day.format(day.year() === today.year() ? "MM-DD HH:mm" : "YYYY-MM-DD HH:mm");
}
