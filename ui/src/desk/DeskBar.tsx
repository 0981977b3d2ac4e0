// The desk's part of the top bar, in every room: my state and its time, six fixed call controls, the telephone.

import { type ReactNode, useEffect, useRef } from "react";
import type { AwayReason } from "../api/types";
import { type Command, type CommandContext, isPossible } from "../app/commands";
import { classes, Kbd, StateDot } from "../parts/basics";
import { awayName } from "../parts/factWords";
import { Icon, type IconName } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { Meter } from "../parts/Meter";
import { Since } from "../parts/time";
import { useNames } from "../parts/useNames";
import { useText } from "../text";
import { answer, awayCommands, finish, hangUp, hold, keypad, mute, phoneSettings, ready } from "./commands";
import css from "./Desk.module.css";
import { desk, useDesk } from "./desk";
import type { PhoneState } from "./softphone";

interface Props {
  context: CommandContext;
  isKeypadOpen: boolean;
  setKeypadOpen: (isOpen: boolean) => void;
}

export default function DeskBar({ context, isKeypadOpen, setKeypadOpen }: Props) {
  const t = useText();
  const view = useDesk();
  const isHeld = view.state.call?.held_since_ms != null;
  const pending = view.state.pending;
  const slots: { command: Command; icon: IconName; word?: string; tone?: string; isOn?: boolean }[] = [
    { command: answer, icon: "answer", tone: css.go, word: pending === "answer" ? t.desk.answering : undefined },
    { command: hangUp, icon: "hangUp", tone: css.stop, word: pending === "hang_up" ? t.desk.hangingUp : undefined },
    {
      command: hold,
      icon: isHeld ? "resume" : "hold",
      isOn: isHeld,
      word: pending === "hold" ? t.desk.holding : pending === "resume" ? t.desk.resuming : undefined,
    },
    { command: mute, icon: view.phone.is_muted ? "mute" : "mic", isOn: view.phone.is_muted },
    { command: keypad, icon: "keypad", isOn: isKeypadOpen },
    { command: finish, icon: "finish", tone: css.go },
  ];
  return (
    <div className={css.bar}>
      <StateMenu context={context} />
      <div className={css.controls} role="toolbar" aria-label={t.desk.controls}>
        {slots.map((slot) => (
          <Slot key={slot.command.id} {...slot} context={context}>
            {slot.command === keypad && isKeypadOpen && <Keypad close={() => setKeypadOpen(false)} />}
          </Slot>
        ))}
      </div>
      <PhoneStatus phone={view.phone} context={context} />
    </div>
  );
}

function Slot(props: {
  command: Command;
  icon: IconName;
  word?: string;
  tone?: string;
  isOn?: boolean;
  context: CommandContext;
  children?: ReactNode;
}) {
  const { command, context } = props;
  const word = props.word ?? command.title(context);
  return (
    <div className={css.slot}>
      <button
        type="button"
        className={classes(css.control, props.tone, props.isOn && css.on)}
        disabled={!isPossible(command, context)}
        aria-pressed={props.isOn}
        aria-keyshortcuts={command.keys}
        data-command={command.id}
        onClick={() => command.run(context)}
      >
        <Icon name={props.icon} size={20} />
        <span>
          {word} {command.keys && <small>{command.keys}</small>}
        </span>
      </button>
      {props.children}
    </div>
  );
}

function StateMenu({ context }: { context: CommandContext }) {
  const t = useText();
  const names = useNames();
  const { state, since_ms, call } = useDesk().state;
  const isHeld = call?.held_since_ms != null;
  const since = call?.held_since_ms ?? since_ms;
  const word = state.state === "away" ? awayName(names, state.reason) : isHeld ? t.state.held : t.state[state.state];
  const isAlarm = state.state === "away" && (state.reason === "missed_offer" || state.reason === "device_lost");
  const items = [ready, ...awayCommands].map((command) => ({
    key: command.id,
    isDisabled: !isPossible(command, context),
    onChoose: () => command.run(context),
    content: (
      <>
        <StateDot
          state={command === ready ? "ready" : "away"}
          word={command === ready ? t.desk.goReady : awayName(names, command.id.split(".")[2] as AwayReason)}
        />
        {command.keys && <Kbd>{command.keys}</Kbd>}
      </>
    ),
  }));
  return (
    <Menu
      label={t.desk.stateMenu}
      buttonClass={classes(css.stateButton, css[`is_${state.state}`], isAlarm && css.is_alarm)}
      button={
        <>
          <StateDot state={state.state} word={word} isAlarm={isAlarm} />
          <span className={css.stateTime}>{since > 0 ? <Since at={since} /> : "–:––"}</span>
          <Icon name="down" size={16} />
        </>
      }
      items={items}
    />
  );
}

function PhoneStatus({ phone, context }: { phone: PhoneState; context: CommandContext }) {
  const t = useText();
  const words = {
    off: t.desk.phone.off,
    connecting: t.desk.phone.connecting,
    connected: t.desk.phone.connected,
    failed: t.desk.phone.failed,
    taken_over: t.desk.phone.off,
  };
  const word = phone.kind === "desk" ? t.desk.phone.deskPhone : phone.is_muted ? t.desk.phone.muted : words[phone.link];
  const isUp = phone.kind === "desk" || phone.link === "connected";
  const isBroken = phone.trouble !== null || phone.link === "failed" || phone.link === "taken_over";
  return (
    <button
      type="button"
      className={classes(css.phone, isBroken && css.phoneDown)}
      title={t.desk.phone.open}
      data-link={phone.link}
      onClick={() => phoneSettings.run(context)}
    >
      <Icon name={phone.is_muted ? "mute" : isBroken ? "warn" : "headset"} size={18} />
      <span>
        <span>{word}</span>
        {phone.kind === "browser" && isUp && <Meter level={desk.phone.level} label={t.desk.phone.level} />}
      </span>
    </button>
  );
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

function Keypad({ close }: { close: () => void }) {
  const t = useText();
  const { digits } = useDesk().state;
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.querySelector("button")?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === "Escape") close();
      else if (KEYS.includes(event.key) && root.current?.contains(document.activeElement)) desk.sendDigit(event.key);
    };
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.parentElement?.contains(event.target)) close();
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener("pointerdown", outside);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("pointerdown", outside);
    };
  }, [close]);
  return (
    <div ref={root} className={css.keypad} role="dialog" aria-label={t.desk.keypadTitle}>
      <p aria-live="polite">{digits ? t.desk.sent(digits) : t.desk.keypadTitle}</p>
      <div>
        {KEYS.map((key) => (
          <button key={key} type="button" onClick={() => desk.sendDigit(key)}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
