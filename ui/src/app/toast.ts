// Short notes in a corner, read out politely. A refusal carries its reasons, so that one click shows why.

import { useSyncExternalStore } from "react";
import { type Problem, problemOf, sentence } from "../api/problem";

export interface Toast {
  id: number;
  tone: "good" | "bad";
  text: string;
  problem?: Problem;
}

/** Long enough to read two lines; refusals stay longer because they are acted upon. */
const GOOD_MS = 3_500;
const BAD_MS = 8_000;
/** More would cover the page; the oldest goes first. */
const TOASTS_MAX = 3;

let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function add(toast: Omit<Toast, "id">): void {
  const id = nextId++;
  const isShown = toasts.some((other) => other.text === toast.text);
  set([...toasts.filter((other) => other.text !== toast.text), { ...toast, id }].slice(-TOASTS_MAX));
  window.setTimeout(() => dismiss(id), (toast.tone === "bad" ? BAD_MS : GOOD_MS) + (isShown ? 500 : 0));
}

export function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export const toast = {
  good: (text: string) => add({ tone: "good", text }),
  bad: (text: string) => add({ tone: "bad", text }),
  problem: (error: unknown) => {
    const problem = problemOf(error);
    add({ tone: "bad", text: sentence(problem), problem });
  },
};

export function useToasts(): Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
