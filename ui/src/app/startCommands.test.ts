import { describe, expect, it } from "vitest";
import type { FlowRow } from "../api/flows";
import type { Me } from "../api/types";
import { zh } from "../text/zh-CN";
import type { CommandContext } from "./commands";
import { found } from "./Palette";
import { startCommands } from "./startCommands";

const keyed = (key: string, name: string) => ({ key, name: { zh: name, en: name } });
const flow = (key: string, name: string, source: string, starts = [keyed("apply", name)]): FlowRow => ({
  ...keyed(key, name),
  about: null,
  group: "people",
  source,
  version: 1,
  owner: [],
  starts,
  next_start_ms: null,
  open_instances: 0,
});
const gone: string[] = [];
const context = {
  t: zh,
  me: { may: { "flow:start": { allowed: true, reasons: [] } } } as unknown as Me,
  desk: null,
  go: (path: string) => gone.push(path),
  open: () => undefined,
} as CommandContext;
const flows = [
  flow("leave", "请假", "FLOW-01"),
  flow("shift-handover", "交接班", "FLOW-02", [keyed("open_change", "发起交接"), keyed("late", "补交接")]),
  flow("hourly-count", "每小时统计", "FLOW-04", []),
];
const titles = (query: string) => found(query, startCommands(flows), context).map((line) => line.title(context));

describe("the palette", () => {
  it("finds what can be started by name, initials and number", () => {
    expect(titles("请假")).toEqual(["发起：请假"]);
    expect(titles("qj")).toEqual(["发起：请假"]);
    expect(titles("FLOW-01")).toEqual(["发起：请假"]);
    expect(titles("jjb")).toEqual(["发起：交接班 · 发起交接", "发起：交接班 · 补交接"]);
    expect(titles("统计")).toEqual([]);
  });

  it("leads to the form of that start", () => {
    found("补", startCommands(flows), context)[0]?.run(context);
    expect(gone).toEqual(["/flows/shift-handover/start?start=late"]);
  });

  it("offers nothing to whom starting is not allowed", () => {
    const denied = { ...context, me: { may: {} } as unknown as Me };
    expect(found("请假", startCommands(flows), denied)).toEqual([]);
  });
});
