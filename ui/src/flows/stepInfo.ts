// One step of an instance in words: how it stands, who had it, how long. For the picture and for the list.

import { type InstanceView, nameOf, type PersonView, type StepView } from "../api/flows";
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

/** What is known of each step beyond its own view. */
export interface Around {
  /** Who has it now, when it is open. */
  waitsFor: PersonView[];
  /** An approval is done once for each stage, which is no repetition. */
  isStaged: boolean;
}

export function aroundOf(view: StepView, instance: Pick<InstanceView, "open" | "diagram">): Around {
  return {
    waitsFor: instance.open.filter((open) => open.step.key === view.step.key).flatMap((open) => open.people),
    isStaged: instance.diagram.nodes.some((node) => node.id === view.step.key && node.kind === "approve"),
  };
}

const ALONE: Around = { waitsFor: [], isStaged: false };

export function stepInfo(view: StepView, now: number, t: Text, locale: Locale, around: Around = ALONE): StepInfo {
  const words = t.flows.instance;
  const isLate = view.state === "open" && view.due_ms !== null && view.due_ms < now;
  const lines = [isLate ? t.flows.diagram.legend.late : words.stepStates[view.state]];
  if (view.outcome) lines.push(nameOf(view.outcome.name, locale));
  const named = (people: PersonView[]) => {
    const shown = people.slice(0, NAMES_MAX).map((one) => one.name);
    const rest = people.length > NAMES_MAX ? ` ${words.andMore(people.length)}` : "";
    return shown.join(locale === "en" ? ", " : "、") + rest;
  };
  if (view.state === "open" && around.waitsFor.length > 0) lines.push(words.waitsFor(named(around.waitsFor)));
  else if (view.people.length > 0) lines.push(words.stepBy(named(view.people)));
  if (view.opened_ms !== null && view.state === "open") lines.push(words.stepOpenFor(lasting(now - view.opened_ms, t)));
  if (view.opened_ms !== null && view.done_ms !== null && view.done_ms > view.opened_ms)
    lines.push(words.stepTook(lasting(view.done_ms - view.opened_ms, t)));
  if (view.state === "open" && view.due_ms !== null)
    lines.push(
      isLate ? t.flows.boxes.late(lasting(now - view.due_ms, t)) : t.flows.boxes.due(dayWords(view.due_ms, now, t)),
    );
  if (view.times > 1 && !around.isStaged) lines.push(words.stepTimes(view.times));
  if (view.state === "done" && view.was_late) lines.push(words.stepLate);
  return { state: isLate ? "late" : view.state, name: nameOf(view.step.name, locale) || view.step.key, lines };
}
