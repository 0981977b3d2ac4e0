import { describe, expect, it } from "vitest";
import { axisOf } from "./figures";

const MINUTE = 60_000;

describe("the axis of a chart of durations", () => {
  it.each([
    [[], "unitMinutes", 1],
    [[40 * MINUTE, 12 * MINUTE], "unitMinutes", 40],
    [[179 * MINUTE], "unitMinutes", 200],
    [[5 * 60 * MINUTE], "unitHours", 5],
    [[61 * 60 * MINUTE], "unitHours", 75],
    [[9 * 24 * 60 * MINUTE], "unitDays", 10],
  ] as [number[], string, number][])("holds %j in %s up to %d", (values, unit, top) => {
    const axis = axisOf(values);
    expect(axis.unit).toBe(unit);
    expect(axis.max / axis.unitMs).toBeCloseTo(top);
    expect(axis.max).toBeGreaterThanOrEqual(Math.max(0, ...values));
    expect(axis.ticks[0]).toBe(0);
    expect(axis.ticks.at(-1)).toBeCloseTo(top);
    expect(axis.ticks.length).toBeLessThanOrEqual(7);
  });
});
