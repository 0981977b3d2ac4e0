// Who is logged in here and what they may do. The server decides; this only remembers its answer.

import { useSyncExternalStore } from "react";
import { onSessionLapsed } from "../api/http";
import { live } from "../api/live";
import { problemOf } from "../api/problem";
import { api, queryClient } from "../api/queries";
import type { ActionName, Allowed, Me } from "../api/types";

export type Farewell = "logged_out" | "expired" | "disabled" | "taken_over";

interface SessionState {
  me: Me | null;
  isKnown: boolean;
  farewell: Farewell | null;
}

let state: SessionState = { me: null, isKnown: false, farewell: null };
const listeners = new Set<() => void>();

function set(next: Partial<SessionState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

export const session = {
  get: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Asks once at the start of the page. A lost connection is thrown, so that the page can say so and try again. */
  async load(): Promise<Me | null> {
    if (state.isKnown) return state.me;
    try {
      set({ me: await api.me(), isKnown: true });
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      set({ me: null, isKnown: true });
    }
    return state.me;
  },
  /** The server has let somebody in. */
  begin(me: Me): void {
    queryClient.clear();
    set({ me, isKnown: true, farewell: null });
  },
  /** Asks again: what somebody may do has changed by what they did. */
  async refresh(): Promise<Me> {
    const me = await api.me();
    set({ me, isKnown: true });
    return me;
  },
  async logOut(): Promise<void> {
    live.stop();
    await api.logOut().catch(() => undefined); // The cookie may be gone already; here we are logged out in any case.
    session.end("logged_out");
  },
  end(farewell: Farewell): void {
    live.stop();
    queryClient.clear();
    set({ me: null, isKnown: true, farewell });
  },
};

onSessionLapsed(() => state.me && session.end("expired"));

live.subscribe(() => {
  const { bye, connection } = live.get();
  if (connection !== "off" || !state.me) return;
  if (bye === "logged_out") session.end("logged_out");
  if (bye === "expired") session.end("expired");
  if (bye === "disabled") session.end("disabled");
  // By another window, or because the desk is not this person's any more: the word of it may not have come.
  if (bye === "taken_over") askAgain();
});

/** What somebody else or the clock changed: every page asks again, for each tells what may be done on it. */
function askAgain(): void {
  if (!state.me) return;
  void queryClient.invalidateQueries();
  void session.refresh().catch(() => undefined); // A lost connection says so by itself.
}

live.onRights(askAgain);

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get);
}

export function useMe(): Me {
  const { me } = useSession();
  if (!me) throw new Error("a room was shown without a session");
  return me;
}

export function may(me: Me, action: ActionName): boolean {
  return me.may[action]?.allowed === true;
}

export function whyNot(me: Me, action: ActionName): Allowed | undefined {
  const answer = me.may[action];
  return answer && !answer.allowed ? answer : undefined;
}
