// The desk of this tab: brings together the live socket, the reducer, the telephone and the ring. One for the page,
// so that a call rings and can be answered in whichever room the agent is.

import { useSyncExternalStore } from "react";
import { live } from "../api/live";
import { api, queryClient } from "../api/queries";
import type { AwayReason, Config, Fact, Me } from "../api/types";
import { session } from "../app/session";
import { toast } from "../app/toast";
import { currentText } from "../text";
import { callOf, can, type DeskEvent, type DeskState, type PendingAct, reduce, START } from "./model";
import { type PhoneState, Softphone } from "./softphone";
import { startRinging, stopRinging } from "./sound";

export interface Draft {
  call: string;
  code: string | null;
  note: string;
}

export interface DeskView {
  state: DeskState;
  phone: PhoneState;
  draft: Draft | null;
  /** F9 was pressed without a disposition: the form says so. */
  is_disposition_missing: boolean;
  is_saving: boolean;
}

/** An act that was accepted but brought no fact shows as pending for so long at most. */
const PENDING_MS_MAX = 3_000;

class Desk {
  readonly phone = new Softphone((phone) => this.set({ phone }));
  private view: DeskView = {
    state: START,
    phone: this.phone.get(),
    draft: null,
    is_disposition_missing: false,
    is_saving: false,
  };
  private listeners = new Set<() => void>();
  private undo: (() => void)[] = [];
  private snapshots = 0;
  private opens = 0;
  private readFor = "";
  config: Config | null = null;

  get = (): DeskView => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(patch: Partial<DeskView>): void {
    this.view = { ...this.view, ...patch };
    for (const listener of this.listeners) listener();
  }

  get isOn(): boolean {
    return this.undo.length > 0;
  }

  /** Signs this tab in to the switch. Doing it again changes nothing. */
  start(me: Me): void {
    if (this.isOn) return;
    this.set({ state: { ...START, agent: me.person.id } });
    this.undo = [live.subscribe(() => this.liveChanged(me)), live.onFact((fact) => this.hear(fact))];
    this.phone.begin(me.person.id);
    live.start(true);
    this.liveChanged(me);
  }

  stop(): void {
    for (const undo of this.undo) undo();
    this.undo = [];
    this.snapshots = 0;
    this.opens = 0;
    stopRinging();
    this.phone.disconnect();
    this.set({ state: START, draft: null, is_disposition_missing: false, is_saving: false });
  }

  private liveChanged(me: Me): void {
    const now = live.get();
    if (now.bye === "taken_over") stopRinging();
    if (now.connection !== "open" || now.snapshots === this.snapshots) return;
    const isNewSocket = this.opens !== now.opens;
    this.opens = now.opens;
    this.snapshots = now.snapshots;
    this.dispatch({ type: "snapshot", agent: now.agent ?? me.person.id, floor: now.floor });
    if (isNewSocket) this.phone.socketReturned();
    const own = now.floor.agents[this.view.state.agent ?? ""];
    if (own?.has_browser_phone && !isNewSocket) this.phone.confirm();
  }

  private hear(fact: Fact): void {
    this.dispatch({ type: "fact", fact });
    const me = this.view.state.agent;
    if (fact.kind === "browser_phone_connected" && fact.agent === me) this.phone.confirm();
    if (fact.kind === "offer_ended" && fact.agent === me && fact.outcome === "missed") {
      toast.bad(currentText().desk.missedToast);
    }
    if (fact.kind === "call_ended" || fact.kind === "disposition_set") {
      void queryClient.invalidateQueries({ queryKey: ["calls"] });
    }
  }

  private dispatch(event: DeskEvent): void {
    const before = this.view.state;
    const state = reduce(before, event);
    if (state === before) return;
    this.set({ state });
    const isRinging = state.state.state === "ringing";
    if (isRinging !== (before.state.state === "ringing")) (isRinging ? startRinging : stopRinging)();
    const call = callOf(state.state);
    if (call !== this.view.draft?.call) {
      this.set({ draft: call === null ? null : { call, code: null, note: "" }, is_disposition_missing: false });
    }
    // A muted microphone must not wait for the next customer.
    if (before.state.state === "talking" && state.state.state !== "talking") {
      if (this.phone.get().is_muted) this.phone.mute(false);
      live.refreshSoon();
    }
    void this.readCall(call, state.state.state);
  }

  /** The caller's number and the way through the menu: what happened before the call was ours. */
  private async readCall(call: string | null, state: string): Promise<void> {
    const wanted = call === null ? "" : `${call} ${state}`;
    if (wanted === this.readFor) return;
    this.readFor = wanted;
    if (call === null) return;
    try {
      const read = await api.call(call);
      this.dispatch({ type: "call_read", call: read });
      if (!read.disposition) return;
      this.dispatch({ type: "disposed", call, code: read.disposition });
      if (this.view.draft?.call === call && this.view.draft.code === null) {
        this.set({ draft: { call, code: read.disposition, note: read.note ?? "" } });
      }
    } catch {
      // While it rings the call may not be ours to see yet; it is read again when it is.
    }
  }

  private async ask(pending: PendingAct, fields: Record<string, unknown> = {}): Promise<void> {
    this.dispatch({ type: "asked", act: pending });
    const asked = this.view.state;
    try {
      await live.act(pending, fields);
      window.setTimeout(() => {
        if (this.view.state.pending === pending && this.view.state.since_ms === asked.since_ms) {
          this.dispatch({ type: "refused" });
        }
      }, PENDING_MS_MAX);
    } catch (error) {
      this.dispatch({ type: "refused" });
      toast.problem(error);
    }
  }

  private get callId(): string | null {
    return callOf(this.view.state.state);
  }

  answer(): void {
    if (can.answer(this.view.state)) void this.ask("answer", { call: this.callId });
  }

  decline(): void {
    if (can.answer(this.view.state)) void this.ask("decline", { call: this.callId });
  }

  hangUp(): void {
    if (can.hangUp(this.view.state)) void this.ask("hang_up", { call: this.callId });
  }

  toggleHold(): void {
    if (!can.hold(this.view.state)) return;
    void this.ask(this.view.state.call?.held_since_ms == null ? "hold" : "resume", { call: this.callId });
  }

  toggleMute(): void {
    this.phone.mute(!this.phone.get().is_muted);
  }

  sendDigit(digit: string): void {
    if (!can.sendDigit(this.view.state)) return;
    this.dispatch({ type: "digit", digit });
    live.act("send_digit", { call: this.callId, digit }).catch(toast.problem);
  }

  goReady(): void {
    if (can.goReady(this.view.state)) void this.ask("go_ready");
  }

  goAway(reason: AwayReason): void {
    if (can.goAway(this.view.state)) void this.ask("go_away", { reason });
  }

  setDraft(patch: Partial<Draft>): void {
    if (!this.view.draft) return;
    this.set({ draft: { ...this.view.draft, ...patch }, is_disposition_missing: false });
  }

  /** True when the disposition of the call in hand is on the server. */
  async saveDisposition(): Promise<boolean> {
    const draft = this.view.draft;
    if (!draft?.code || this.view.is_saving) return false;
    this.set({ is_saving: true });
    try {
      await api.setDisposition(draft.call, draft.code, draft.note.trim());
      this.dispatch({ type: "disposed", call: draft.call, code: draft.code });
      return true;
    } catch (error) {
      toast.problem(error);
      return false;
    } finally {
      this.set({ is_saving: false });
    }
  }

  needsDisposition(): boolean {
    const call = this.view.state.call;
    const items = this.config?.dispositions.find((one) => one.queue === call?.queue)?.items ?? [];
    return items.length > 0 && call !== null && this.view.state.disposed[call.id] === undefined;
  }

  /** Saves what is chosen and ends the wrap-up; without a choice the form says what is missing. */
  async finish(): Promise<void> {
    if (!can.finish(this.view.state)) return;
    if (this.view.draft?.code) {
      if (!(await this.saveDisposition())) return;
    } else if (this.needsDisposition()) {
      this.set({ is_disposition_missing: true });
      return;
    }
    void this.ask("finish_wrap_up", { call: this.callId });
  }
}

export const desk = new Desk();

session.subscribe(() => {
  if (session.get().me === null && desk.isOn) desk.stop();
});

export function useDesk(): DeskView {
  return useSyncExternalStore(desk.subscribe, desk.get);
}
