// An entry of an instance's story in words: every kind has its sentence in the text files. No sentence names an id.

import { type FieldView, nameOf, type PersonView, type StoryEntry } from "../api/flows";
import type { Locale } from "../api/types";
import { shownOf as plainlyShown } from "../parts/fieldWords";
import { dayWords } from "../parts/lasting";
import type { Text } from "../text";

export type StoryKind = Exclude<keyof Text["flows"]["story"], "other" | "wanted">;

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

/** What a person decided to do: only that needed leave. What follows from it is written beside it with the same reasons. */
const ACTS = new Set<string>([
  "instance_started",
  "task_claimed",
  "task_given_back",
  "task_reassigned",
  "task_closed",
  "step_returned",
  "step_taken_back",
  "message_taken",
  "instance_migrated",
]);

export const policiesOf = (entry: StoryEntry): string[] => (ACTS.has(entry.kind) ? entry.reasons : []);

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

/** What is said of a task names its step: that stands with the entry that opened it. */
export function withSteps(story: StoryEntry[]): StoryEntry[] {
  const steps = new Map<number, StoryEntry["step"]>();
  return story.map((entry) => {
    if (entry.task === null) return entry;
    if (entry.step && entry.kind === "task_opened") steps.set(entry.task, entry.step);
    // An approval's stage has a name of its own, which only its opening tells.
    return { ...entry, step: steps.get(entry.task) ?? entry.step };
  });
}

/** The part of an entry's text that is for people; ids and keys are put into words or left out. */
function textOf(entry: StoryEntry, t: Text, locale: Locale): string {
  const text = entry.text ?? "";
  switch (entry.kind) {
    case "instance_started":
    case "flow_called":
      return ""; // The id of the other instance: the page links to it.
    case "task_opened":
      return text === "" ? "" : t.flows.story.wanted(text);
    case "instance_migrated": {
      const version = /^v(\d+)$/.exec(text)?.[1];
      return version ? t.flows.catalogue.version(Number(version)) : text;
    }
    case "exception_noted":
      return inOneLanguage(text, locale);
    case "record_kept":
    case "service_undone":
      return t.flows.services[text] ?? text;
    case "service_failed":
      return text.replace(/^[\w.]+/, (key) => t.flows.services[key] ?? key);
    case "message_taken":
      return entry.outcome ? (t.flows.messages[entry.outcome.key] ?? "") : text;
    default:
      return text;
  }
}

/** The rules write such texts as `中文 / English`. */
function inOneLanguage(text: string, locale: Locale): string {
  const [zh, en, more] = text.split(" / ");
  return zh && en && more === undefined ? (locale === "en" ? en : zh) : text;
}

export function storyWords(entry: StoryEntry, now: number, t: Text, locale: Locale): string {
  const holes = {
    who: whoWords(entry, t),
    step: entry.step ? nameOf(entry.step.name, locale) : "",
    outcome: entry.outcome ? nameOf(entry.outcome.name, locale) : "",
    people: names(entry.people, locale),
    due: entry.due_ms === null ? "" : dayWords(entry.due_ms, now, t),
    text: textOf(entry, t, locale),
  };
  // The clock has no hands: whoever owns the flow did not start it.
  if (entry.kind === "instance_started" && entry.due_ms !== null) holes.who = "";
  const { other, wanted: _, ...known } = t.flows.story;
  const sentence = (known as Record<string, ((v: typeof holes) => string) | undefined>)[entry.kind];
  return sentence ? sentence(holes) : other(entry.kind);
}

/** What a field holds, or that it is not for this reader. */
export function shownOf(field: FieldView, t: Text, locale: Locale): string {
  return plainlyShown(field, locale) || (field.is_masked ? t.flows.instance.masked : t.app.dash);
}
