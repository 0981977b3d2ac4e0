// Draws a form of the rulebook: JSON Schema with the hints of rulebook/forms/README.md. One column on a phone, two where
// there is room; lists of records are tables there and cards here. Values and checks: `schema.ts`, `useSchemaForm.ts`.

import { type CSSProperties, createContext, useContext, useEffect, useId, useRef } from "react";
import type { FieldProblem } from "../api/problem";
import { useLocale, useText } from "../text";
import { Button, classes } from "./basics";
import css from "./SchemaForm.module.css";
import { Input } from "./SchemaInput";
import {
  choicesOf,
  hintOf,
  isEmpty,
  mustBeFilled,
  type Schema,
  shownOf,
  titleOf,
  type Widget,
  widgetOf,
} from "./schema";
import type { FormState } from "./useSchemaForm";

interface Frame {
  id: string;
  form: FormState;
  isReadOnly: boolean;
}

const FrameContext = createContext<Frame | null>(null);

/** These take the whole width. */
const WIDE = new Set<Widget>(["textarea", "attachment", "lines", "rows", "group", "people", "confirm", "choices"]);
/** So many choices still fit beside another field. */
const SHORT_CHOICES = 3;
/** A record with more fields than this is a card: its cells would be too narrow to read. */
const COLUMNS_MAX = 6;

const idOf = (frame: Frame, path: string[]) => `${frame.id}-${path.join("-")}`;

export function SchemaForm(props: { form: FormState; label: string; isReadOnly?: boolean }) {
  const id = useId();
  const { form } = props;
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (form.attempts === 0) return;
    root.current?.querySelector<HTMLElement>("[data-summary]")?.focus();
  }, [form.attempts]);
  return (
    <FrameContext value={{ id, form, isReadOnly: props.isReadOnly ?? false }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a form that sends nothing by itself; the page's buttons do */}
      <div role="group" aria-label={props.label} className={css.form} ref={root}>
        {form.attempts > 0 && form.problems.length > 0 && <Summary problems={form.problems} />}
        <div className={css.fields}>
          <FieldList schema={form.schema} path={[]} value={form.value} />
        </div>
      </div>
    </FrameContext>
  );
}

function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error("a field stands outside of a form");
  return frame;
}

/** Everything that is wrong in one place, each leading to its field. */
function Summary({ problems }: { problems: FieldProblem[] }) {
  const t = useText();
  const locale = useLocale();
  const frame = useFrame();
  const nameOf = (path: string) => {
    const words: string[] = [];
    let schema: Schema | undefined = frame.form.schema;
    for (const key of path.split("/").slice(1)) {
      if (schema?.type === "array") {
        schema = schema.items;
        words.push(t.forms.row(Number(key) + 1));
      } else {
        schema = schema?.properties?.[key];
        words.push(schema ? titleOf(schema, locale, key) : key);
      }
    }
    return words.join(" · ");
  };
  const lead = (path: string) => {
    const place = document.querySelector(`[data-field="${CSS.escape(idOf(frame, path.split("/").slice(1)))}"]`);
    place?.scrollIntoView({ block: "center" });
    place?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
  };
  return (
    <div className={css.summary} role="alert" data-summary tabIndex={-1}>
      <strong>{t.forms.mend(problems.length)}</strong>
      <ul>
        {problems.map((one) => (
          <li key={one.path}>
            {one.path && (
              <button type="button" onClick={() => lead(one.path)}>
                {nameOf(one.path)}
              </button>
            )}
            <span>{locale === "en" ? one.en : one.zh}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function FieldList({ schema, path, value }: { schema: Schema; path: string[]; value: unknown }) {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return shownOf(schema, fields).map(([key, property]) => (
    <Field
      key={key}
      schema={property}
      path={[...path, key]}
      value={fields[key]}
      isRequired={schema.required?.includes(key) ?? false}
    />
  ));
}

function Field(props: { schema: Schema; path: string[]; value: unknown; isRequired: boolean; isCell?: boolean }) {
  const t = useText();
  const locale = useLocale();
  const frame = useFrame();
  const { schema, path, value } = props;
  const isRequired = mustBeFilled(schema, props.isRequired);
  const id = idOf(frame, path);
  const at = `/${path.join("/")}`;
  const problem = frame.form.problems.find((one) => one.path === at);
  const widget = widgetOf(schema);
  const hint = hintOf(schema, locale);
  const isGroup = ["choice", "choices", "boolean", "rows", "group", "duration"].includes(widget);
  const title = titleOf(schema, locale, path[path.length - 1]);
  const unit = schema["x-unit"] && (t.forms.unit[schema["x-unit"]] ?? schema["x-unit"]);
  const label = (
    <>
      {title}
      {unit && !title.includes(unit) && <small>（{unit}）</small>}
      {isRequired ? (
        <span className={css.star} title={t.forms.required} aria-hidden="true">
          *
        </span>
      ) : (
        !frame.isReadOnly && !props.isCell && <small className={css.optional}>{t.forms.optional}</small>
      )}
      {schema["x-class"] !== undefined && (
        <small className={css.optional} title={t.forms.personal}>
          {t.forms.personalShort}
        </small>
      )}
    </>
  );
  const describedBy = [hint && `${id}-hint`, problem && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  const body =
    widget === "rows" ? (
      <Rows schema={schema} path={path} value={value} />
    ) : widget === "group" ? (
      <div className={css.group}>
        <FieldList schema={schema} path={path} value={value} />
      </div>
    ) : (
      <Input
        id={id}
        schema={schema}
        widget={widget}
        value={value}
        label={title}
        isRequired={isRequired}
        isReadOnly={frame.isReadOnly}
        isInvalid={problem !== undefined}
        isCell={props.isCell ?? false}
        describedBy={describedBy}
        onChange={(next) => frame.form.change(path, next)}
        onLeave={() => frame.form.leave(path)}
      />
    );
  const notes = (
    <>
      {hint && (
        <small id={`${id}-hint`} className={css.hint}>
          {hint}
        </small>
      )}
      {problem && (
        <p id={`${id}-wrong`} className={css.wrong}>
          {locale === "en" ? problem.en : problem.zh}
        </p>
      )}
    </>
  );
  const isLongChoice = widget === "choice" && choicesOf(schema, locale).length > SHORT_CHOICES;
  const isWide = !props.isCell && (WIDE.has(widget) || isLongChoice);
  const look = classes(css.field, isWide && css.wide, widget === "rows" && css.rowsField);
  if (isGroup)
    return (
      <fieldset className={look} data-field={id} aria-describedby={describedBy}>
        <legend>{label}</legend>
        {body}
        {notes}
      </fieldset>
    );
  return (
    <div className={look} data-field={id}>
      {widget !== "confirm" && (
        <label id={`${id}-label`} htmlFor={id}>
          {label}
        </label>
      )}
      {body}
      {notes}
    </div>
  );
}

/** Records one below the other: a table where there is room and few fields, else cards. */
function Rows({ schema, path, value }: { schema: Schema; path: string[]; value: unknown }) {
  const t = useText();
  const frame = useFrame();
  const root = useRef<HTMLDivElement>(null);
  const rows = Array.isArray(value) ? (value as unknown[]) : [];
  const of = schema.items ?? {};
  const columns = shownOf(of).length;
  const isTable = columns <= COLUMNS_MAX;
  const set = (next: unknown[]) => frame.form.change(path, next.length > 0 ? next : undefined);
  const add = () => {
    set([...rows, {}]);
    window.setTimeout(() =>
      root.current
        ?.querySelector<HTMLElement>("li:last-child")
        ?.querySelector<HTMLElement>("input, select, textarea, button")
        ?.focus(),
    );
  };
  return (
    <div ref={root}>
      {rows.length === 0 && <p className={css.noRows}>{t.forms.noRows}</p>}
      <ol className={isTable ? css.table : css.cards}>
        {rows.map((row, place) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            key={place}
            aria-label={t.forms.row(place + 1)}
            style={isTable ? ({ "--columns": columns } as CSSProperties) : undefined}
          >
            {shownOf(of).map(([key, property]) => (
              <Field
                key={key}
                schema={property}
                path={[...path, String(place), key]}
                value={isEmpty(row) ? undefined : (row as Record<string, unknown>)[key]}
                isRequired={of.required?.includes(key) ?? false}
                isCell
              />
            ))}
            {!frame.isReadOnly && (
              <Button
                className={css.removeRow}
                size="small"
                tone="quiet"
                icon="close"
                iconOnly
                aria-label={t.forms.removeRow(place + 1)}
                title={t.forms.removeRow(place + 1)}
                onClick={() => set(rows.filter((_, other) => other !== place))}
              />
            )}
          </li>
        ))}
      </ol>
      {!frame.isReadOnly && rows.length < (schema.maxItems ?? Number.POSITIVE_INFINITY) && (
        <Button size="small" icon="plus" onClick={add}>
          {t.forms.addRow}
        </Button>
      )}
    </div>
  );
}
