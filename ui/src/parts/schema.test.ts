// Forms of the rulebook against a full validator of JSON Schema, and drawn: every form there is, whatever it holds.

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import Ajv from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Fields } from "../api/flows";
import { setLocale } from "../text";
import { RULEBOOK_FORMS, sampleOf, wrongOf } from "./rulebookForms";
import { SchemaForm } from "./SchemaForm";
import {
  choicesOf,
  clean,
  cleanForm,
  demanding,
  durationParts,
  durationText,
  pointer,
  problemsOf,
  replaced,
  type Schema,
  shownOf,
  titleOf,
} from "./schema";
import { useSchemaForm } from "./useSchemaForm";

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat("person", true);

function Drawn({ schema, value }: { schema: Schema; value: Fields }) {
  const form = useSchemaForm(schema, value);
  return createElement(SchemaForm, { form, label: "form" });
}

function draw(schema: Schema, value: Fields): string {
  const page = createElement(Drawn, { schema, value });
  return renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, page));
}

const escaped = (words: string) => renderToStaticMarkup(createElement("i", null, words)).slice(3, -4);

/** Every text that a reader must find on the page: titles, choices, and what was filled in. */
function wordsOf(schema: Schema, value: unknown): string[] {
  if (schema.type === "object")
    return shownOf(schema, (value ?? {}) as Fields).flatMap(([key, property]) => [
      titleOf(property, "zh-CN"),
      ...wordsOf(property, (value as Fields | undefined)?.[key]),
    ]);
  if (schema.type === "array" && schema.items?.type === "object")
    return ((value as unknown[]) ?? []).flatMap((row) => wordsOf(schema.items as Schema, row));
  const choice = choicesOf(schema, "zh-CN").find((one) => one.value === value);
  if (choice) return [choice.label];
  if (schema.format === "date-time") return ["2026-11-25"];
  if (schema.format === "person" || schema.items?.format === "person") return [];
  if (schema["x-widget"] === "attachment") return [];
  if (Array.isArray(value)) return value.flatMap((one) => wordsOf(schema.items ?? {}, one));
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

describe("every form of the rulebook", () => {
  it("is there to be tested", () => {
    expect(RULEBOOK_FORMS.length).toBeGreaterThanOrEqual(141);
  });

  it.each(RULEBOOK_FORMS)("$key is drawn empty and filled in, in both languages", ({ schema }) => {
    const sample = sampleOf(schema) as Fields;
    for (const locale of ["zh-CN", "en"] as const) {
      setLocaleQuietly(locale);
      const empty = draw(schema, {});
      for (const property of Object.values(schema.properties ?? {}).filter(
        (one) => one["x-widget"] !== "hidden" && !one["x-when"],
      ))
        expect(empty).toContain(escaped(titleOf(property, locale)));
    }
    setLocaleQuietly("zh-CN");
    const filled = draw(schema, sample);
    for (const words of wordsOf(schema, sample)) expect(filled).toContain(escaped(words));
  });

  it.each(RULEBOOK_FORMS)("$key sends what it was filled with, and the validator agrees", ({ schema }) => {
    const sample = sampleOf(schema) as Fields;
    expect(problemsOf(schema, sample, true)).toEqual([]);
    expect(cleanForm(schema, sample)).toEqual(sample);
    const isValid = ajv.compile(schema);
    expect(isValid(sample), ajv.errorsText(isValid.errors)).toBe(true);
  });

  it.each(RULEBOOK_FORMS)("$key finds fault exactly where the validator does", ({ schema }) => {
    const isValid = ajv.compile(schema);
    const sample = sampleOf(schema) as Fields;
    const cases: Fields[] = [{}];
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      const { [key]: _, ...without } = sample;
      cases.push(without, { ...sample, [key]: "" }, { ...sample, [key]: [] }, { ...sample, [key]: null });
      for (const wrong of wrongOf(property)) cases.push({ ...sample, [key]: wrong });
    }
    for (const data of cases) {
      const ours = problemsOf(schema, data, true).map((one) => one.path);
      const theirs = isValid(cleanForm(schema, data));
      const places = (isValid.errors ?? []).map((one) => one.instancePath);
      expect(ours.length === 0, `${JSON.stringify(data).slice(0, 300)} ours ${ours} theirs ${places}`).toBe(theirs);
      // What the validator blames lies within, or is what is missing from, a field that we blame.
      for (const place of places.filter((one) => one !== ""))
        expect(
          ours.some((path) => path.startsWith(place) || place.startsWith(path)),
          `${place} is not among ${ours}`,
        ).toBe(true);
    }
  });
});

/** Without a page there is nothing to mark with the language. */
function setLocaleQuietly(locale: "zh-CN" | "en"): void {
  const page = globalThis as { document?: unknown };
  page.document ??= { documentElement: {} };
  setLocale(locale);
}

describe("values", () => {
  const schema: Schema = {
    type: "object",
    properties: {
      name: { type: "string", minLength: 1 },
      count: { type: "integer", minimum: 1 },
      rows: {
        type: "array",
        items: { type: "object", properties: { what: { type: "string" } }, required: ["what"] },
      },
    },
    required: ["name"],
  };

  it("leaves out what was left empty, and rows in which nothing was typed", () => {
    expect(cleanForm(schema, { name: " 王芳 ", count: "", rows: [{}, { what: "" }, { what: "纸" }] })).toEqual({
      name: " 王芳 ",
      rows: [{ what: "纸" }],
    });
    expect(clean({ type: "array", items: { type: "string" } }, ["", "a"])).toEqual(["a"]);
  });

  it("reads numbers as an input method writes them", () => {
    expect(cleanForm(schema, { name: "a", count: "１２" })).toEqual({ name: "a", count: 12 });
    expect(problemsOf(schema, { name: "a", count: "1,200" }, true)).toEqual([]);
    expect(problemsOf(schema, { name: "a", count: "十二" }, true)[0]?.code).toBe("number");
  });

  it("asks for what a step requires beyond the form, and for nothing when it need not be full", () => {
    expect(problemsOf(demanding(schema, ["count"]), { name: "a" }, true).map((one) => one.path)).toEqual(["/count"]);
    expect(problemsOf(demanding(schema, ["count"], false), {}, true)).toEqual([]);
  });

  it("counts characters, not halves of an emoji", () => {
    const short: Schema = { type: "object", properties: { a: { type: "string", maxLength: 2 } } };
    expect(problemsOf(short, { a: "👍👍" }, true)).toEqual([]);
    expect(problemsOf(short, { a: "👍👍👍" }, true)[0]?.zh).toBe("最多 2 个字。");
  });

  it("puts the server's path to the field, however it is written", () => {
    expect(["/rows/0/what", "rows.0.what", "rows[0].what", "#/rows/0/what", "/data/rows/0/what"].map(pointer)).toEqual(
      Array(5).fill("/rows/0/what"),
    );
    expect(pointer("")).toBe("");
  });

  it("replaces deep values without touching the rest", () => {
    const before = { a: 1, rows: [{ what: "x" }, { what: "y" }] };
    expect(replaced(before, ["rows", "1", "what"], "z")).toEqual({ a: 1, rows: [{ what: "x" }, { what: "z" }] });
    expect(replaced(before, ["a"], undefined)).toEqual({ rows: before.rows });
    expect(before.a).toBe(1);
  });

  it("takes durations apart and puts them together", () => {
    for (const text of ["P1D", "PT2H", "PT45M", "P1DT2H30M"])
      expect(durationText(durationParts(text) ?? { days: 0, hours: 0, minutes: 0 })).toBe(text);
    expect(durationParts("P")).toBeNull();
    expect(durationText({ days: 0, hours: 0, minutes: 0 })).toBe("");
  });
});

describe("a field that depends on another", () => {
  const schema: Schema = {
    type: "object",
    properties: {
      kind: { type: "string", enum: ["centre", "team"] },
      team: { type: "string", "x-widget": "team", "x-when": { kind: ["team"] } },
    },
  };

  it("is asked with it, and is not sent without it", () => {
    expect(shownOf(schema, { kind: "centre", team: "team1" }).map(([key]) => key)).toEqual(["kind"]);
    expect(shownOf(schema, { kind: "team" }).map(([key]) => key)).toEqual(["kind", "team"]);
    expect(cleanForm(schema, { kind: "centre", team: "team1" })).toEqual({ kind: "centre" });
    expect(cleanForm(schema, { kind: "team", team: "team1" })).toEqual({ kind: "team", team: "team1" });
  });
});
