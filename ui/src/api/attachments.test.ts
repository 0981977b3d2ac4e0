import { describe, expect, it } from "vitest";
import { mediaTypeOf, nameIn } from "./attachments";

describe("files", () => {
  it("are named by the server's header, in Chinese too", () => {
    expect(nameIn("attachment; filename*=UTF-8''%E8%AF%B7%E5%81%87.png")).toBe("请假.png");
    expect(nameIn("attachment; filename*=UTF-8''a%20b.pdf; x=1")).toBe("a b.pdf");
    expect(nameIn("attachment; filename*=UTF-8''%ZZ")).toBeNull();
    expect(nameIn(null)).toBeNull();
  });

  it("are of the kind that their ending tells, whatever the browser calls them", () => {
    expect(mediaTypeOf("数据.CSV")).toBe("text/csv");
    expect(mediaTypeOf("a.b.jpeg")).toBe("image/jpeg");
    expect(mediaTypeOf("virus.exe")).toBeUndefined();
    expect(mediaTypeOf("noending")).toBeUndefined();
  });
});
