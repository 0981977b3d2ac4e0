import { describe, expect, it } from "vitest";
import type { NoticeReader, NoticeView } from "../api/flows";
import { byNeed } from "./order";
import { groupReaders } from "./readers";

const notice = (id: string, more: Partial<NoticeView>): NoticeView => ({
  id,
  sent_ms: 0,
  from: null,
  instance: null,
  grant: null,
  title: { zh: id, en: id },
  text: "",
  fields: [],
  must_acknowledge: false,
  read_ms: null,
  acknowledged_ms: null,
  reader_count: 0,
  acknowledged_count: 0,
  ...more,
});

describe("notices", () => {
  it("stand in the order in which they need the reader", () => {
    const rows = [
      notice("read, newest", { read_ms: 1, sent_ms: 9 }),
      notice("unread, old", { sent_ms: 1 }),
      notice("unread, new", { sent_ms: 5 }),
      notice("acknowledged", { must_acknowledge: true, read_ms: 1, acknowledged_ms: 2, sent_ms: 8 }),
      notice("read and still to acknowledge", { must_acknowledge: true, read_ms: 1, sent_ms: 2 }),
    ];
    expect(rows.sort(byNeed).map((one) => one.id)).toEqual([
      "read and still to acknowledge",
      "unread, new",
      "unread, old",
      "read, newest",
      "acknowledged",
    ]);
  });

  it("SYS-27: tell the sender who has read, who has not, and who read without acknowledging", () => {
    const reader = (name: string, read: number | null, acknowledged: number | null): NoticeReader => ({
      person: { id: name, name, roles: [], team: null },
      read_ms: read,
      acknowledged_ms: acknowledged,
      mail: "none",
    });
    const readers = [reader("王芳", null, null), reader("李明", 1, null), reader("陈静", 1, 2)];
    const names = (list: NoticeReader[]) => list.map((one) => one.person.name);
    const must = groupReaders(readers, true);
    expect([names(must.unread), names(must.read), names(must.done)]).toEqual([["王芳"], ["李明"], ["陈静"]]);
    const plain = groupReaders(readers, false);
    expect([names(plain.unread), names(plain.read), names(plain.done)]).toEqual([["王芳"], [], ["李明", "陈静"]]);
  });
});
