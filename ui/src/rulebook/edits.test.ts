import { describe, expect, it } from "vitest";
import { allPaths, type Edits, editedFiles, kindOf, pathProblem, removed, undone } from "./edits";

const edits: Edits = {
  "queues/presale.yaml": { before: "ring: 20s", now: "ring: 5s" },
  "queues/aftersale.yaml": { before: "ring: 20s", now: "ring: 20s" },
  "queues/complaint.yaml": { before: "ring: 20s", now: null },
  "queues/english.yaml": { before: null, now: "ring: 15s" },
};

describe("edits of the rules", () => {
  it("are sent where something differs; what goes has no text", () => {
    expect(editedFiles(edits)).toEqual([
      { path: "queues/presale.yaml", text: "ring: 5s" },
      { path: "queues/complaint.yaml", text: null },
      { path: "queues/english.yaml", text: "ring: 15s" },
    ]);
    expect(Object.values(edits).map(kindOf)).toEqual(["changed", null, "removed", "added"]);
  });

  it("are taken back: a file is as it was, a new one was never there", () => {
    expect(undone(edits, "queues/complaint.yaml")["queues/complaint.yaml"]?.now).toBe("ring: 20s");
    expect(undone(edits, "queues/english.yaml")).not.toHaveProperty("queues/english.yaml");
    expect(removed(edits, "queues/presale.yaml")["queues/presale.yaml"]?.now).toBeNull();
    expect(removed(edits, "queues/english.yaml")).not.toHaveProperty("queues/english.yaml");
  });

  it("show new files in their place", () => {
    expect(allPaths(["org/teams.yaml", "queues/presale.yaml"], edits)).toEqual([
      "org/teams.yaml",
      "queues/english.yaml",
      "queues/presale.yaml",
    ]);
  });

  it.each([
    ["queues/english.yaml", null],
    ["forms/leave-2.json", null],
    ["queues/presale.yaml", "taken"],
    ["../queues/presale.yaml", "shape"],
    ["/etc/passwd.yaml", "shape"],
    ["queues/presale", "shape"],
    ["Queues/presale.yaml", "shape"],
    ["presale.yaml", "shape"],
  ])("a file may be called %s: %s", (path, problem) => {
    expect(pathProblem(path, ["queues/presale.yaml"])).toBe(problem);
  });
});
