import { describe, expect, it } from "vitest";
import { keyOf, placeAfter } from "./keys";

describe("the way back to the inbox", () => {
  const keys = ["a/1", "b/1", "c/1"];

  it("leads to the same row, wherever it is now", () => {
    expect(placeAfter(keys, { key: "c/1", place: 0 })).toBe(2);
  });

  it("leads to the row that took the place of one that is done", () => {
    expect(placeAfter(keys, { key: "gone/1", place: 1 })).toBe(1);
    expect(placeAfter(keys, { key: "gone/1", place: 7 })).toBe(2);
  });

  it("takes no focus when nobody left from here, or nothing is left", () => {
    expect(placeAfter(keys, null)).toBeNull();
    expect(placeAfter([], { key: "a/1", place: 0 })).toBeNull();
  });

  it("tells tasks of one instance apart", () => {
    expect(keyOf({ instance: "i", task: 1 })).not.toBe(keyOf({ instance: "i", task: 2 }));
  });
});
