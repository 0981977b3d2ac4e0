// What an item of a sample is, in one line of the reader's language.

import type { EvidenceItem, UseBrief } from "../api/audit";
import type { Locale } from "../api/types";
import type { Text } from "../text";
import type { AuditText } from "../text/audit";

/** Something read or heard in clear, and what for. */
export function seenWords(seen: UseBrief, t: Text, w: AuditText): string {
  const what = w.sample.seen[seen.what] ?? t.authority.fields[seen.what] ?? t.action[seen.what] ?? seen.what;
  return seen.purpose === "" ? what : `${what}${t.app.colon}${seen.purpose}`;
}

export function itemWords(item: EvidenceItem, t: Text, w: AuditText, locale: Locale): string {
  if (item.seen) return seenWords(item.seen, t, w);
  if (item.version !== null) return w.sample.version(item.version);
  if (item.right === null) return item.what;
  const name = locale === "en" ? item.right.capability_en : item.right.capability_zh;
  return item.what === "" ? name : `${name}${t.app.colon}${item.what}`;
}
