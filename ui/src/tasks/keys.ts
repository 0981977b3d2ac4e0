// Walking the inbox without a mouse: arrows between rows, Enter opens (they are links), the space bar ticks. Whoever
// comes back from a task finds the focus where it was, or on the row that took its place.

import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { TaskRow } from "../api/flows";

export const keyOf = (row: Pick<TaskRow, "instance" | "task">): string => `${row.instance}/${row.task}`;

/** The row that was opened last, for the way back. */
let last: { key: string; place: number } | null = null;

export function rememberRow(key: string, place: number): void {
  last = { key, place };
}

export interface InboxSearch {
  box?: string;
  flow?: string;
}

/** The inbox as it was left: its box and its filter. */
let inboxSearch: InboxSearch = {};

export function rememberInbox(search: InboxSearch): void {
  inboxSearch = search;
}

export const lastInbox = (): InboxSearch => inboxSearch;

/** Where the focus goes in a list that may have changed: the same row, else its place, else the last one. */
export function placeAfter(keys: string[], was: { key: string; place: number } | null): number | null {
  if (!was || keys.length === 0) return null;
  const same = keys.indexOf(was.key);
  return same >= 0 ? same : Math.min(was.place, keys.length - 1);
}

const links = (root: HTMLElement | null): HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>("a[data-row]") ?? []),
];

export function useListKeys(keys: string[]): {
  ref: RefObject<HTMLDivElement | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: (event: FocusEvent) => void;
} {
  const ref = useRef<HTMLDivElement>(null);
  const isReady = keys.length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the first rows are there
  useEffect(() => {
    if (!isReady) return;
    const place = placeAfter(keys, last);
    last = null;
    if (place !== null) links(ref.current)[place]?.focus();
  }, [isReady]);

  // The row with the focus may go while its reader looks at it: the one in its place takes over.
  const focused = useRef<{ key: string; place: number } | null>(null);
  useEffect(() => {
    const was = focused.current;
    if (!was || keys.includes(was.key) || document.activeElement !== document.body) return;
    const place = placeAfter(keys, was);
    if (place !== null) links(ref.current)[place]?.focus();
  }, [keys]);

  useEffect(() => {
    // With the focus nowhere an arrow enters the list.
    const enter = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "ArrowDown" || event.isComposing) return;
      if (document.activeElement !== document.body && document.activeElement?.id !== "main") return;
      event.preventDefault();
      links(ref.current)[0]?.focus();
    };
    window.addEventListener("keydown", enter);
    return () => window.removeEventListener("keydown", enter);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !(event.target instanceof HTMLElement)) return;
    const row = event.target.closest("li");
    if (!row) return;
    const all = links(ref.current);
    const at = all.findIndex((link) => row.contains(link));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      all[at + step]?.focus();
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      all[event.key === "Home" ? 0 : all.length - 1]?.focus();
    } else if (event.key === " " && event.target.matches("a")) {
      event.preventDefault();
      row.querySelector<HTMLInputElement>('input[type="checkbox"]:not(:disabled)')?.click();
    }
  };
  const onFocus = (event: FocusEvent) => {
    const key = event.target instanceof HTMLElement ? event.target.dataset.row : undefined;
    focused.current = key === undefined ? null : { key, place: keys.indexOf(key) };
  };
  return { ref, onKeyDown, onFocus };
}

/** Remembers the place of the row whose link this is. */
export function leaveBy(link: HTMLElement): void {
  const all = [...document.querySelectorAll<HTMLElement>("a[data-row]")];
  rememberRow(link.dataset.row ?? "", all.indexOf(link));
}
