// Every act of the desk, one record each. Six of them are the fixed slots of the call controls.

import type { AwayReason } from "../api/types";
import { type Command, command } from "../app/commands";
import { toast } from "../app/toast";
import { desk } from "./desk";
import { can } from "./model";

/** F2 hangs up only when the call is this old: a double press on the ringing call must not end it. */
const HANG_UP_AFTER_MS = 1_500;

export const answer = command({
  id: "desk.answer",
  section: "desk",
  title: ({ t }) => t.desk.answer,
  keys: "F2",
  needs: "call:control",
  when: (c) => c.desk !== null && can.answer(c.desk.state) && c.desk.phone.kind === "browser",
  run: () => desk.answer(),
});

export const decline = command({
  id: "desk.decline",
  section: "desk",
  title: ({ t }) => t.desk.decline,
  needs: "call:control",
  when: (c) => c.desk !== null && can.answer(c.desk.state),
  run: () => desk.decline(),
});

let talkingSeenAt = 0;
let talkingCall = "";

/** Remembers when this page first showed the call as talking. */
function talkingFor(call: string): number {
  if (call !== talkingCall) {
    talkingCall = call;
    talkingSeenAt = Date.now();
  }
  return Date.now() - talkingSeenAt;
}

export const hangUp = command({
  id: "desk.hangUp",
  section: "desk",
  title: ({ t }) => t.desk.hangUp,
  keys: "F2",
  needs: "call:control",
  when: (c) => c.desk !== null && can.hangUp(c.desk.state) && talkingFor(c.desk.state.call?.id ?? "") >= 0,
  run: ({ desk: view }) => {
    if (talkingFor(view?.state.call?.id ?? "") >= HANG_UP_AFTER_MS) desk.hangUp();
  },
});

export const hold = command({
  id: "desk.hold",
  section: "desk",
  title: ({ t, desk: view }) => (view?.state.call?.held_since_ms != null ? t.desk.resume : t.desk.hold),
  keys: "F4",
  needs: "call:control",
  when: (c) => c.desk !== null && can.hold(c.desk.state),
  run: () => desk.toggleHold(),
});

export const mute = command({
  id: "desk.mute",
  section: "desk",
  title: ({ t, desk: view }) => (view?.phone.is_muted ? t.desk.unmute : t.desk.mute),
  keys: "F7",
  when: (c) => c.desk?.state.state.state === "talking" && c.desk.phone.kind === "browser",
  run: () => desk.toggleMute(),
});

export const keypad = command({
  id: "desk.keypad",
  section: "desk",
  title: ({ t }) => t.desk.keypad,
  needs: "call:control",
  when: (c) => c.desk !== null && can.sendDigit(c.desk.state),
  run: ({ open }) => open("keypad"),
});

export const finish = command({
  id: "desk.finish",
  section: "desk",
  title: ({ t }) => t.desk.finish,
  keys: "F9",
  needs: "call:control",
  when: (c) => c.desk !== null && can.finish(c.desk.state),
  run: ({ go }) => {
    // The form with its one empty field is on the desk.
    if (desk.needsDisposition() && !desk.get().draft?.code) go("/desk");
    void desk.finish();
  },
});

export const ready = command({
  id: "desk.ready",
  section: "desk",
  title: ({ t }) => t.desk.goReady,
  keys: "Alt+R",
  needs: "desk:take_calls",
  when: (c) => c.desk !== null && can.goReady(c.desk.state),
  run: ({ t, open, desk: view }) => {
    if (view?.phone.kind === "browser" && !view.phone.is_test_passed) {
      toast.bad(t.desk.phone.test.required);
      open("phone");
      return;
    }
    desk.goReady();
  },
});

const away = (reason: AwayReason, keys?: string) =>
  command({
    id: `desk.away.${reason}`,
    section: "desk",
    title: ({ t }) => t.desk.goAway(t.away[reason] ?? reason),
    keys,
    needs: "desk:use",
    when: (c) => c.desk !== null && can.goAway(c.desk.state) && !isAwayBecause(c.desk.state.state, reason),
    run: () => desk.goAway(reason),
  });

function isAwayBecause(state: { state: string; reason?: string }, reason: AwayReason): boolean {
  return state.state === "away" && state.reason === reason;
}

export const AWAY_REASONS: AwayReason[] = ["break", "meal", "training", "meeting"];
export const awayCommands = AWAY_REASONS.map((reason) => away(reason, reason === "break" ? "Alt+B" : undefined));

export const phoneSettings = command({
  id: "desk.phone",
  section: "desk",
  title: ({ t }) => t.desk.phone.open,
  when: (c) => c.desk !== null,
  run: ({ open }) => open("phone"),
});

/** The six slots of the top bar, always in this order. */
export const SLOTS: Command[] = [answer, hangUp, hold, mute, keypad, finish];

export const DESK_COMMANDS: Command[] = [...SLOTS, decline, ready, ...awayCommands, phoneSettings];
