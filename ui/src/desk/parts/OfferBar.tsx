// The reserved bar where a call arrives. It is always there, so nothing moves, and it never takes the focus.

import { useMe, whyNot } from "../../app/session";
import { Button, classes, Kbd, StateDot } from "../../parts/basics";
import { awayName, queueName } from "../../parts/factWords";
import { phone, span } from "../../parts/format";
import { useNow } from "../../parts/time";
import { useNames } from "../../parts/useNames";
import { Locked } from "../../parts/Why";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";
import { can } from "../model";

export function OfferBar() {
  const t = useText();
  const view = useDesk();
  const isRinging = view.state.state.state === "ringing";
  return (
    <section className={classes(css.offer, isRinging && css.offerRings)} aria-label={t.desk.offer.region}>
      {isRinging ? <Offer /> : <Quiet />}
      <Announcement />
    </section>
  );
}

function Offer() {
  const t = useText();
  const names = useNames();
  const now = useNow();
  const view = useDesk();
  const { state, call, offered_ms, since_ms, pending } = view.state;
  if (state.state !== "ringing") return null;
  const wait = call?.queued_ms ? now - call.queued_ms : (call?.wait_ms ?? null);
  const begun = offered_ms ?? since_ms;
  const left = Math.max(0, state.until - now);
  const share = state.until > begun ? left / (state.until - begun) : 0;
  return (
    <>
      <StateDot state="ringing" />
      <div className={css.offerWho}>
        <strong>{queueName(names, call?.queue ?? null)}</strong>
        <span className={css.offerNumber}>{call?.from ? phone(call.from) : "…"}</span>
        {wait !== null && <span>{t.desk.offer.wait(span(wait))}</span>}
      </div>
      <span className={css.offerLeft}>{t.desk.offer.ringsFor(Math.ceil(left / 1000))}</span>
      {view.phone.kind === "browser" && (
        <Button
          tone="primary"
          className={css.offerAnswer}
          icon="answer"
          disabled={!can.answer(view.state)}
          onClick={() => desk.answer()}
        >
          {pending === "answer" ? t.desk.answering : t.desk.answer} <Kbd>F2</Kbd>
        </Button>
      )}
      <Button disabled={!can.answer(view.state)} onClick={() => desk.decline()}>
        {t.desk.decline}
      </Button>
      <span className={css.offerTime} style={{ transform: `scaleX(${share})` }} aria-hidden="true" />
    </>
  );
}

function Quiet() {
  const t = useText();
  const names = useNames();
  const view = useDesk();
  const { state, cause, call } = view.state;
  const isHeld = call?.held_since_ms != null && call.held_by !== "customer";
  const refusal = whyNot(useMe(), "desk:take_calls");
  const isDeaf = state.state === "talking" && view.phone.kind === "browser" && view.phone.link !== "connected";
  const words = {
    offline: t.desk.offer.quietOffline,
    ready: t.desk.offer.quietReady,
    away:
      cause === "missed_offer"
        ? t.desk.offer.quietMissed
        : cause === "device_lost"
          ? t.desk.offer.quietDevice
          : t.desk.offer.quietAway,
    ringing: "",
    talking: isHeld ? t.desk.offer.quietHeld : t.desk.offer.quietTalking,
    wrap_up: t.desk.offer.quietWrapUp,
  };
  const word = state.state === "away" ? awayName(names, state.reason) : isHeld ? t.state.held : undefined;
  return (
    <>
      <StateDot state={state.state} word={word} isAlarm={cause !== null} />
      {isDeaf ? (
        <>
          <span className={css.offerBad} role="alert">
            {t.desk.offer.noAudio}
          </span>
          <Button tone="primary" disabled={view.phone.link === "connecting"} onClick={() => void desk.phone.connect()}>
            {view.phone.link === "connecting" ? t.desk.phone.connecting : t.desk.phone.connect}
          </Button>
        </>
      ) : (
        <span className={css.offerQuiet}>
          {refusal && state.state === "away" ? (
            <Locked label={t.problem.may_not_take_calls ?? ""} reasons={refusal.reasons} right="desk:take_calls" />
          ) : (
            words[state.state]
          )}
        </span>
      )}
    </>
  );
}

/** Read out once when it rings; the bar itself changes every second and must not be read. */
function Announcement() {
  const t = useText();
  const names = useNames();
  const { state, call } = useDesk().state;
  const isRinging = state.state === "ringing";
  return (
    <span className="visually-hidden" role="status">
      {isRinging && t.desk.offer.announced(queueName(names, call?.queue ?? null), call?.from ?? "")}
    </span>
  );
}
