// One step of an instance in words: how it stands, who had it, how long. For the picture and for the list.

import { nameOf, type StepView } from "../api/flows";
import type { Locale } from "../api/types";
import type { NodeState } from "../parts/Diagram";
import { dayWords, lasting } from "../parts/lasting";
import type { Text } from "../text";

export interface StepInfo {
  state: NodeState;
  name: string;
  lines: string[];
}

/** More names would hide the rest of the card. */
const NAMES_MAX = 4;

/** `isStaged`: an approval is done once for each stage, which is no repetition. */
export function stepInfo(view: StepView, now: number, t: Text, locale: Locale, isStaged = false): StepInfo {
  const words = t.flows.instance;
  const isLate = view.state === "open" && view.due_ms !== null && view.due_ms < now;
  const lines = [isLate ? t.flows.diagram.legend.late : words.stepStates[view.state]];
  if (view.outcome) lines.push(nameOf(view.outcome.name, locale));
  if (view.people.length > 0) {
    const shown = view.people.slice(0, NAMES_MAX).map((one) => one.name);
    const rest = view.people.length > NAMES_MAX ? ` ${words.andMore(view.people.length)}` : "";
    lines.push(words.stepBy(shown.join(locale === "en" ? ", " : "、") + rest));
  }
  if (view.opened_ms !== null && view.state === "open") lines.push(words.stepOpenFor(lasting(now - view.opened_ms, t)));
  if (view.opened_ms !== null && view.done_ms !== null && view.done_ms > view.opened_ms)
    lines.push(words.stepTook(lasting(view.done_ms - view.opened_ms, t)));
  if (view.state === "open" && view.due_ms !== null)
    lines.push(
      isLate ? t.flows.boxes.late(lasting(now - view.due_ms, t)) : t.flows.boxes.due(dayWords(view.due_ms, now, t)),
    );
  if (view.times > 1 && !isStaged) lines.push(words.stepTimes(view.times));
  if (view.state === "done" && view.was_late) lines.push(words.stepLate);
  return { state: isLate ? "late" : view.state, name: nameOf(view.step.name, locale) || view.step.key, lines };
}
