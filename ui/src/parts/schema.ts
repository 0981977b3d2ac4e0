// Forms as data: what a form's JSON Schema asks for, what is wrong with what was typed, and what is sent.
//
// It knows the part of JSON Schema 2020-12 that the rulebook's forms use (rulebook/forms/README.md). It never evaluates
// code, because the pages run under `script-src 'self'`; the server checks the whole schema again.

import type { Fields, FormSchema } from "../api/flows";
import type { FieldProblem } from "../api/problem";
import type { Locale } from "../api/types";
import { en } from "../text/en";
import { zh } from "../text/zh-CN";

/** As much of JSON Schema as forms use. */
export interface Schema {
  title?: string;
  "x-title-en"?: string;
  description?: string;
  "x-description-en"?: string;
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: { const: string | number; title?: string; "x-title-en"?: string }[];
  enum?: (string | number)[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  "x-widget"?: string;
  /** Asked only while other fields of the form have one of these values. */
  "x-when"?: Record<string, unknown[]>;
  "x-class"?: string;
  "x-unit"?: string;
}

export const schemaOf = (form: FormSchema): Schema => form as Schema;

export type Widget =
  | "text"
  | "textarea"
  | "number"
  | "boolean"
  | "confirm"
  | "choice"
  | "choices"
  | "capability"
  | "team"
  | "date"
  | "time"
  | "duration"
  | "person"
  | "people"
  | "attachment"
  | "lines"
  | "rows"
  | "group";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of one of the server's own things, not a key of the rulebook. */
export const isId = (text: string): boolean => UUID.test(text);

export interface Choice {
  value: string | number;
  label: string;
}

export function titleOf(schema: Schema, locale: Locale, key = ""): string {
  return (locale === "en" ? schema["x-title-en"] : schema.title) || schema.title || schema["x-title-en"] || key;
}

export function hintOf(schema: Schema, locale: Locale): string | undefined {
  return (locale === "en" ? schema["x-description-en"] : undefined) || schema.description;
}

export function widgetOf(schema: Schema): Widget {
  if (schema["x-widget"] === "attachment") return "attachment";
  if (schema.oneOf || schema.enum) return "choice";
  switch (schema.type) {
    case "array":
      if (schema.items?.type === "object") return "rows";
      if (schema.items?.oneOf || schema.items?.enum) return "choices";
      return schema.items?.format === "person" ? "people" : "lines";
    case "object":
      return "group";
    case "boolean":
      return schema.const === true ? "confirm" : "boolean";
    case "number":
    case "integer":
      return "number";
    default:
      break;
  }
  if (schema.format === "date") return "date";
  if (schema.format === "date-time") return "time";
  if (schema.format === "duration") return "duration";
  if (schema.format === "person") return "person";
  const hint = schema["x-widget"];
  return hint === "textarea" || hint === "capability" || hint === "team" ? hint : "text";
}

export function choicesOf(schema: Schema, locale: Locale): Choice[] {
  const named = schema.oneOf?.map((one) => ({
    value: one.const,
    label: (locale === "en" ? one["x-title-en"] : one.title) || one.title || String(one.const),
  }));
  return named ?? schema.enum?.map((value) => ({ value, label: String(value) })) ?? [];
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0);

/**
 * What is sent: without what was left empty, so that an optional field that nobody touched is absent. A list that is
 * required may be empty and is then sent as such.
 */
export function clean(schema: Schema, value: unknown, isRequired = false): unknown {
  if (schema.type === "object") {
    const kept: Fields = {};
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      // Written before another answer took the field away.
      if (!isAsked(property, isRecord(value) ? value : {})) continue;
      const inner = clean(property, isRecord(value) ? value[key] : undefined, schema.required?.includes(key));
      if (inner !== undefined) kept[key] = inner;
    }
    return Object.keys(kept).length > 0 || isRequired ? kept : undefined;
  }
  if (schema.type === "array") {
    const item = schema.items ?? {};
    const items = (Array.isArray(value) ? value : []).map((one) => clean(item, one)).filter((one) => one !== undefined);
    return items.length > 0 || isRequired ? items : undefined;
  }
  if (isEmpty(value)) return undefined;
  return schema.type === "number" || schema.type === "integer" ? numberOf(value) : value;
}

/** A whole form's data as it is sent. */
export function cleanForm(schema: Schema, value: Fields): Fields {
  return clean(schema, value, true) as Fields;
}

type Words = typeof zh.forms.error;
type Wrong = { code: keyof Words; n?: number };

function problem(path: string, { code, n }: Wrong): FieldProblem {
  const say = (words: Words) => {
    const word = words[code];
    return typeof word === "string" ? word : word(n ?? 0);
  };
  return { path, code, zh: say(zh.forms.error), en: say(en.forms.error) };
}

/** Nothing, or the first thing that is wrong with a value that is there. */
function wrongValue(schema: Schema, value: unknown): Wrong | null {
  const choices = choicesOf(schema, "zh-CN");
  if (choices.length > 0) return choices.some((one) => one.value === value) ? null : { code: "choice" };
  if (schema.type === "boolean") {
    if (typeof value !== "boolean") return { code: "type" };
    return schema.const !== undefined && schema.const !== value ? { code: "accept" } : null;
  }
  if (schema.type === "number" || schema.type === "integer") return wrongNumber(schema, value);
  if (typeof value !== "string") return { code: "type" };
  return wrongText(schema, value);
}

/** What was typed as a number, if it is one; full-width digits of an input method count. */
export function numberOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const plain = value
    .trim()
    .normalize("NFKC")
    .replace(/,(?=\d{3})/g, "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : value;
}

function wrongNumber(schema: Schema, typed: unknown): Wrong | null {
  const value = numberOf(typed);
  if (typeof value !== "number" || !Number.isFinite(value)) return { code: "number" };
  if (schema.type === "integer" && !Number.isInteger(value)) return { code: "integer" };
  if (schema.minimum !== undefined && value < schema.minimum) return { code: "minimum", n: schema.minimum };
  if (schema.maximum !== undefined && value > schema.maximum) return { code: "maximum", n: schema.maximum };
  return null;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const DURATION = /^P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$/;

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  // 31 April rolls over into May; a real day comes back as it went in.
  return DATE.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function wrongText(schema: Schema, value: string): Wrong | null {
  // JSON Schema counts characters, not UTF-16 units.
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength) return { code: "too_short", n: schema.minLength };
  if (schema.maxLength !== undefined && length > schema.maxLength) return { code: "too_long", n: schema.maxLength };
  if (schema.format === "date" && !isDay(value)) return { code: "date" };
  if (schema.format === "date-time" && !(TIME.test(value) && isDay(value.slice(0, 10)))) return { code: "time" };
  if (schema.format === "duration" && !DURATION.test(value)) return { code: "duration" };
  if (schema.format === "uuid" && !UUID.test(value)) return { code: "pattern" };
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) return { code: "pattern" };
  return null;
}

/** Everything that is wrong, by JSON pointer, in the order in which the form shows it. */
export function problemsOf(schema: Schema, value: unknown, isRequired = false, path = ""): FieldProblem[] {
  if (schema.type === "object") {
    if (isEmpty(value) && !isRequired) return [];
    const fields = isRecord(value) ? value : {};
    return Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
      problemsOf(property, fields[key], schema.required?.includes(key), `${path}/${key}`),
    );
  }
  if (schema.type === "array") return problemsOfList(schema, value, isRequired, path);
  if (isEmpty(value)) {
    const isConfirm = schema.const !== undefined && schema.type === "boolean";
    return isRequired ? [problem(path, { code: isConfirm ? "accept" : "required" })] : [];
  }
  const wrong = wrongValue(schema, value);
  return wrong ? [problem(path, wrong)] : [];
}

function problemsOfList(schema: Schema, value: unknown, isRequired: boolean, path: string): FieldProblem[] {
  const of = schema.items ?? {};
  const all = Array.isArray(value) ? value : [];
  // A row in which nothing was typed is not sent and hinders nobody.
  const items = all.filter((one) => clean(of, one) !== undefined);
  if (items.length === 0) {
    // A required list without `minItems` may be empty, and is then sent as such.
    return !isRequired || !schema.minItems ? [] : [problem(path, { code: "required" })];
  }
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && items.length < minItems) return [problem(path, { code: "min_items", n: minItems })];
  if (maxItems !== undefined && items.length > maxItems) return [problem(path, { code: "max_items", n: maxItems })];
  if (schema.uniqueItems && new Set(items.map((one) => JSON.stringify(one))).size < items.length)
    return [problem(path, { code: "unique" })];
  // Each row keeps the number that it has on the page.
  return all.flatMap((one, place) => (items.includes(one) ? problemsOf(of, one, true, `${path}/${place}`) : []));
}

/** The fields that people see: a hidden one is kept with its row, one that depends on another comes with it. */
export function shownOf(schema: Schema, value?: Fields): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).filter(
    ([, property]) => property["x-widget"] !== "hidden" && (value === undefined || isAsked(property, value)),
  );
}

function isAsked(property: Schema, of: Fields): boolean {
  return Object.entries(property["x-when"] ?? {}).every(([key, values]) => values.includes(of[key]));
}

/** The form with what this step requires beyond the form's own. Without `isFull` nothing is required. */
export function demanding(schema: Schema, required: string[], isFull = true): Schema {
  if (!isFull) return { ...schema, required: [] };
  const properties = { ...schema.properties };
  for (const key of required) {
    const property = properties[key];
    // Whoever asks for the evidence does not mean an empty list of it.
    if (property?.type === "array") properties[key] = { ...property, minItems: Math.max(1, property.minItems ?? 0) };
  }
  return { ...schema, properties, required: [...new Set([...(schema.required ?? []), ...required])] };
}

/** Whether the reader must fill it in: a required list may still be empty. */
export function mustBeFilled(schema: Schema, isRequired: boolean): boolean {
  return isRequired && (schema.type !== "array" || (schema.minItems ?? 0) > 0);
}

/** `fields.0.name`, `/fields/0/name` or `#/fields/0/name` → `/fields/0/name`. */
export function pointer(path: string): string {
  const bare = path.replace(/^#/, "").replace(/^\/?data(?=\/)/, "");
  if (bare === "" || bare.startsWith("/")) return bare;
  return `/${bare
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .join("/")}`;
}

/** A new value with the one at this pointer replaced; `undefined` takes it out. */
export function replaced(value: unknown, path: string[], next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.map((one, place) => (String(place) === key ? replaced(one, rest, next) : one));
  const fields = { ...(isRecord(value) ? value : {}) };
  const inner = replaced(fields[key], rest, next);
  if (inner === undefined) delete fields[key];
  else fields[key] = inner;
  return fields;
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `P1DT2H30M` → its parts; null when it has others. */
export function durationParts(text: string): { days: number; hours: number; minutes: number } | null {
  const found = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text);
  if (!found || text.length < 3) return null;
  return { days: Number(found[1] ?? 0), hours: Number(found[2] ?? 0), minutes: Number(found[3] ?? 0) };
}

export function durationText(parts: { days: number; hours: number; minutes: number }): string {
  const time = `${parts.hours ? `${parts.hours}H` : ""}${parts.minutes ? `${parts.minutes}M` : ""}`;
  if (!parts.days && !time) return "";
  return `P${parts.days ? `${parts.days}D` : ""}${time ? `T${time}` : ""}`;
}
