import { describe, expect, it } from "vitest";
import { deviceOf } from "./device";

describe("a device", () => {
  it.each([
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "Chrome · Linux"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iOS"],
    ["curl/8.5", ""],
  ])("is named from %s", (userAgent, name) => {
    expect(deviceOf(userAgent)).toBe(name);
  });
});
