// The one WebSocket: a snapshot, then facts in order; acts and the browser phone's signalling go the other way.
//
// It reconnects by itself with growing pauses, measures the server's clock, and asks for a new snapshot when a fact
// is missing. React reads it through `useLive`. Nothing else in the UI holds live state.

import { useSyncExternalStore } from "react";
import { applyFact, EMPTY_FLOOR, type Floor, readFloor } from "./floor";
import { type Problem, ProblemError, readProblem } from "./problem";
import type { Fact } from "./types";

/** A page must show within 3 s that the connection is gone: a ping each second, lost after 2.3 s of silence. */
const PING_MS = 1_000;
const SILENCE_MS_MAX = 2_300;
const LOOK_MS = 250;
/** A look as late as this was held up with the page (asleep, a tab in the background): it says nothing of the server. */
const LATE_MS = 1_500;
const RETRY_MS_FIRST = 300;
const RETRY_MS_MAX = 10_000;
const REPLY_MS_MAX = 6_000;
const REFRESH_MS_MIN = 800;
/** Facts kept for the steps of the call in hand: a call has about 20. */
const FACTS_MAX = 400;

export type ByeReason = "logged_out" | "expired" | "disabled" | "taken_over" | "draining";

export interface LiveState {
  connection: "off" | "connecting" | "open" | "lost";
  /** Wall clock of this browser when the lost connection was last heard. */
  lost_at_ms: number | null;
  bye: ByeReason | null;
  seq: number;
  floor: Floor;
  agent: string | null;
  /** server time = Date.now() + clock_offset_ms */
  clock_offset_ms: number;
  /** When the last message came, by this browser's clock. */
  heard_at_ms: number;
  /** The newest facts, oldest first. */
  facts: Fact[];
  /** Grows with every snapshot: a new one means that the world may have changed unseen. */
  snapshots: number;
  /** Grows with every socket that came up. */
  opens: number;
}

export type Reply = { ok: true } & Record<string, unknown>;
type Waiter = { resolve: (reply: Reply) => void; reject: (error: Error) => void; timer: number };

const START: LiveState = {
  connection: "off",
  lost_at_ms: null,
  bye: null,
  seq: 0,
  floor: EMPTY_FLOOR,
  agent: null,
  clock_offset_ms: 0,
  heard_at_ms: 0,
  facts: [],
  snapshots: 0,
  opens: 0,
};

export class Live {
  private state: LiveState = START;
  private listeners = new Set<() => void>();
  private factListeners = new Set<(fact: Fact) => void>();
  private inboxListeners = new Set<() => void>();
  private rightsListeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private wanted: { desk: boolean } | null = null;
  private retryMs = RETRY_MS_FIRST;
  private retryTimer: number | undefined;
  private pulseTimer: number | undefined;
  private pingSentAt = 0;
  private lookedAt = 0;
  /** The last message, or the last moment at which silence proved nothing. */
  private silentSince = 0;
  private roundTripMs = Number.POSITIVE_INFINITY;
  private nextId = 1;
  private waiters = new Map<number, Waiter>();
  private answers = new Map<number, Waiter>();
  /** Ids of media offers and their generations. */
  private offers = new Map<number, number>();
  private isResyncing = false;
  private refreshTimer: number | undefined;

  get = (): LiveState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onFact(listener: (fact: Fact) => void): () => void {
    this.factListeners.add(listener);
    return () => this.factListeners.delete(listener);
  }

  /** Called when a task or a notice of this person came, went or changed; and after a gap, when it may have. */
  onInbox(listener: () => void): () => void {
    this.inboxListeners.add(listener);
    return () => this.inboxListeners.delete(listener);
  }

  /** Called when somebody else or the clock changed what this person may do; and after a gap, when they may have. */
  onRights(listener: () => void): () => void {
    this.rightsListeners.add(listener);
    return () => this.rightsListeners.delete(listener);
  }

  /** Opens the socket, or changes an open one between watching and the desk. */
  start(desk: boolean): void {
    if (this.wanted?.desk === desk && this.state.connection !== "off") return;
    this.wanted = { desk };
    this.retryMs = RETRY_MS_FIRST;
    this.open();
  }

  stop(): void {
    this.wanted = null;
    window.clearTimeout(this.retryTimer);
    this.drop();
    this.set({ ...START });
  }

  get isDesk(): boolean {
    return this.wanted?.desk === true;
  }

  retryNow(): void {
    if (this.wanted && this.state.connection !== "open") this.open();
  }

  /** Sends an act of the agent; resolves when the switch has done it. */
  act(act: string, fields: Record<string, unknown> = {}): Promise<Reply> {
    const id = this.nextId++;
    return this.await(this.waiters, id, { type: "act", id, act, ...fields });
  }

  /** Offers the browser's audio; resolves with the server's answer, or is refused by a plain reply. */
  async offerMedia(generation: number, sdp: string): Promise<string> {
    const id = this.nextId++;
    this.offers.set(id, generation);
    const reply = await this.await(this.answers, generation, { type: "media.offer", id, generation, sdp });
    return String(reply.sdp ?? "");
  }

  sayMediaBye(generation: number): void {
    this.send({ type: "media.bye", generation });
  }

  /** Asks for the server's figures again, at most about once in a second. For pages that show them. */
  refreshSoon(): void {
    this.refreshTimer ??= window.setTimeout(() => {
      this.refreshTimer = undefined;
      this.send({ type: "resync" });
    }, REFRESH_MS_MIN);
  }

  now(): number {
    return Date.now() + this.state.clock_offset_ms;
  }

  private set(next: LiveState): void {
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  private open(): void {
    window.clearTimeout(this.retryTimer);
    this.drop();
    const wanted = this.wanted;
    if (!wanted) return;
    this.set({ ...this.state, bye: null, connection: this.state.lost_at_ms === null ? "connecting" : "lost" });
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/live${wanted.desk ? "?desk=1" : ""}`);
    this.socket = socket;
    socket.onmessage = (event) => socket === this.socket && this.hear(String(event.data));
    socket.onclose = () => socket === this.socket && this.lost();
    this.set({ ...this.state, heard_at_ms: Date.now() });
    this.lookedAt = performance.now();
    this.silentSince = this.lookedAt;
    this.pulseTimer = window.setInterval(() => this.pulse(), LOOK_MS);
  }

  private drop(): void {
    window.clearInterval(this.pulseTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    const offline = new ProblemError({ status: 0, code: "offline", title: "", reasons: [] });
    for (const waiters of [this.waiters, this.answers]) {
      for (const waiter of waiters.values()) {
        window.clearTimeout(waiter.timer);
        waiter.reject(offline);
      }
      waiters.clear();
    }
  }

  private lost(): void {
    this.drop();
    const ended = this.state.bye !== null && this.state.bye !== "draining";
    this.set({
      ...this.state,
      connection: ended ? "off" : "lost",
      lost_at_ms: ended ? null : (this.state.lost_at_ms ?? (this.state.heard_at_ms || Date.now())),
    });
    if (ended || !this.wanted) {
      this.wanted = null;
      return;
    }
    // A fifth of jitter, so that a restarted server is not met by every desk at the same moment.
    this.retryTimer = window.setTimeout(() => this.open(), this.retryMs * (0.9 + Math.random() * 0.2));
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS_MAX);
  }

  private pulse(): void {
    const now = performance.now();
    if (now - this.lookedAt > LATE_MS) this.silentSince = now;
    this.lookedAt = now;
    if (now - this.silentSince > SILENCE_MS_MAX + (this.state.connection === "open" ? 0 : PING_MS)) {
      this.lost();
      return;
    }
    if (this.socket?.readyState !== WebSocket.OPEN || now - this.pingSentAt < PING_MS) return;
    this.pingSentAt = now;
    this.send({ type: "ping" });
  }

  private send(message: unknown): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private await(waiters: Map<number, Waiter>, key: number, message: unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const fail = (code: string) => {
        waiters.delete(key);
        reject(new ProblemError({ status: 0, code, title: "", reasons: [] }));
      };
      if (!this.send(message)) {
        fail("offline");
        return;
      }
      waiters.set(key, { resolve, reject, timer: window.setTimeout(() => fail("timeout"), REPLY_MS_MAX) });
    });
  }

  private settle(waiters: Map<number, Waiter>, key: number, outcome: Reply | Problem): void {
    const waiter = waiters.get(key);
    if (!waiter) return;
    waiters.delete(key);
    window.clearTimeout(waiter.timer);
    if ("ok" in outcome) waiter.resolve(outcome);
    else waiter.reject(new ProblemError(outcome));
  }

  private takeReply(message: Record<string, unknown>): void {
    const id = message.id as number;
    const outcome = message.ok === true ? (message as Reply) : readProblem(409, message.problem);
    const generation = this.offers.get(id);
    this.offers.delete(id);
    if (generation === undefined) this.settle(this.waiters, id, outcome);
    else if (!("ok" in outcome) || "sdp" in outcome) this.settle(this.answers, generation, outcome);
  }

  private hear(data: string): void {
    const message = JSON.parse(data) as Record<string, unknown> & { type: string };
    this.state = { ...this.state, heard_at_ms: Date.now() };
    this.silentSince = performance.now();
    switch (message.type) {
      case "snapshot":
        this.takeSnapshot(message);
        break;
      case "fact":
        this.takeFact(message.fact as Fact, message.prev as number | undefined);
        break;
      case "inbox":
        this.tellInbox();
        break;
      case "rights":
        this.tellRights();
        break;
      case "reply":
        this.takeReply(message);
        break;
      case "media.answer":
        this.settle(this.answers, message.generation as number, { ...message, ok: true });
        break;
      case "pong":
        this.takeTime(message.server_time_ms as number);
        break;
      case "bye":
        this.set({ ...this.state, bye: message.reason as ByeReason });
        break;
    }
  }

  private tellInbox(): void {
    for (const listener of this.inboxListeners) listener();
  }

  private tellRights(): void {
    for (const listener of this.rightsListeners) listener();
  }

  /** The answer with the shortest way there and back knows the clock best; half of that way is the error. */
  private takeTime(serverMs: number): void {
    const roundTrip = performance.now() - this.pingSentAt;
    if (typeof serverMs !== "number" || roundTrip > this.roundTripMs * 1.5) return;
    this.roundTripMs = Math.min(this.roundTripMs * 1.02, roundTrip);
    const offset = serverMs + roundTrip / 2 - Date.now();
    if (Math.abs(offset - this.state.clock_offset_ms) > 20) this.set({ ...this.state, clock_offset_ms: offset });
  }

  private takeSnapshot(message: Record<string, unknown>): void {
    this.isResyncing = false;
    this.retryMs = RETRY_MS_FIRST;
    const isNewSocket = this.state.connection !== "open";
    if (isNewSocket) this.roundTripMs = Number.POSITIVE_INFINITY;
    const me = message.me as { agent?: string; is_desk?: boolean } | undefined;
    this.set({
      ...this.state,
      connection: "open",
      lost_at_ms: null,
      seq: message.seq as number,
      floor: readFloor(message.floor),
      agent: me?.agent ?? this.state.agent,
      clock_offset_ms: isNewSocket ? (message.server_time_ms as number) - Date.now() : this.state.clock_offset_ms,
      snapshots: this.state.snapshots + 1,
      opens: this.state.opens + (isNewSocket ? 1 : 0),
    });
    if (!isNewSocket || this.state.opens === 1) return;
    this.tellInbox();
    this.tellRights();
  }

  /**
   * Numbers may jump: facts that this reader may not see are left out, and a server that had to skip one sends a
   * snapshot instead. `prev`, where a server sends it, names the fact before this one on this socket.
   */
  private takeFact(fact: Fact, prev: number | undefined): void {
    if (fact.seq <= this.state.seq) return;
    if (prev !== undefined && prev > this.state.seq) {
      if (!this.isResyncing) this.send({ type: "resync" });
      this.isResyncing = true;
      return;
    }
    this.set({
      ...this.state,
      seq: fact.seq,
      floor: applyFact(this.state.floor, fact),
      facts: [...this.state.facts.slice(-FACTS_MAX + 1), fact],
    });
    for (const listener of this.factListeners) listener(fact);
  }
}

export const live = new Live();

export function useLive(): LiveState {
  return useSyncExternalStore(live.subscribe, live.get);
}
