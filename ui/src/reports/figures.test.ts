import { describe, expect, it } from "vitest";
import type { QueueFigures } from "../api/types";
import { zh } from "../text/zh-CN";
import { byInterval, toCsv } from "./figures";

const row = (of: Partial<QueueFigures>): QueueFigures => ({
  queue: "presale",
  from_ms: 0,
  until_ms: 1,
  offered: 0,
  answered: 0,
  abandoned: 0,
  overflowed: 0,
  within_service_level: 0,
  service_level_percent: null,
  answer_rate_percent: null,
  abandonment_percent: null,
  wait_ms_mean: null,
  wait_ms_max: 0,
  talk_ms_mean: null,
  handle_ms_mean: null,
  ...of,
});

describe("report figures", () => {
  it("sums the queues of an interval and weighs the service level by calls", () => {
    const intervals = byInterval([
      row({ from_ms: 60, offered: 1 }),
      row({ offered: 10, answered: 8, abandoned: 2, service_level_percent: 50 }),
      row({ queue: "aftersale", offered: 30, answered: 30, service_level_percent: 90 }),
    ]);
    expect(intervals).toEqual([
      { from_ms: 0, offered: 40, answered: 38, abandoned: 2, service_level_percent: 80 },
      { from_ms: 60, offered: 1, answered: 0, abandoned: 0, service_level_percent: null },
    ]);
  });

  it("writes a file that a spreadsheet reads as text, never as a formula", () => {
    const config = {
      queues: [{ id: "presale", name_zh: '=cmd,"x"', name_en: "" }],
    } as never;
    const csv = toCsv([row({ offered: 3 })], { t: zh, locale: "zh-CN", config });
    expect(csv.startsWith("\uFEFF时段,队列")).toBe(true);
    expect(csv).toContain(`"'=cmd,""x"""`);
  });
});
