// Fields, people and names of flows in the reader's language.

import type { FieldView, NameView, PersonView, TaskRow } from "../api/flows";
import { nameOf } from "../api/flows";
import type { Locale } from "../api/types";
import type { Text } from "../text";

/** `3 天 · 11-25`: what tells one instance from another. */
export function summaryOf(fields: FieldView[], locale: Locale): string {
  return fields
    .map((one) => shownOf(one, locale))
    .filter(Boolean)
    .join(" · ");
}

export function shownOf(field: { shown: NameView }, locale: Locale): string {
  return nameOf(field.shown, locale);
}

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
