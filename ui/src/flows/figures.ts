// The unit that a chart of durations is drawn in, and its axis: numbers only.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Unit = "unitMinutes" | "unitHours" | "unitDays";

export interface Axis {
  unit: Unit;
  /** Milliseconds at the right end. */
  max: number;
  /** In `unit`, from 0. */
  ticks: number[];
  unitMs: number;
}

/** An axis of three to six round steps that holds the longest value. */
export function axisOf(values: number[]): Axis {
  const longest = Math.max(MINUTE, ...values);
  const [unit, unitMs]: [Unit, number] =
    longest < 3 * HOUR ? ["unitMinutes", MINUTE] : longest < 3 * DAY ? ["unitHours", HOUR] : ["unitDays", DAY];
  const top = longest / unitMs;
  const steps = [0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100, 200, 500, 1000];
  const step = steps.find((one) => top / one <= 5) ?? top / 5;
  const count = Math.max(1, Math.ceil(top / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, at) => at * step);
  return { unit, max: count * step * unitMs, ticks, unitMs };
}
