// Makes readable lists of whatever parts a rulebook has: the page must not change with each new part.

import type { Locale } from "../api/types";

export interface Entry {
  key: string;
  title: string;
  code: string;
  value: unknown;
}

export interface Field {
  name: string;
  text: string;
  isCode: boolean;
}

type Json = Record<string, unknown>;

/** Times of a queue, in milliseconds without saying so in the name. */
const SPANS = new Set(["ring", "wrap_up", "service_level_within", "announce_every", "overflow_after"]);

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A list or a map as entries; a plain object's fields as lines. */
export function entriesOf(value: unknown, locale: Locale): Entry[] {
  if (Array.isArray(value)) return value.map((item, place) => entryOf(item, String(place), locale));
  if (typeof value !== "object" || value === null) return [{ key: "0", title: textOf(value), code: "", value }];
  const pairs = Object.entries(value as Json);
  const isMap = pairs.every(([, item]) => typeof item === "object" && item !== null);
  return pairs.map(([key, item]) => (isMap ? entryOf(item, key, locale) : { key, title: key, code: "", value: item }));
}

function entryOf(item: unknown, place: string, locale: Locale): Entry {
  if (typeof item !== "object" || item === null) return { key: place, title: place, code: "", value: item };
  const of = item as Json;
  const inLocale = (stem: string) => textOf(of[locale === "en" ? `${stem}_en` : `${stem}_zh`]);
  const code =
    textOf(of.id ?? of.key ?? of.code ?? of.policy ?? of.action ?? of.number ?? of.queue ?? of.file ?? of.username) ||
    (/^\d+$/.test(place) ? "" : place);
  const title =
    inLocale("name") || inLocale("why") || inLocale("text") || textOf(of.name) || textOf(of.title) || code || place;
  return { key: `${place} ${code}`, title, code: title === code ? "" : code, value: item };
}

/** `…_ms` in seconds, lists joined, deeper things as indented text. The other language's texts are left out. */
export function fieldsOf(value: object, locale: Locale): Field[] {
  const other = locale === "en" ? "_zh" : "_en";
  return Object.entries(value)
    .filter(([name, item]) => !name.endsWith(other) && item !== null && item !== "")
    .map(([name, item]) => {
      if (typeof item === "number" && (name.endsWith("_ms") || SPANS.has(name))) {
        return { name: name.replace(/_ms$/, ""), text: `${item / 1000} s`, isCode: false };
      }
      if (Array.isArray(item) && item.every((one) => typeof one !== "object")) {
        return { name, text: item.join(", ") || "—", isCode: false };
      }
      if (typeof item === "object") return { name, text: JSON.stringify(item, null, 2), isCode: true };
      const text = String(item);
      return { name, text, isCode: text.includes("\n") };
    });
}
