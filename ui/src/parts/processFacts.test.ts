import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config, Fact } from "../api/types";
import type { Text } from "../text";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { factWords, type Names } from "./factWords";

const LI = "0190d7a0-0000-7000-8000-000000000001";
const names = (t: Text): Names => ({
  t,
  locale: "zh-CN",
  config: { people: [{ id: LI, name: "李明", username: "leader1", team: null }] } as unknown as Config,
});

/** From `FlowKept` to `AttachmentStored`, where the facts of flows, notices and records end. */
function kindsOfTheModel(): string[] {
  const source = readFileSync(new URL("../../../crates/model/src/fact.rs", import.meta.url), "utf8");
  const all = [...source.matchAll(/^ {4}([A-Z]\w+)(?: \{|,)/gm)].map((kind) => kind[1] ?? "");
  const [from, until] = [all.indexOf("FlowKept"), all.indexOf("AttachmentStored")];
  return all.slice(from, until + 1).map((kind) => kind.replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase());
}

describe("a fact of flows in the journal", () => {
  it("has words for every kind, in both languages", () => {
    const kinds = kindsOfTheModel();
    expect(kinds.length).toBeGreaterThanOrEqual(30);
    for (const text of [zh, en])
      for (const kind of kinds) {
        const words = factWords({ kind } as Fact, names(text));
        expect(words, kind).not.toBe(text.fact.other({ kind }));
      }
  });

  it("tells step and people, and no ids", () => {
    const opened = { kind: "task_opened", instance: LI.replace("1", "2"), task: 1, step: "review", people: [LI] };
    expect(factWords(opened as unknown as Fact, names(zh))).toBe("派出任务 · review · 李明");
    const kept = { kind: "notice_sent", notice: LI, to: [LI], title_zh: "消防演练" };
    expect(factWords(kept as unknown as Fact, names(zh))).toBe("发出通知 · 消防演练 · 李明");
  });
});
