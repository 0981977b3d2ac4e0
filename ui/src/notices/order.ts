// What needs the reader most comes first.

import type { NoticeView } from "../api/flows";

/** To be acknowledged, then unread, then the newest. */
export function byNeed(a: NoticeView, b: NoticeView): number {
  return need(a) - need(b) || b.sent_ms - a.sent_ms;
}

function need(notice: NoticeView): number {
  if (notice.must_acknowledge && notice.acknowledged_ms === null) return 0;
  return notice.read_ms === null ? 1 : 2;
}
