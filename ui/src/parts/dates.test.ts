import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import { dateOf, momentOf } from "./dates";

const NOW = dayjs("2026-11-25T12:00:00");

describe("dates as people type them", () => {
  it.each([
    ["2026-11-25", "2026-11-25"],
    ["2026/1/5", "2026-01-05"],
    ["2026年11月25日", "2026-11-25"],
    ["２０２６－１１－２５", "2026-11-25"],
    ["20261125", "2026-11-25"],
    ["11-25", "2026-11-25"],
    ["1125", "2026-11-25"],
    ["12.3", "2026-12-03"],
    // In November the fifth of January is the next one.
    ["01-05", "2027-01-05"],
    ["2026-02-31", null],
    ["13-01", null],
    ["明天", null],
    ["", null],
    ["2026", null],
  ])("%s is %s", (typed, date) => {
    expect(dateOf(typed, NOW)).toBe(date);
  });

  it("keeps the time with this browser's offset; a time alone is today's", () => {
    expect(momentOf("2026-11-26 9:30", NOW)).toBe(dayjs("2026-11-26T09:30").format());
    expect(momentOf("11-26 18:05", NOW)).toBe(dayjs("2026-11-26T18:05").format());
    expect(momentOf("9:30", NOW)).toBe(dayjs("2026-11-25T09:30").format());
    expect(momentOf("9点30分", NOW)).toBe(dayjs("2026-11-25T09:30").format());
    expect(momentOf("2026-11-26", NOW)).toBeNull();
    expect(momentOf("25:00", NOW)).toBeNull();
    expect(momentOf("2026-11-26T09:30", NOW)).toMatch(/^2026-11-26T09:30:00[+-]\d\d:\d\d$/);
  });
});
