// A refused act that lacks only a fresh proof of who asks: the dialog opens, and the same act is sent again. Every
// request goes through here by itself (`api/http`), so no room needs to know of it.

import { useSyncExternalStore } from "react";
import { onStepUpNeeded } from "../api/http";

type Answer = (isProven: boolean) => void;

let waiting: Answer[] = [];
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Opens the dialog; true: the proof was given. Several acts at once share one dialog. */
export function askStepUp(): Promise<boolean> {
  return new Promise((resolve) => {
    waiting = [...waiting, resolve];
    tell();
  });
}

export function answerStepUp(isProven: boolean): void {
  const answers = waiting;
  waiting = [];
  tell();
  for (const answer of answers) answer(isProven);
}

export function useIsStepUpAsked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting.length > 0,
  );
}

onStepUpNeeded(() => (listeners.size > 0 ? askStepUp() : Promise.resolve(false)));
