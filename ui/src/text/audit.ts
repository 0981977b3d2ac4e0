// The words of the room of the audit in the reader's language. Apart from the others: only that room loads them.

import { useLocale } from ".";
import { auditEn } from "./audit.en";
import { type AuditText, auditZh } from "./audit.zh-CN";

export type { AuditText } from "./audit.zh-CN";

export function useAuditText(): AuditText {
  return useLocale() === "en" ? auditEn : auditZh;
}
