// Keeps what is being typed on the server, so that it survives a closed tab, another computer and a lost connection.
//
// Written a moment after the last key and at once when the page goes away. Nothing is kept in the browser: desks are
// shared, and forms hold customers' data.

import type { Fields } from "../api/flows";

/** Longer than a pause within a word, shorter than a glance at the clock. */
const REST_MS = 900;
const RETRY_MS = 5_000;

export interface DraftState {
  status: "idle" | "waiting" | "saving" | "saved" | "failed";
  saved_ms: number | null;
}

export interface DraftKeeper {
  save: (data: Fields, isLast: boolean) => Promise<void>;
  drop: () => Promise<void>;
  now: () => number;
}

export class Draft {
  state: DraftState;
  private listeners = new Set<() => void>();
  private pending: Fields | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy: Promise<void> | null = null;
  private isClosed = false;

  constructor(
    private readonly keeper: DraftKeeper,
    savedMs: number | null,
  ) {
    this.state = { status: savedMs === null ? "idle" : "saved", saved_ms: savedMs };
  }

  get = (): DraftState => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** True while something typed is not yet kept: the page then asks before it closes. */
  get isUnsaved(): boolean {
    return this.pending !== null || this.busy !== null;
  }

  change(data: Fields): void {
    if (this.isClosed) return;
    this.pending = data;
    if (this.state.status !== "failed") this.set({ ...this.state, status: "waiting" });
    this.plan(REST_MS);
  }

  /** The page goes away: what waits is sent now, in a request that outlives it. */
  flush(isLast = true): void {
    clearTimeout(this.timer);
    if (this.pending && !this.isClosed) void this.write(isLast);
  }

  /** It was sent, or given up: nothing more is written. Resolves when no write is under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.pending = null;
    clearTimeout(this.timer);
    await this.busy;
    this.set({ status: "idle", saved_ms: null });
  }

  /** After a failed sending the typing goes on. */
  reopen(): void {
    this.isClosed = false;
  }

  async drop(): Promise<void> {
    await this.close();
    await this.keeper.drop();
    this.isClosed = false;
  }

  private plan(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(false), ms);
  }

  private async write(isLast: boolean): Promise<void> {
    // One at a time, so that an older text never lands on a newer one. The last one cannot wait.
    if (this.busy && !isLast) {
      this.plan(REST_MS);
      return;
    }
    const data = this.pending;
    if (!data) return;
    this.pending = null;
    this.set({ ...this.state, status: "saving" });
    const write = this.keeper.save(data, isLast).then(
      () => {
        this.busy = null;
        if (!this.isClosed) this.set({ status: this.pending ? "waiting" : "saved", saved_ms: this.keeper.now() });
      },
      () => {
        this.busy = null;
        if (this.isClosed) return;
        this.pending ??= data;
        this.set({ ...this.state, status: "failed" });
        this.plan(RETRY_MS);
      },
    );
    this.busy = write;
    await write;
  }

  private set(next: DraftState): void {
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
