import { describe, expect, it } from "vitest";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { matchRank } from "./commands";

describe("the palette", () => {
  it.each([
    ["保持", 0],
    ["baochi", 1],
    ["bao chi", 1],
    ["bc", 1],
    ["hold", 4],
    ["", 5],
    ["zzz", null],
  ])("finds 保持 by `%s` with rank %s", (typed, rank) =>
    expect(matchRank(typed, "保持", "bao chi qu hui", "desk.hold")).toBe(rank),
  );
});

/** Paths of all texts, so that a missing one is named. */
function paths(tree: object, at = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? paths(value, `${at}${key}.`)
      : [`${at}${key}`],
  );
}

describe("the texts", () => {
  it("say the same things in both languages", () => {
    const ofCommands = (path: string) => !path.startsWith("commands.");
    expect(paths(en).filter(ofCommands).sort()).toEqual(paths(zh).filter(ofCommands).sort());
  });

  it("have no empty sentence", () => {
    for (const text of [zh, en]) {
      for (const part of JSON.stringify(text).matchAll(/"([\w.]+)":""/g)) expect.unreachable(part[1]);
    }
  });
});
