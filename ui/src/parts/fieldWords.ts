// Fields, people and names of flows in the reader's language.

import dayjs from "dayjs";
import type { FieldView, NameView, PersonView, TaskRow } from "../api/flows";
import { nameOf } from "../api/flows";
import type { Locale } from "../api/types";
import { ofTwoLines, type Text } from "../text";

/** `3 天 · 11-25`: what tells one instance from another. */
export function summaryOf(fields: FieldView[], locale: Locale): string {
  return fields
    .filter(isNamed)
    .map((one) => shownOf(one, locale))
    .filter(Boolean)
    .join(" · ");
}

/** A time of the centre without a zone. */
const LOCAL = /\b(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?![:\d]|Z|[+-]\d)/g;
const MOMENT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})/g;

/** As the server says it; moments in this browser's zone, as everywhere on the pages. */
export function shownOf(field: { shown: NameView }, locale: Locale): string {
  return ofTwoLines(nameOf(field.shown, locale), locale)
    .replace(LOCAL, "$1 $2")
    .replace(MOMENT, (moment) => dayjs(moment).format("YYYY-MM-DD HH:mm"));
}

/** What decision tables find has no name for people; it is told by where it leads. */
export const isNamed = (field: Pick<FieldView, "key" | "label">): boolean => field.label.zh !== field.key;

export function stepName(row: Pick<TaskRow, "step">, locale: Locale): string {
  return nameOf(row.step.name, locale);
}

/** `李明`, or `陈强（代李明）` when somebody acted for another. */
export function doneBy(actor: PersonView | null, by: PersonView | null, t: Text): string {
  if (actor && by && by.id !== actor.id) return t.tasks.deputyOf(by.name, actor.name);
  return (actor ?? by)?.name ?? t.app.none;
}

export function whyWords(row: Pick<TaskRow, "why">, t: Text): string {
  const { why } = row;
  if (why.because === "candidate") return t.tasks.why.candidate(why.others);
  if (why.because === "deputy") return t.tasks.why.deputy(why.of.name);
  return t.tasks.why[why.because];
}
