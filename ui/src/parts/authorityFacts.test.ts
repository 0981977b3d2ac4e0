import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config, Fact } from "../api/types";
import type { Text } from "../text";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";
import { factWords, type Names } from "./factWords";

const WANG = "0190d7a0-0000-7000-8000-000000000001";
const config = {
  people: [{ id: WANG, name: "王芳", username: "agent1", team: "team1" }],
  teams: [{ id: "team1", name_zh: "一组", name_en: "Team 1" }],
} as unknown as Config;
const names = (t: Text): Names => ({ t, locale: t === en ? "en" : "zh-CN", config });

/** Of each file, with what any of its kinds may carry: the sentence must not fail for want of a field. */
const ANY = {
  person: WANG,
  capability: "call:view",
  deputy: WANG,
  author: WANG,
  reviewer: WANG,
  holder: WANG,
  by: WANG,
  items: [],
  drawn: [],
  population: 0,
  verdict: "keep",
  format: "pdf",
  scope: { covers: "centre" },
  fields: {},
  roles: [],
  files: [],
  hash: "",
  version: "",
  reason: "r",
  field: "phone",
  purpose: "p",
  issuer: "i",
  provider: "company",
  what: "w",
  of: "totp",
  employment: "full_time",
  tier: 1,
  revision: 1,
  title: "t",
  points: 0,
  number: "n",
  product: "p",
  amount_fen: 100,
  approved_by: WANG,
};

function kindsOfTheModel(): string[] {
  return ["authority", "customers", "accounts", "rules", "supervision", "knowledge", "orders"].flatMap((file) => {
    const source = readFileSync(new URL(`../../../crates/model/src/fact/${file}.rs`, import.meta.url), "utf8");
    const body = /pub enum \w+Fact \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
    return [...body.matchAll(/^ {4}([A-Z]\w+)(?: \{|,)/gm)].map((kind) =>
      (kind[1] ?? "").replace(/(?<!^)([A-Z])/g, "_$1").toLowerCase(),
    );
  });
}

describe("a fact of rights, customers, accounts or rules", () => {
  it("has words for every kind of the model, in both languages", () => {
    const kinds = kindsOfTheModel();
    expect(kinds.length).toBeGreaterThanOrEqual(29);
    for (const text of [zh, en])
      for (const kind of kinds) {
        const words = factWords({ ...ANY, kind } as unknown as Fact, names(text));
        expect(words, kind).not.toBe(text.fact.other({ kind }));
        expect(words, kind).not.toContain("undefined");
      }
  });

  it("tells whose right it was, over what, until when", () => {
    const given = {
      kind: "grant_given",
      grant: WANG,
      person: WANG,
      capability: "number:reveal",
      scope: { covers: "team", id: "team1" },
      from_ms: Date.parse("2026-11-22T09:00:00"),
      until_ms: Date.parse("2026-11-29T09:00:00"),
    };
    expect(factWords(given as unknown as Fact, names(zh))).toBe(
      "授权给王芳：查看客户完整号码（一组），2026-11-22 09:00:00 至 2026-11-29 09:00:00",
    );
    expect(factWords({ ...given, is_break_glass: true } as unknown as Fact, names(en))).toContain("in an emergency");
  });

  it("says what was stopped: everything, or one right", () => {
    const stop = { kind: "right_suspended", suspension: WANG, person: WANG, capability: null, reason: "查询异常" };
    expect(factWords(stop as unknown as Fact, names(zh))).toBe("暂停王芳的全部权限：查询异常");
    const one = { ...stop, capability: "recording:play" };
    expect(factWords(one as unknown as Fact, names(zh))).toBe("暂停王芳的权限“听录音”：查询异常");
  });
});
