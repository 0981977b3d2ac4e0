// Reads dates and times as people type them. Null: it is none.

import dayjs, { type Dayjs } from "dayjs";

/** `2026-11-25`, `2026/11/25`, `2026年11月25日`, `20261125`, `11-25` and `1125` (this year's, or next year's when past). */
export function dateOf(words: string, today: Dayjs): string | null {
  const plain = words
    .normalize("NFKC")
    .trim()
    .replace(/[年月/.]/g, "-")
    .replace(/日$/, "");
  const whole = /^(\d{4})-?(\d{1,2})-?(\d{1,2})$/.exec(plain);
  if (whole && (plain.includes("-") || plain.length === 8)) return day(whole[1], whole[2], whole[3]);
  const short = /^(\d{1,2})-(\d{1,2})$/.exec(plain) ?? /^(\d{2})(\d{2})$/.exec(plain);
  if (!short) return null;
  const here = day(String(today.year()), short[1], short[2]);
  // In December somebody who types 01-05 means the coming January.
  const isLongPast = here !== null && dayjs(here).isBefore(today.subtract(6, "month"));
  return isLongPast ? day(String(today.year() + 1), short[1], short[2]) : here;
}

function day(year = "", month = "", date = ""): string | null {
  const text = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const at = dayjs(text);
  return at.isValid() && at.format("YYYY-MM-DD") === text ? text : null;
}

/** A date and a time, `11-25 9:30`; a time alone is today's. With the offset of this browser's zone. */
export function momentOf(words: string, now: Dayjs): string | null {
  const plain = words.normalize("NFKC").trim().replace("T", " ");
  const found = /^(?:(.*?)\s+)?(\d{1,2})[:点](\d{2})(?::\d{2})?分?$/.exec(plain);
  if (!found) return null;
  const date = found[1] ? dateOf(found[1], now) : now.format("YYYY-MM-DD");
  const [hour, minute] = [Number(found[2]), Number(found[3])];
  if (!date || hour > 23 || minute > 59) return null;
  return dayjs(date).hour(hour).minute(minute).format();
}
