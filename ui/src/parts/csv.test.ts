import { expect, it } from "vitest";
import { csvOf } from "./csv";

it("quotes what a spreadsheet would run, and quotation marks", () => {
  expect(csvOf([["=1+1", 'a "b"'], ["王芳"]])).toBe(`\uFEFF"'=1+1","a ""b"""\r\n"王芳"\r\n`);
});
