// Design tokens, the only place of colours and sizes: as CSS variables for our parts and as antd's tokens.
// Text colours keep 4.5:1 on panel and page (WCAG AA).

import type { ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

const light = {
  page: "#f3f5f8",
  panel: "#ffffff",
  sunken: "#f7f8fa",
  line: "#e1e5eb",
  "line-strong": "#b9c1cd",
  text: "#1b2330",
  "text-2": "#4d5868",
  "text-3": "#626d7e",
  accent: "#1554b8",
  "accent-strong": "#0f4496",
  "accent-soft": "#e9f0fb",
  "on-accent": "#ffffff",
  ready: "#16773a",
  "ready-soft": "#e6f4ea",
  ringing: "#0a6d80",
  "ringing-soft": "#ddf3f7",
  talking: "#1554b8",
  "talking-soft": "#e9f0fb",
  "wrap-up": "#8f5300",
  "wrap-up-soft": "#fdf2de",
  away: "#5b6676",
  "away-soft": "#eef1f5",
  bad: "#b9251a",
  "bad-soft": "#fdecea",
  shade: "rgba(20, 28, 40, 0.42)",
};

export type TokenName = keyof typeof light;

const dark: Record<TokenName, string> = {
  page: "#11151b",
  panel: "#191f27",
  sunken: "#151a21",
  line: "#2b3440",
  "line-strong": "#4a5666",
  text: "#e7ebf1",
  "text-2": "#b1bbc9",
  "text-3": "#93a0b1",
  accent: "#7db0ff",
  "accent-strong": "#a3c7ff",
  "accent-soft": "#1d2c44",
  "on-accent": "#0c1626",
  ready: "#5fcb87",
  "ready-soft": "#173324",
  ringing: "#56cfe1",
  "ringing-soft": "#123038",
  talking: "#7db0ff",
  "talking-soft": "#1d2c44",
  "wrap-up": "#f0b656",
  "wrap-up-soft": "#372a12",
  away: "#a3aebd",
  "away-soft": "#252d38",
  bad: "#ff8a80",
  "bad-soft": "#3d1d1b",
  shade: "rgba(0, 0, 0, 0.6)",
};

export type Appearance = "light" | "dark" | "system";

const KEY = "qiao.appearance";
const listeners = new Set<() => void>();
const media = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;
let appearance: Appearance = readAppearance();

function readAppearance(): Appearance {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "system";
  } catch {
    return "system";
  }
}

export function isDark(): boolean {
  return appearance === "dark" || (appearance === "system" && media?.matches === true);
}

/** Writes the tokens of the present appearance as CSS variables. Called before the first paint. */
export function applyTheme(): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(isDark() ? dark : light)) root.style.setProperty(`--${name}`, value);
  root.style.colorScheme = isDark() ? "dark" : "light";
  root.dataset.theme = isDark() ? "dark" : "light";
  for (const listener of listeners) listener();
}

media?.addEventListener("change", () => appearance === "system" && applyTheme());

export function setAppearance(next: Appearance): void {
  appearance = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage may be closed by policy: the choice then lasts for this page.
  }
  applyTheme();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, () => appearance);
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);

export const FONT =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';

/** The same tokens in antd's names. */
export function antdTokens(isDarkNow: boolean): ThemeConfig["token"] {
  const of = isDarkNow ? dark : light;
  return {
    colorPrimary: of.accent,
    colorInfo: of.accent,
    colorLink: of.accent,
    colorSuccess: of.ready,
    colorWarning: of["wrap-up"],
    colorError: of.bad,
    colorTextBase: of.text,
    colorTextSecondary: of["text-2"],
    colorTextTertiary: of["text-3"],
    colorTextPlaceholder: of["text-3"],
    colorBgBase: of.panel,
    colorBgLayout: of.page,
    colorBgContainer: of.panel,
    colorBgElevated: of.panel,
    colorBorder: of["line-strong"],
    colorBorderSecondary: of.line,
    colorSplit: of.line,
    fontFamily: FONT,
    fontSize: 14,
    lineHeight: 1.57,
    borderRadius: 6,
    controlHeight: 32,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
    boxShadowSecondary: "0 6px 24px rgba(15, 23, 42, 0.14)",
  };
}
