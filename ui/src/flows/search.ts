// Finds flows by what people call them: 汉字, pinyin initials, English words, the number of the rule, the key.

import { type FlowRow, nameOf } from "../api/flows";
import type { Locale } from "../api/types";
import { initials } from "../parts/pinyin";

export interface Shelf {
  key: string;
  name: string;
  flows: FlowRow[];
}

/** Flows without a shelf stand on this one, which comes last. */
export const OTHER = "other";

const plain = (text: string) => text.toLowerCase().replace(/[\s-]+/g, "");

/** Lower is better; null: it is not what was looked for. */
export function rankOf(flow: FlowRow, typed: string, groupName: string): number | null {
  const wanted = plain(typed);
  if (wanted === "") return 0;
  const titles = [flow.name.zh, flow.name.en].map(plain);
  const sources = flow.source.split(/[,，]/).map(plain);
  if (titles.includes(wanted) || sources.includes(wanted)) return 0;
  if (titles.some((one) => one.startsWith(wanted)) || sources.some((one) => one.startsWith(wanted))) return 1;
  const letters = initials(flow.name.zh);
  if (letters.startsWith(wanted)) return 1;
  if (titles.some((one) => one.includes(wanted)) || plain(flow.key).includes(wanted)) return 2;
  if (letters.includes(wanted) || sources.some((one) => one.includes(wanted))) return 3;
  const around = [flow.about ?? "", groupName, ...flow.owner.map((one) => one.name)];
  return around.some((one) => plain(one).includes(wanted) || (one !== "" && initials(one) === wanted)) ? 4 : null;
}

/** What was found by shelf; shelves stand in the order of their names, the best match comes first on each. */
export function shelvesOf(flows: FlowRow[], typed: string, groups: Record<string, string>, locale: Locale): Shelf[] {
  const collator = new Intl.Collator(locale === "en" ? "en" : "zh-CN", { numeric: true });
  const nameOfGroup = (key: string) => groups[key] ?? key;
  const found = flows
    .map((flow) => {
      const group = flow.group ?? OTHER;
      return { flow, group, rank: rankOf(flow, typed, nameOfGroup(group)) };
    })
    .filter((one) => one.rank !== null)
    .sort(
      (a, b) =>
        (a.rank ?? 0) - (b.rank ?? 0) || collator.compare(nameOf(a.flow.name, locale), nameOf(b.flow.name, locale)),
    );
  const shelves = new Map<string, Shelf>();
  for (const { flow, group } of found) {
    const shelf = shelves.get(group) ?? { key: group, name: nameOfGroup(group), flows: [] };
    shelf.flows.push(flow);
    shelves.set(group, shelf);
  }
  const order = Object.keys(groups);
  const place = (shelf: Shelf) => (order.indexOf(shelf.key) + 1 || order.length) - (shelf.key === OTHER ? -1 : 0);
  const isSearch = plain(typed) !== "";
  // What was looked for stands on top, wherever its shelf is.
  const best = (shelf: Shelf) => Math.min(...shelf.flows.map((flow) => rankOf(flow, typed, shelf.name) ?? 9));
  return [...shelves.values()].sort((a, b) => (isSearch ? best(a) - best(b) : 0) || place(a) - place(b));
}
