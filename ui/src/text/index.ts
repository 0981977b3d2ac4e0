// Which language the reader sees, and the words of it. The choice lives in this browser.

import { useSyncExternalStore } from "react";
import type { Locale } from "../api/types";
import { en } from "./en";
import { type Text, zh } from "./zh-CN";

export type { Text } from "./zh-CN";

const KEY = "qiao.locale";
const listeners = new Set<() => void>();
let locale: Locale = read();

function read(): Locale {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "zh-CN";
  } catch {
    return "zh-CN"; // Storage may be closed by policy; the language is then kept for this page only.
  }
}

export function currentLocale(): Locale {
  return locale;
}

export function currentText(): Text {
  return locale === "en" ? en : zh;
}

export function setLocale(next: Locale): void {
  locale = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // See `read`.
  }
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLocale(): Locale {
  // The third: drawn to text in tests, without a page.
  return useSyncExternalStore(subscribe, currentLocale, currentLocale);
}

export function useText(): Text {
  return useLocale() === "en" ? en : zh;
}

/** The name of a rulebook thing in the reader's language. */
export function named(thing: { name_zh: string; name_en: string }, language: Locale): string {
  return (language === "en" ? thing.name_en : thing.name_zh) || thing.name_zh || thing.name_en;
}

const HAN = /\p{Script=Han}/u;

/** Words of two lines, Chinese above English, as the rules' cautions. Anything else stays as it is. */
export function ofTwoLines(words: string, language: Locale): string {
  const [zh = "", en = "", ...more] = words.split("\n");
  if (more.length > 0 || !HAN.test(zh) || en === "" || HAN.test(en)) return words;
  return language === "en" ? en : zh;
}

/** Words of the rulebook that stand as Chinese, ` / `, English. */
export function inLanguage(words: string, language: Locale): string {
  const [zh = words, en = zh] = words.split(" / ");
  return language === "en" ? en : zh;
}
