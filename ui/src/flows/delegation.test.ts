import { describe, expect, it } from "vitest";
import { newDelegation, refusedAt, stateOf, whatIsWrong } from "./delegation";

const HOUR = 3_600_000;
const now = 1_000 * HOUR;
const asked = (more: object) => ({
  absent: "a",
  deputy: "b",
  from_ms: now + HOUR,
  until_ms: now + 2 * HOUR,
  reason: "年假",
  ...more,
});

describe("a delegation", () => {
  it("is to come, active or over", () => {
    const span = { from_ms: now - HOUR, until_ms: now + HOUR, ended_ms: null };
    expect(stateOf(span, now)).toBe("live");
    expect(stateOf({ ...span, from_ms: now + 1 }, now)).toBe("future");
    expect(stateOf({ ...span, until_ms: now }, now)).toBe("over");
    expect(stateOf({ ...span, ended_ms: now - 1 }, now)).toBe("over");
  });

  it("is refused when it makes no sense, at the field that is wrong", () => {
    expect(whatIsWrong(asked({}), now)).toBeNull();
    expect(whatIsWrong(asked({ deputy: "a" }), now)).toEqual({ path: "/deputy", word: "same" });
    expect(whatIsWrong(asked({ until_ms: now + HOUR }), now)).toEqual({ path: "/until", word: "wrongTimes" });
    expect(whatIsWrong(asked({ from_ms: now - 3 * HOUR, until_ms: now - HOUR }), now)).toEqual({
      path: "/until",
      word: "past",
    });
  });

  it("may begin in the past: somebody fell ill this morning", () => {
    expect(whatIsWrong(asked({ from_ms: now - HOUR }), now)).toBeNull();
  });

  it("is read from the form in local time", () => {
    const made = newDelegation({
      absent: "a",
      deputy: "b",
      from: "2026-11-25T09:00",
      until: "2026-11-25T18:00",
      reason: " x ",
    });
    expect(made.until_ms - made.from_ms).toBe(9 * HOUR);
    expect(made.reason).toBe("x");
  });

  it("shows the server's refusal at the field that it names", () => {
    const refused = (detail?: string) => refusedAt({ status: 422, code: "bad_input", title: "", reasons: [], detail });
    expect(refused("`deputy`: this person stands in already in that time")?.path).toBe("/deputy");
    expect(refused("`until_ms`: 60 days at most, beginning within a year")?.word).toBe("badUntil");
    expect(refused("`absent`: nobody active has this id")?.path).toBe("/absent");
    expect(refused("`reason`: too long")).toBeNull();
    expect(refused()).toBeNull();
  });
});
