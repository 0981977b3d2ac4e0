import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { byUrgency, byUrgencyGroup, dueWords, shortTime, spanWords, urgencyOf } from "./due";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Noon, so that two hours later is the same day in every zone. */
const NOW = dayjs("2026-11-25T12:00:00").valueOf();

const row = (name: string, due: number | null, opened = 0) => ({
  name,
  due_ms: due === null ? null : NOW + due,
  opened_ms: NOW - opened,
});

describe("the order of the inbox", () => {
  it("is overdue, due today, later, without a deadline; within by deadline and then by age", () => {
    const rows = [
      row("none, young", null, MINUTE),
      row("tomorrow", 24 * HOUR),
      row("in two hours", 2 * HOUR),
      row("late by a minute", -MINUTE),
      row("none, old", null, 9 * HOUR),
      row("late by a day", -24 * HOUR),
      row("in two hours, waits longer", 2 * HOUR, HOUR),
    ];
    const groups = byUrgencyGroup(rows, NOW);
    expect(groups.map((group) => [group.urgency, ...group.rows.map((one) => one.name)])).toEqual([
      ["overdue", "late by a day", "late by a minute"],
      ["today", "in two hours, waits longer", "in two hours"],
      ["later", "tomorrow"],
      ["none", "none, old", "none, young"],
    ]);
    expect([...rows].sort(byUrgency).map((one) => one.name)).toEqual(
      groups.flatMap((group) => group.rows.map((one) => one.name)),
    );
  });

  it("becomes overdue with the second of its deadline, and later with the next day's first", () => {
    expect(urgencyOf(NOW + 1, NOW)).toBe("today");
    expect(urgencyOf(NOW, NOW)).toBe("overdue");
    const midnight = dayjs(NOW).endOf("day").valueOf() + 1;
    expect(urgencyOf(midnight - 1, NOW)).toBe("today");
    expect(urgencyOf(midnight, NOW)).toBe("later");
  });
});

describe("the clock in words", () => {
  it.each([
    [-35 * MINUTE, "超时 35 分钟", "bad"],
    [-30_000, "超时 不到 1 分钟", "bad"],
    [-26 * HOUR, "超时 26 小时", "bad"],
    [12 * MINUTE, "还剩 12 分钟", "warn"],
    [HOUR, "还剩 1 小时", "warn"],
    [80 * MINUTE, "还剩 1 小时 20 分钟", "plain"],
    [2 * HOUR, "还剩 2 小时", "plain"],
    [5 * HOUR + 40 * MINUTE, "还剩 5 小时", "plain"],
    [75 * HOUR, "还剩 3 天", "plain"],
  ])("%i ms from now: %s", (from, text, tone) => {
    expect(dueWords(NOW + from, NOW, zh)).toEqual({ text, tone });
  });

  it("says so when there is no deadline, and speaks English", () => {
    expect(dueWords(null, NOW, zh).text).toBe("不限时");
    expect(dueWords(NOW - 35 * MINUTE, NOW, en).text).toBe("35 min overdue");
    expect(spanWords(24 * 2 * HOUR, en)).toBe("2 days");
  });

  it("shows the day only when it is another one", () => {
    expect(shortTime(NOW + HOUR, NOW)).toBe("13:00");
    expect(shortTime(NOW + 24 * HOUR, NOW)).toBe("11-26 12:00");
    expect(shortTime(NOW + 60 * 24 * HOUR, NOW)).toBe("2027-01-24 12:00");
  });
});
