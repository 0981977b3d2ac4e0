import { describe, expect, it } from "vitest";
import type { FlowRow } from "../api/flows";
import { shelvesOf } from "./search";

const flow = (key: string, zh: string, en: string, source: string, group: string | null, owner = "周敏"): FlowRow => ({
  key,
  name: { zh, en },
  about: null,
  group,
  source,
  version: 1,
  owner: [{ id: owner, name: owner, roles: ["manager"], team: null }],
  starts: [],
  next_start_ms: null,
  open_instances: 0,
});
const FLOWS = [
  flow("leave", "请假", "Leave", "FLOW-01", "people"),
  flow("leaving", "离职", "Leaving", "FLOW-24", "people"),
  flow("shift-handover", "交接班", "Shift handover", "FLOW-02", "shift"),
  flow("meeting", "部门内部会议", "Internal meeting", "FLOW-10A", "meetings"),
  flow("roster", "话务预测与排班", "Forecast and roster", "FIN-11, T-15", "shift", "李静"),
  flow("odd", "其他事项", "Odd jobs", "X-01", null),
];
const GROUPS = { shift: "班次与排班", people: "人员与请假", meetings: "会议", other: "其他" };
const found = (typed: string) =>
  shelvesOf(FLOWS, typed, GROUPS, "zh-CN").flatMap((shelf) => shelf.flows.map((one) => one.key));

describe("the catalogue of flows", () => {
  it("is found by Chinese, by initials, by English and by number", () => {
    expect(found("请假")[0]).toBe("leave");
    expect(found("qj")[0]).toBe("leave");
    expect(found("QJ")[0]).toBe("leave");
    expect(found("leav")).toEqual(["leaving", "leave"]);
    expect(found("FLOW-02")).toEqual(["shift-handover"]);
    expect(found("flow02")).toEqual(["shift-handover"]);
    expect(found("10a")).toEqual(["meeting"]);
    expect(found("T-15")).toEqual(["roster"]);
    expect(found("jjb")).toEqual(["shift-handover"]);
  });

  it("is found by its shelf and by its owner", () => {
    expect(found("会议")).toEqual(["meeting"]);
    expect(found("李静")).toEqual(["roster"]);
    expect(found("lj")).toContain("roster");
  });

  it("puts what was meant on top, though its shelf is a later one", () => {
    expect(found("请假")).toEqual(["leave", "leaving"]);
    expect(found("离职")[0]).toBe("leaving");
  });

  it("says nothing when there is none", () => {
    expect(found("吃饭")).toEqual([]);
    expect(found("FLOW-99")).toEqual([]);
  });

  it("stands by shelf in the order of the centre, the rest last", () => {
    const shelves = shelvesOf(FLOWS, "", GROUPS, "zh-CN");
    expect(shelves.map((shelf) => shelf.name)).toEqual(["班次与排班", "人员与请假", "会议", "其他"]);
    expect(shelves[1]?.flows.map((one) => one.key)).toEqual(["leaving", "leave"]);
    expect(shelvesOf(FLOWS, " ", GROUPS, "en").flatMap((shelf) => shelf.flows)).toHaveLength(6);
  });

  it("shows a shelf that has no name yet by its key", () => {
    expect(shelvesOf([flow("x", "新事", "New", "X-09", "garden")], "", GROUPS, "en")[0]?.name).toBe("garden");
  });
});
