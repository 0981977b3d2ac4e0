// Readers of a notice by what they still owe.

import type { NoticeReader } from "../api/flows";

export interface ReaderGroups {
  unread: NoticeReader[];
  /** Read, and it still must be acknowledged. */
  read: NoticeReader[];
  done: NoticeReader[];
}

export function groupReaders(readers: NoticeReader[], mustAcknowledge: boolean): ReaderGroups {
  const isDone = (one: NoticeReader) => (mustAcknowledge ? one.acknowledged_ms !== null : one.read_ms !== null);
  return {
    unread: readers.filter((one) => !isDone(one) && one.read_ms === null),
    read: readers.filter((one) => !isDone(one) && one.read_ms !== null),
    done: readers.filter(isDone),
  };
}
