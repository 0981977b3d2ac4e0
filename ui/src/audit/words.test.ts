import { describe, expect, it } from "vitest";
import type { EvidenceItem, UseBrief } from "../api/audit";
import { auditEn } from "../text/audit.en";
import { auditZh } from "../text/audit.zh-CN";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { itemWords } from "./words";

const seen = (what: string, purpose = ""): UseBrief => ({ fact: 7, at_ms: 0, what, purpose, resource: "call 1" });
const item = (of: Partial<EvidenceItem>): EvidenceItem => ({
  fact: 7,
  at_ms: 0,
  kind: "",
  person: null,
  by: null,
  what: "",
  right: null,
  seen: null,
  version: null,
  policies: [],
  grant: null,
  case: null,
  reveals: [],
  notices: [],
  facts: [],
  ...of,
});
const right = { capability: "report:view", capability_zh: "查看报表", capability_en: "Read reports" };

describe("an item of a sample", () => {
  const both = (of: Partial<EvidenceItem>) => [
    itemWords(item(of), zh, auditZh, "zh-CN"),
    itemWords(item(of), en, auditEn, "en"),
  ];

  it("names a right, what was seen, and a version in the reader's language, never by a key", () => {
    expect(both({ right, what: "核对业绩" })).toEqual(["查看报表：核对业绩", "Read reports: 核对业绩"]);
    expect(both({ right })).toEqual(["查看报表", "Read reports"]);
    expect(both({ seen: seen("id_card", "核实身份") })).toEqual([
      "身份证号：核实身份",
      "Identity card number: 核实身份",
    ]);
    expect(both({ seen: seen("recording") })).toEqual(["录音", "Recording"]);
    expect(both({ version: "0a1b2c" })).toEqual(["规则版本 0a1b2c", "Rules, version 0a1b2c"]);
  });

  it("of a violation is what was stated", () => {
    expect(both({ what: "抄录号码" })).toEqual(["抄录号码", "抄录号码"]);
  });
});
