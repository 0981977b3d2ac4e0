// The inputs of a form, by the kind of value. The browser's own ones where it has good ones: they are light, known to
// screen readers, and on a phone they bring the right keyboard, calendar or wheel.

import { useCustomerMask } from "../api/customers";
import { useConfig } from "../api/queries";
import { named, useLocale, useText } from "../text";
import { AttachmentField } from "./AttachmentField";
import { classes } from "./basics";
import { DateField } from "./DateField";
import { PersonPicker } from "./PersonPicker";
import css from "./SchemaForm.module.css";
import {
  type Choice,
  choicesOf,
  durationParts,
  durationText,
  isId,
  numberOf,
  type Schema,
  type Widget,
} from "./schema";

/** As many choices are seen at a glance; more are in a list. */
const RADIOS_MAX = 8;
/** From here on the reader is told how much room is left. */
const LEFT_TOLD = 200;

export interface InputProps {
  id: string;
  schema: Schema;
  widget: Widget;
  value: unknown;
  label: string;
  isRequired: boolean;
  isReadOnly: boolean;
  isInvalid: boolean;
  isCell: boolean;
  describedBy?: string;
  onChange: (next: unknown) => void;
  onLeave: () => void;
}

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(text) : typeof value === "string" && value !== "" ? [value] : [];

export function Input(props: InputProps) {
  const { schema, widget, value, onChange } = props;
  switch (widget) {
    case "textarea":
      return <LongText {...props} />;
    case "lines":
      return <Lines {...props} />;
    case "number":
      return (
        <input
          {...common(props)}
          type="text"
          inputMode={schema.type === "integer" ? "numeric" : "decimal"}
          className={css.number}
          value={text(value)}
          onChange={(event) => onChange(typed(event.target.value))}
          onBlur={() => {
            onChange(numberOf(value) === "" ? undefined : numberOf(value));
            props.onLeave();
          }}
        />
      );
    case "date":
    case "time":
      return (
        <DateField
          id={props.id}
          value={text(value)}
          withTime={widget === "time"}
          isReadOnly={props.isReadOnly}
          attributes={aria(props)}
          onChange={onChange}
          onLeave={props.onLeave}
        />
      );
    case "duration":
      return <Duration {...props} />;
    case "boolean":
      return <YesNo {...props} />;
    case "confirm":
      return <Confirm {...props} />;
    case "choice":
      return <OneOf {...props} />;
    case "choices":
      return <SomeOf {...props} />;
    case "capability":
    case "team":
      return <OfRulebook {...props} />;
    case "person":
    case "people":
      return (
        <PersonPicker
          id={props.id}
          value={list(value)}
          isMany={widget === "people"}
          isReadOnly={props.isReadOnly}
          describedBy={props.describedBy}
          isInvalid={props.isInvalid}
          isRequired={props.isRequired}
          onChange={(next) => onChange(widget === "people" ? (next.length > 0 ? next : undefined) : next[0])}
          onBlur={props.onLeave}
        />
      );
    case "attachment":
      return (
        <AttachmentField
          id={props.id}
          value={list(value)}
          max={schema.type === "array" ? (schema.maxItems ?? 20) : 1}
          isReadOnly={props.isReadOnly}
          describedBy={props.describedBy}
          isInvalid={props.isInvalid}
          onChange={(next) => onChange(schema.type === "array" ? (next.length > 0 ? next : undefined) : next[0])}
        />
      );
    default:
      return (
        <input
          {...common(props)}
          type="text"
          autoComplete="off"
          value={text(value)}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
  }
}

function aria(props: InputProps) {
  return {
    "aria-required": props.isRequired || undefined,
    "aria-invalid": props.isInvalid || undefined,
    "aria-describedby": props.describedBy,
  };
}

function common(props: InputProps) {
  return { id: props.id, readOnly: props.isReadOnly || undefined, ...aria(props), onBlur: props.onLeave };
}

/** A number as soon as it reads as one and nothing would be lost: `1.` and `1.0` stay text while they are typed. */
function typed(words: string): unknown {
  if (words === "") return undefined;
  const number = numberOf(words);
  return typeof number === "number" && String(number) === words ? number : words;
}

function LongText(props: InputProps) {
  const t = useText();
  const { schema, value } = props;
  const room = schema.maxLength === undefined ? null : schema.maxLength - [...text(value)].length;
  return (
    <>
      <textarea
        {...common(props)}
        rows={props.isCell ? 1 : 3}
        className={css.area}
        value={text(value)}
        onChange={(event) => props.onChange(event.target.value || undefined)}
      />
      {room !== null && room < LEFT_TOLD && <small className={css.hint}>{t.forms.left(Math.max(0, room))}</small>}
    </>
  );
}

/** Plain texts, one in each line, so that a column of a spreadsheet can be pasted. */
function Lines(props: InputProps) {
  const t = useText();
  return (
    <>
      <textarea
        {...common(props)}
        rows={3}
        className={css.area}
        value={list(props.value).join("\n")}
        onChange={(event) => props.onChange(event.target.value === "" ? undefined : event.target.value.split("\n"))}
      />
      <small className={css.hint}>{t.forms.perLine}</small>
    </>
  );
}

function Duration(props: InputProps) {
  const t = useText();
  const parts = durationParts(text(props.value)) ?? { days: 0, hours: 0, minutes: 0 };
  return (
    <div className={css.duration}>
      {(["days", "hours", "minutes"] as const).map((unit) => (
        <label key={unit}>
          <input
            type="text"
            inputMode="numeric"
            className={css.number}
            readOnly={props.isReadOnly || undefined}
            aria-invalid={props.isInvalid || undefined}
            aria-describedby={props.describedBy}
            value={parts[unit] || ""}
            onBlur={props.onLeave}
            onChange={(event) => {
              const next = { ...parts, [unit]: Number(event.target.value.replace(/\D/g, "").slice(0, 4)) };
              props.onChange(durationText(next) || undefined);
            }}
          />
          {t.forms[unit]}
        </label>
      ))}
    </div>
  );
}

function YesNo(props: InputProps) {
  const t = useText();
  const choices = [
    { value: "yes", label: t.forms.yes },
    { value: "no", label: t.forms.no },
  ];
  const value = typeof props.value === "boolean" ? (props.value ? "yes" : "no") : undefined;
  return <Radios {...props} choices={choices} chosen={value} choose={(next) => props.onChange(next === "yes")} />;
}

function Confirm(props: InputProps) {
  return (
    <label className={css.confirm}>
      <input
        id={props.id}
        type="checkbox"
        disabled={props.isReadOnly}
        aria-required={props.isRequired || undefined}
        aria-invalid={props.isInvalid || undefined}
        aria-describedby={props.describedBy}
        checked={props.value === true}
        onBlur={props.onLeave}
        onChange={(event) => props.onChange(event.target.checked || undefined)}
      />
      <span>
        {props.label}
        {props.isRequired && (
          <span className={css.star} aria-hidden="true">
            *
          </span>
        )}
      </span>
    </label>
  );
}

function OneOf(props: InputProps) {
  const t = useText();
  const locale = useLocale();
  const choices = choicesOf(props.schema, locale);
  if (choices.length <= RADIOS_MAX && !props.isCell)
    return <Radios {...props} choices={choices} chosen={props.value as Choice["value"]} choose={props.onChange} />;
  return (
    <select
      {...common(props)}
      aria-label={props.label}
      disabled={props.isReadOnly}
      className={css.select}
      value={choices.findIndex((one) => one.value === props.value)}
      onChange={(event) => props.onChange(choices[Number(event.target.value)]?.value)}
    >
      <option value={-1}>{t.forms.choose}</option>
      {choices.map((one, place) => (
        <option key={String(one.value)} value={place}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** Several of the choices, all seen at once. */
function SomeOf(props: InputProps) {
  const locale = useLocale();
  const chosen = Array.isArray(props.value) ? (props.value as Choice["value"][]) : [];
  const choices = props.schema.items ? choicesOf(props.schema.items, locale) : [];
  const toggle = (value: Choice["value"]) => {
    const next = choices.map((one) => one.value).filter((one) => chosen.includes(one) !== (one === value));
    props.onChange(next.length > 0 ? next : undefined);
  };
  return (
    <div className={css.radios}>
      {choices.map((one, place) => (
        <label key={String(one.value)} className={classes(css.radio, chosen.includes(one.value) && css.chosen)}>
          <input
            type="checkbox"
            id={place === 0 ? props.id : undefined}
            disabled={props.isReadOnly}
            checked={chosen.includes(one.value)}
            onBlur={props.onLeave}
            onChange={() => toggle(one.value)}
          />
          {one.label}
        </label>
      ))}
    </div>
  );
}

/**
 * A right or a team of the rulebook. What is kept already stays to be seen, also when it is offered no more; the field
 * of a team holds a customer where the right is about one, filled in by a link.
 */
function OfRulebook(props: InputProps) {
  const t = useText();
  const locale = useLocale();
  const config = useConfig().data;
  const value = text(props.value);
  const isCustomer = props.widget === "team" && isId(value);
  const customer = useCustomerMask(isCustomer ? value : null);
  const offered =
    props.widget === "team"
      ? (config?.teams ?? [])
      : (config?.capabilities ?? []).filter((one) => one.can_be_asked_for || one.id === value);
  const choices = offered.map((one) => ({ value: one.id, label: named(one, locale) }));
  if (value !== "" && !choices.some((one) => one.value === value))
    choices.push({ value, label: customer ?? `${isCustomer ? `${t.customers.card} ` : ""}…${value.slice(-6)}` });
  return (
    <select
      {...common(props)}
      aria-label={props.label}
      disabled={props.isReadOnly}
      className={css.select}
      value={value}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    >
      <option value="">{t.forms.choose}</option>
      {choices.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

function Radios(
  props: InputProps & {
    choices: Choice[];
    chosen: Choice["value"] | undefined;
    choose: (value: Choice["value"]) => void;
  },
) {
  const t = useText();
  return (
    <div className={css.radios}>
      {props.choices.map((one, place) => (
        <label key={String(one.value)} className={classes(css.radio, one.value === props.chosen && css.chosen)}>
          <input
            type="radio"
            id={place === 0 ? props.id : undefined}
            name={props.id}
            disabled={props.isReadOnly}
            aria-invalid={props.isInvalid || undefined}
            checked={one.value === props.chosen}
            onBlur={props.onLeave}
            onChange={() => props.choose(one.value)}
          />
          {one.label}
        </label>
      ))}
      {!props.isRequired && !props.isReadOnly && props.chosen !== undefined && (
        <button type="button" className={css.clear} onClick={() => props.onChange(undefined)}>
          {t.forms.clear}
        </button>
      )}
    </div>
  );
}
