// A date, or a date with its time, always written year first: a browser's own field follows the browser's language, and
// 11/12 must not mean two days. Typed short (`1125`, `11-25`, `9:30`) or chosen from the browser's calendar; on a phone
// the phone's own wheel, which its owner knows.

import dayjs from "dayjs";
import { useRef, useState } from "react";
import { useLocale, useText } from "../text";
import { dateOf, momentOf } from "./dates";
import { Icon } from "./Icon";
import css from "./SchemaForm.module.css";

const isTouch = (): boolean => typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;

export function DateField(props: {
  id: string;
  /** `2026-11-25`, or with `withTime` a moment with its offset. What is neither stays as it was typed. */
  value: string;
  withTime: boolean;
  isReadOnly: boolean;
  attributes: React.AriaAttributes;
  onChange: (value: string | undefined) => void;
  onLeave: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const picker = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const { value, withTime } = props;
  const at = value === "" ? null : dayjs(value);
  const isKnown = at?.isValid() === true && /^\d{4}-\d{2}-\d{2}/.test(value);
  const shown = isKnown && at ? at.format(withTime ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD") : value;
  const native = isKnown && at ? at.format(withTime ? "YYYY-MM-DDTHH:mm" : "YYYY-MM-DD") : "";
  const take = (words: string) => {
    const read = withTime ? momentOf(words, dayjs()) : dateOf(words, dayjs());
    props.onChange(read ?? (words.trim() || undefined));
  };
  const fromNative = (next: string) => props.onChange(next === "" ? undefined : withTime ? dayjs(next).format() : next);
  const type = withTime ? "datetime-local" : "date";
  if (isTouch())
    return (
      <input
        id={props.id}
        type={type}
        {...props.attributes}
        readOnly={props.isReadOnly || undefined}
        value={native}
        onChange={(event) => fromNative(event.target.value)}
        onBlur={props.onLeave}
      />
    );
  return (
    <span className={css.dateField}>
      <input
        id={props.id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        {...props.attributes}
        placeholder={withTime ? t.forms.momentShape : t.forms.dateShape}
        readOnly={props.isReadOnly || undefined}
        value={typed ?? shown}
        onChange={(event) => {
          setTyped(event.target.value);
          take(event.target.value);
        }}
        onBlur={() => {
          setTyped(null);
          props.onLeave();
        }}
      />
      {!props.isReadOnly && (
        <button
          type="button"
          aria-label={t.forms.calendar}
          title={t.forms.calendar}
          onClick={() => picker.current?.showPicker()}
        >
          <Icon name="calendar" size={16} />
        </button>
      )}
      <input
        ref={picker}
        type={type}
        tabIndex={-1}
        aria-hidden="true"
        className={css.calendar}
        value={native}
        onChange={(event) => fromNative(event.target.value)}
      />
      {isKnown && at && <small>{weekday(at, locale)}</small>}
    </span>
  );
}

function weekday(at: dayjs.Dayjs, locale: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "short" }).format(at.toDate());
}
