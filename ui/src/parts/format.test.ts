import { describe, expect, it } from "vitest";
import { percent, phone, span } from "./format";

describe("format", () => {
  it.each([
    [0, "0:00"],
    [-500, "0:00"],
    [65_000, "1:05"],
    [3_725_000, "1:02:05"],
  ])("span(%d) is %s", (ms, shown) => expect(span(ms)).toBe(shown));

  it.each([
    ["138****0000", "138 **** 0000"],
    ["+86138****0000", "+86 138 **** 0000"],
    ["13800000000", "138 0000 0000"],
    ["****00", "****00"],
    ["8001", "8001"],
  ])("phone(%s) is grouped 3-4-4", (wire, shown) => expect(phone(wire)).toBe(shown));

  it.each([
    [null, "—"],
    [0, "0.0%"],
    [87.25, "87.3%"],
    [100, "100%"],
  ])("percent(%s) is %s", (value, shown) => expect(percent(value)).toBe(shown));
});
