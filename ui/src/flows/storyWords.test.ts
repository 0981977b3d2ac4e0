import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Keyed, PersonView, StoryEntry } from "../api/flows";
import type { Text } from "../text";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { isDetail, policiesOf, storyTone, storyWords, withSteps } from "./storyWords";

const person = (name: string): PersonView => ({ id: name, name, roles: ["agent"], team: "team1" });
const keyed = (zhName: string, enName: string): Keyed => ({ key: enName, name: { zh: zhName, en: enName } });
const entry = (kind: string, more: Partial<StoryEntry> = {}): StoryEntry => ({
  seq: 1,
  at_ms: 0,
  kind,
  actor: person("王芳"),
  by: person("王芳"),
  step: keyed("组长审批", "Leader's approval"),
  task: 1,
  outcome: keyed("同意", "agree"),
  people: [person("李明"), person("陈强")],
  due_ms: Date.UTC(2026, 10, 26, 1, 0),
  text: "备注",
  fields: [],
  is_signed: false,
  reasons: [],
  ...more,
});
const bare = (kind: string): StoryEntry =>
  entry(kind, { actor: null, by: null, step: null, task: null, outcome: null, people: [], due_ms: null, text: null });
const now = Date.UTC(2026, 10, 25, 1, 0);

/** The kinds that stand in a story: `FactBody::instance` names them, and notices and rights that flows bring. */
function kindsOfTheModel(): string[] {
  const source = readFileSync(new URL("../../../crates/model/src/fact.rs", import.meta.url), "utf8");
  const body = /pub enum FactBody \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
  const kinds = [...body.matchAll(/^ {4}([A-Z]\w+)( \{[\s\S]*?\n {4}\}|,)/gm)];
  return kinds
    .filter((kind) => /\n {8}instance: (Option<)?InstanceId/.test(kind[2] ?? ""))
    .map((kind) => (kind[1] ?? "").replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase());
}

describe("the story of an instance", () => {
  const kinds = kindsOfTheModel();

  it("has a sentence for every kind of fact, in both languages", () => {
    expect(kinds.length).toBeGreaterThanOrEqual(24);
    for (const text of [zh, en] as Text[])
      for (const kind of kinds) {
        expect(Object.keys(text.flows.story), kind).toContain(kind);
        expect(storyWords(entry(kind), now, text, "zh-CN")).not.toBe(text.flows.story.other(kind));
      }
  });

  it("has no sentence for a kind that does not exist", () => {
    const worded = Object.keys(zh.flows.story).filter((kind) => kind !== "other" && kind !== "wanted");
    expect(worded.filter((kind) => !kinds.includes(kind))).toEqual([]);
  });

  it("says nothing of what is not known", () => {
    for (const kind of kinds)
      for (const [text, locale] of [
        [zh, "zh-CN"],
        [en, "en"],
      ] as [Text, "zh-CN" | "en"][]) {
        const words = storyWords(bare(kind), now, text, locale);
        expect(words, kind).not.toMatch(/undefined|null|“”| {2}|^ | $|：$|:$/);
        expect(words.trim().length, kind).toBeGreaterThanOrEqual(2);
      }
  });

  it("tells who did it and for whom", () => {
    const own = storyWords(entry("task_closed"), now, zh, "zh-CN");
    expect(own).toBe("王芳 办理“组长审批”：同意");
    const deputy = entry("task_closed", { actor: person("李明"), by: person("陈强") });
    expect(storyWords(deputy, now, zh, "zh-CN")).toBe("陈强（代李明） 办理“组长审批”：同意");
    expect(storyWords(deputy, now, en, "en")).toBe("陈强 (for 李明) did “Leader's approval”: agree");
  });

  it("tells a deadline's act from a person's and from a withdrawn task", () => {
    expect(storyWords(entry("task_closed", { actor: null, by: null }), now, zh, "zh-CN")).toBe(
      "“组长审批”到期，系统按规定定为“同意”",
    );
    expect(storyWords(entry("task_closed", { actor: null, by: null, outcome: null }), now, zh, "zh-CN")).toBe(
      "“组长审批”不用再办了",
    );
  });

  it("names the people and the deadline of a step", () => {
    expect(storyWords(entry("task_opened", { text: null }), now, zh, "zh-CN")).toMatch(
      /^“组长审批”交给 李明、陈强，须在 明天 \d\d:00 前办完$/,
    );
    expect(storyWords(entry("task_escalated"), now, en, "en")).toBe(
      "“Leader's approval” is overdue and went up to 李明, 陈强",
    );
  });

  it("shows what went wrong, and keeps the system's own steps back", () => {
    expect(storyTone(entry("service_failed"))).toBe("bad");
    expect(storyTone(entry("task_closed"))).toBe("good");
    expect(storyTone(entry("task_closed", { actor: null, by: null }))).toBe("bad");
    expect(isDetail(entry("service_done"))).toBe(true);
    expect(isDetail(entry("task_opened"))).toBe(false);
  });

  it("names the step of a task, by the stage that it was opened for", () => {
    const stage = keyed("经理审批", "Manager's approval");
    const told = withSteps([
      entry("task_opened", { step: stage, task: 7 }),
      entry("task_claimed", { step: null, task: 7 }),
      entry("task_closed", { step: keyed("审批", "Approval"), task: 7 }),
      entry("step_done", { step: keyed("审批", "Approval"), task: null }),
    ]);
    expect(told.map((one) => one.step?.name.zh)).toEqual(["经理审批", "经理审批", "经理审批", "审批"]);
  });

  it("never shows an id or a key", () => {
    const id = "0190d7a0-0000-7000-8000-000000000001";
    for (const kind of ["instance_started", "flow_called"])
      expect(storyWords(entry(kind, { text: id }), now, zh, "zh-CN")).not.toContain(id);
    expect(storyWords(entry("instance_migrated", { text: "v3" }), now, zh, "zh-CN")).toContain("第 3 版");
    expect(storyWords(entry("record_kept", { text: "archive" }), now, zh, "zh-CN")).not.toContain("archive");
  });

  it("has words for every service of the product, in both languages", () => {
    const source = readFileSync(new URL("../../../crates/process/src/services.rs", import.meta.url), "utf8");
    const services = [...source.matchAll(/^ {4}"([\w.]+)",$/gm)].map((found) => found[1] ?? "");
    expect(services).toContain("roster.mark_absent");
    for (const text of [zh, en] as Text[])
      for (const service of services) expect(text.flows.services[service], service).toBeTruthy();
    const failed = entry("service_failed", { text: "roster.mark_absent：排班已锁定" });
    expect(storyWords(failed, now, zh, "zh-CN")).toBe("“组长审批”没有成功：写入排班缺勤：排班已锁定");
  });

  it("says what the rules write in both languages in the reader's", () => {
    const noted = entry("exception_noted", { text: "须提前一天 / Ask a day ahead" });
    expect(storyWords(noted, now, zh, "zh-CN")).toBe("不合规定但允许，已记录：须提前一天");
    expect(storyWords(noted, now, en, "en")).toMatch(/: Ask a day ahead$/);
  });

  it("says that the clock started it, not the owner", () => {
    expect(storyWords(entry("instance_started"), now, zh, "zh-CN")).toMatch(/^系统自动发起/);
    expect(storyWords(entry("instance_started", { due_ms: null }), now, zh, "zh-CN")).toBe("王芳 发起");
  });

  it("names the policies of what a person did, not of what followed", () => {
    expect(policiesOf(entry("task_closed", { reasons: ["AUTH-06.b"] }))).toEqual(["AUTH-06.b"]);
    expect(policiesOf(entry("task_opened", { reasons: ["AUTH-06.b"] }))).toEqual([]);
  });

  it("does not fall silent on a kind of a newer server", () => {
    expect(storyWords(entry("step_sung"), now, en, "en")).toBe("Other: step_sung");
  });
});
