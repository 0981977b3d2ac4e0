// Facts of flows in words for the journal: what kind it is, of which flow and step, to whom. The story of an instance
// has whole sentences (`flows/storyWords.ts`); here the keys of the rules stand as the journal keeps them.

import { type Names, personName } from "./factWords";

/** Where facts of flows name people, one or several. */
const PEOPLE = ["applicant", "holder", "to", "people", "absent", "deputy", "person", "parties"];
const KEYS = ["flow", "step", "outcome", "end", "service", "name", "title_zh", "record_kind", "qualification"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Null: it is no fact of flows. */
export function processFactWords(fact: { kind: string }, names: Names): string | null {
  const words = names.t.flows.facts[fact.kind];
  if (!words) return null;
  const of = fact as Record<string, unknown>;
  const isName = (value: unknown): value is string => typeof value === "string" && value !== "" && !UUID.test(value);
  const keys = KEYS.map((key) => of[key]).filter(isName);
  const ids = PEOPLE.flatMap((key) => of[key]).filter((id): id is string => typeof id === "string" && UUID.test(id));
  const people = [...new Set(ids)].map((id) => personName(names, id));
  return [words, ...keys, ...people].join(" · ");
}
