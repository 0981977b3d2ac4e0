import { describe, expect, it } from "vitest";
import { withInitials } from "./PersonPicker";

const people = [
  { id: "1", name: "王芳", username: "agent1" },
  { id: "2", name: "林海燕", username: "leader2" },
];
const found = [{ value: "1", label: "王芳", hint: "agent1" }];

describe("looking somebody up", () => {
  it("finds by pinyin initials too, each person once", () => {
    expect(withInitials([], "wf", people).map((one) => one.label)).toEqual(["王芳"]);
    expect(withInitials([], "LHY", people).map((one) => one.label)).toEqual(["林海燕"]);
    expect(withInitials(found, "wf", people)).toEqual(found);
  });

  it("leaves characters to the server, who knows everybody", () => {
    expect(withInitials(found, "王", people)).toEqual(found);
    expect(withInitials(found, "", people)).toEqual(found);
  });
});
