import { describe, expect, it } from "vitest";
import type { StepView } from "../api/flows";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { aroundOf, stepInfo } from "./stepInfo";

const HOUR = 3_600_000;
const now = 100 * HOUR;
const person = (name: string) => ({ id: name, name, roles: [], team: null });
const step = (more: Partial<StepView>): StepView => ({
  step: { key: "review", name: { zh: "审批", en: "Approval" } },
  state: "open",
  times: 0,
  people: [],
  opened_ms: null,
  done_ms: null,
  due_ms: null,
  outcome: null,
  was_late: false,
  ...more,
});

describe("a step in words", () => {
  it("says who has it, how long already and that it is late", () => {
    const open = step({ people: [person("李明")], opened_ms: now - 26 * HOUR, due_ms: now - 2 * HOUR });
    expect(stepInfo(open, now, zh, "zh-CN")).toEqual({
      state: "late",
      name: "审批",
      lines: ["已超时", "由 李明", "已 1 天 2 小时", "超时 2 小时"],
    });
  });

  it("says how long it took, what came out and how often it was done", () => {
    const done = step({
      state: "done",
      times: 2,
      people: [person("李明")],
      opened_ms: now - 3 * HOUR,
      done_ms: now - 2 * HOUR,
      due_ms: now - 2.5 * HOUR,
      outcome: { key: "agree", name: { zh: "同意", en: "agree" } },
      was_late: true,
    });
    expect(stepInfo(done, now, en, "en")).toEqual({
      state: "done",
      name: "Approval",
      lines: ["Done", "agree", "by 李明", "took 1 h", "done 2 times", "done late"],
    });
    expect(stepInfo(done, now, en, "en", { waitsFor: [], isStaged: true }).lines).not.toContain("done 2 times");
  });

  it("says whom an open one waits for, not who did an earlier stage", () => {
    const open = step({ people: [person("李明")], opened_ms: now - HOUR });
    const instance = {
      open: [{ task: 2, step: open.step, people: [person("周敏")], opened_ms: now - HOUR, due_ms: null }],
      diagram: {
        width: 0,
        height: 0,
        edges: [],
        nodes: [{ id: "review", kind: "approve", name: open.step.name, x: 0, y: 0, width: 0, height: 0 }],
      },
    };
    const around = aroundOf(open, instance);
    expect(around.isStaged).toBe(true);
    expect(stepInfo(open, now, zh, "zh-CN", around).lines).toEqual(["正在办", "等 周敏 办理", "已 1 小时"]);
  });

  it("says only that it is ahead or was passed over", () => {
    expect(stepInfo(step({ state: "ahead" }), now, zh, "zh-CN").lines).toEqual(["还没到"]);
    expect(stepInfo(step({ state: "skipped" }), now, en, "en").lines).toEqual(["Skipped"]);
  });

  it("does not list a whole team", () => {
    const many = ["甲", "乙", "丙", "丁", "戊"].map(person);
    expect(stepInfo(step({ people: many }), now, zh, "zh-CN").lines[1]).toBe("由 甲、乙、丙、丁 等 5 人");
  });
});
