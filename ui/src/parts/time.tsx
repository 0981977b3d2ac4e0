// Clocks that run in the browser from server timestamps. One timer for the whole page; the server never sends ticks.

import { useSyncExternalStore } from "react";
import { live } from "../api/live";
import { span } from "./format";

let tick = 0;
let timer: number | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    timer = window.setInterval(() => {
      tick += 1;
      for (const one of listeners) one();
    }, 500);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

/** The server's time now; the component is drawn again twice a second. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => tick);
  return live.now();
}

export function Since({ at }: { at: number }) {
  const now = useNow();
  return <span>{span(now - at)}</span>;
}

export function Until({ at }: { at: number }) {
  const now = useNow();
  // A countdown shows the second that has begun.
  return <span>{span(Math.max(0, at - now) + 999)}</span>;
}

/** The same for clocks in minutes: drawn again every five seconds. */
export function useSlowNow(): number {
  useSyncExternalStore(subscribe, () => Math.floor(tick / 10));
  return live.now();
}
