import { describe, expect, it } from "vitest";
import { bytes, text } from "./webauthn";

describe("bytes of a passkey", () => {
  it("go to base64url and back", () => {
    const all = Uint8Array.from({ length: 256 }, (_, n) => n);
    const there = text(all.buffer);
    expect(there).not.toMatch(/[+/=]/);
    expect([...bytes(there)]).toEqual([...all]);
  });
});
