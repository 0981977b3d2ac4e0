import { describe, expect, it } from "vitest";
import { readNote } from "./note";

const bytes = (...parts: number[][]) => btoa(String.fromCharCode(...parts.flat()));
const plain = bytes(new Array(4 + 64).fill(7));
/** 2026-11-22 00:00 UTC. */
const SECONDS = 1_795_305_600;
const time = [0, 0, 0, 0, (SECONDS >>> 24) & 255, (SECONDS >>> 16) & 255, (SECONDS >>> 8) & 255, SECONDS & 255];
const cosigned = bytes([1, 2, 3, 4], time, new Array(64).fill(7));

describe("a signed note", () => {
  it("tells the size, the root, the signer, and each witness with its time", () => {
    const note = readNote(
      `qiao.example/journal\n1234\nAAAA\n\n— qiao.example/journal ${plain}\n— finance ${cosigned}\n`,
    );
    expect(note).toEqual({
      origin: "qiao.example/journal",
      size: 1234,
      root: "AAAA",
      signer: { name: "qiao.example/journal", at_ms: null },
      witnesses: [{ name: "finance", at_ms: SECONDS * 1_000 }],
    });
  });

  it("is none when it is something else", () => {
    expect(readNote("<html>")).toBeNull();
    expect(readNote("")).toBeNull();
  });
});
