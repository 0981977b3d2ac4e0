// Times, durations and numbers in words. Durations are `m:ss` and grow to `h:mm:ss`; all digits are tabular.

import dayjs from "dayjs";

/** 65 000 → `1:05`; 3 725 000 → `1:02:05`. Negative spans show as zero: clocks differ by a little. */
export function span(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

export function spanOrDash(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "—" : span(ms);
}

export function clock(ms: number): string {
  return dayjs(ms).format("HH:mm:ss");
}

export function dayTime(ms: number): string {
  return dayjs(ms).format("MM-DD HH:mm:ss");
}

export function fullTime(ms: number): string {
  return dayjs(ms).format("YYYY-MM-DD HH:mm:ss");
}

export function day(ms: number): string {
  return dayjs(ms).format("YYYY-MM-DD");
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value)
    ? "—"
    : `${value.toFixed(value >= 99.95 ? 0 : 1)}%`;
}

/** Groups a mobile number 3-4-4 by thin spaces; everything else stays as it came. */
export function phone(number: string): string {
  const mobile = /^(\+?86)?(1[\d*]{2})([\d*]{4})([\d*]{4})$/.exec(number);
  if (!mobile) return number;
  return [mobile[1] && `+${mobile[1].replace("+", "")}`, mobile[2], mobile[3], mobile[4]].filter(Boolean).join(" ");
}

/** Fen as yuan, as `1,299.00`. */
export function yuan(fen: number): string {
  return (fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
