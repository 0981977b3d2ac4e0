// An entry of an instance's story in words: every kind has its sentence in the text files. No sentence names an id.

import { type FieldView, nameOf, type PersonView, type StoryEntry } from "../api/flows";
import type { Locale } from "../api/types";
import { dayWords } from "../parts/lasting";
import type { Text } from "../text";

export type StoryKind = Exclude<keyof Text["flows"]["story"], "other">;

/** What the system did by itself: told on demand. */
const DETAILS = new Set<string>([
  "step_done",
  "step_jumped",
  "table_decided",
  "service_done",
  "service_undone",
  "wait_began",
  "task_reminded",
  "record_kept",
  "notice_sent",
  "flow_called",
]);

export const isDetail = (entry: StoryEntry): boolean => DETAILS.has(entry.kind);

export function storyTone(entry: StoryEntry): "good" | "bad" | "plain" {
  if (["task_escalated", "service_failed", "exception_noted", "step_returned"].includes(entry.kind)) return "bad";
  if (entry.kind === "task_closed" && entry.outcome !== null && !entry.actor && !entry.by) return "bad";
  return ["instance_started", "task_closed", "instance_ended"].includes(entry.kind) ? "good" : "plain";
}

export function names(people: PersonView[], locale: Locale): string {
  return people.map((one) => one.name).join(locale === "en" ? ", " : "、");
}

/** Who did it, and for whom when that is somebody else. */
export function whoWords(entry: StoryEntry, t: Text): string {
  const { actor, by } = entry;
  if (actor && by && actor.id !== by.id) return t.flows.instance.as(by.name, actor.name);
  return (by ?? actor)?.name ?? "";
}

export function storyWords(entry: StoryEntry, now: number, t: Text, locale: Locale): string {
  const holes = {
    who: whoWords(entry, t),
    step: entry.step ? nameOf(entry.step.name, locale) : "",
    outcome: entry.outcome ? nameOf(entry.outcome.name, locale) : "",
    people: names(entry.people, locale),
    due: entry.due_ms === null ? "" : dayWords(entry.due_ms, now, t),
    text: entry.text ?? "",
  };
  const { other, ...known } = t.flows.story;
  const sentence = (known as Record<string, ((v: typeof holes) => string) | undefined>)[entry.kind];
  return sentence ? sentence(holes) : other(entry.kind);
}

export function shownOf(field: FieldView, t: Text, locale: Locale): string {
  return field.is_masked ? t.flows.instance.masked : nameOf(field.shown, locale) || t.app.dash;
}
