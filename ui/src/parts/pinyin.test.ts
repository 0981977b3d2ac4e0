import { describe, expect, it } from "vitest";
import { initials, isFoundBy } from "./pinyin";

describe("pinyin initials", () => {
  it.each([
    ["王芳", "wf"],
    ["李强", "lq"],
    ["赵主管", "zzg"],
    ["欧阳娜", "oyn"],
    ["退款", "tk"],
    ["申请拦截", "sqlj"],
    ["安装 A1", "aza1"],
    ["（其他）", "qt"],
  ])("of %s are %s", (text, expected) => expect(initials(text)).toBe(expected));

  it("finds by characters, by initials, and everything by nothing", () => {
    expect(isFoundBy("王", "王芳")).toBe(true);
    expect(isFoundBy(" WF ", "王芳")).toBe(true);
    expect(isFoundBy("", "王芳")).toBe(true);
    expect(isFoundBy("lq", "王芳")).toBe(false);
  });
});
