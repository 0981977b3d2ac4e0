import dayjs from "dayjs";
import { describe, expect, it } from "vitest";
import type { FieldView, PersonView } from "../api/flows";
import { zh } from "../text/zh-CN";
import { doneBy, isNamed, shownOf, summaryOf, whyWords } from "./fieldWords";

const field = (key: string, label: string, shown: string): FieldView => ({
  key,
  label: { zh: label, en: label },
  value: shown,
  shown: { zh: shown, en: shown },
  is_masked: false,
});
const person = (name: string): PersonView => ({ id: name, name, roles: [], team: null });

describe("fields in words", () => {
  it("shows moments in this browser's zone, also within a list", () => {
    const moment = "2026-11-22T10:20:00+08:00";
    const here = dayjs(moment).format("YYYY-MM-DD HH:mm");
    expect(shownOf(field("at", "时间", moment), "zh-CN")).toBe(here);
    expect(shownOf(field("until", "截止", "2026-11-25T18:00"), "zh-CN")).toBe("2026-11-25 18:00");
    expect(shownOf(field("rows", "各项", `电池：${moment}、纸：2026-11-22`), "zh-CN")).toBe(
      `电池：${here}、纸：2026-11-22`,
    );
  });

  it("takes the reader's language of words that stand in both", () => {
    const cautions = field("cautions", "注意事项", "不得外传\nTell nobody");
    expect([shownOf(cautions, "zh-CN"), shownOf(cautions, "en")]).toEqual(["不得外传", "Tell nobody"]);
    const own = field("note", "备注", "第一行\n第二行");
    expect(shownOf(own, "en")).toBe("第一行\n第二行");
  });

  it("leaves out what has no name for people", () => {
    const fields = [field("kind", "类别", "年假"), field("needs_manager", "needs_manager", "否")];
    expect(fields.filter(isNamed).map((one) => one.key)).toEqual(["kind"]);
    expect(summaryOf(fields, "zh-CN")).toBe("年假");
  });

  it("names both, when somebody acted for another, and tells why a task is mine", () => {
    expect(doneBy(person("李明"), person("李明"), zh)).toBe("李明");
    expect(doneBy(person("李明"), person("陈强"), zh)).toBe("陈强（代李明）");
    expect(doneBy(null, null, zh)).toBe("无");
    expect(whyWords({ why: { because: "candidate", others: 3 } }, zh)).toBe("您和另外 3 人都可以办");
    expect(whyWords({ why: { because: "deputy", of: person("李明") } }, zh)).toBe("代李明办理");
  });
});
