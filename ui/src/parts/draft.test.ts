import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Fields } from "../api/flows";
import { Draft } from "./draft";

/** A server whose answers are given by the test. */
class Keeper {
  kept: Fields | null = null;
  calls: { data: Fields; isLast: boolean }[] = [];
  drops = 0;
  isDown = false;
  private waiting: (() => void)[] = [];
  isSlow = false;

  save = async (data: Fields, isLast: boolean) => {
    this.calls.push({ data, isLast });
    if (this.isSlow) await new Promise<void>((answer) => this.waiting.push(answer));
    if (this.isDown) throw new Error("down");
    this.kept = data;
  };
  drop = async () => {
    this.drops += 1;
    this.kept = null;
  };
  now = () => 1_000;
  answer() {
    for (const one of this.waiting.splice(0)) one();
  }
}

let keeper: Keeper;
let draft: Draft;

beforeEach(() => {
  vi.useFakeTimers();
  keeper = new Keeper();
  draft = new Draft(keeper, null);
});
afterEach(() => vi.useRealTimers());

describe("a draft", () => {
  it("is written once, a moment after the last key", async () => {
    for (const a of ["x", "xy", "xyz"]) {
      draft.change({ a });
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(keeper.calls).toEqual([]);
    expect(draft.state.status).toBe("waiting");
    await vi.advanceTimersByTimeAsync(900);
    expect(keeper.calls).toEqual([{ data: { a: "xyz" }, isLast: false }]);
    expect(draft.state).toEqual({ status: "saved", saved_ms: 1_000 });
  });

  it("survives a closed tab: what waits is written at once, in a request that outlives the page", () => {
    draft.change({ a: "last words" });
    expect(draft.isUnsaved).toBe(true);
    draft.flush();
    expect(keeper.calls).toEqual([{ data: { a: "last words" }, isLast: true }]);
  });

  it("writes nothing when nothing was typed", async () => {
    draft.flush();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keeper.calls).toEqual([]);
    expect(draft.isUnsaved).toBe(false);
  });

  it("never lets an older text land on a newer one", async () => {
    keeper.isSlow = true;
    draft.change({ a: "1" });
    await vi.advanceTimersByTimeAsync(900);
    draft.change({ a: "2" });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(keeper.calls).toHaveLength(1);
    keeper.answer();
    await vi.advanceTimersByTimeAsync(1_000);
    keeper.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(keeper.kept).toEqual({ a: "2" });
  });

  it("says that it failed and tries again until it is kept", async () => {
    keeper.isDown = true;
    draft.change({ a: "1" });
    await vi.advanceTimersByTimeAsync(900);
    expect(draft.state.status).toBe("failed");
    expect(draft.isUnsaved).toBe(true);
    keeper.isDown = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(draft.state.status).toBe("saved");
    expect(keeper.kept).toEqual({ a: "1" });
  });

  it("is not written after the task was sent, also when a write was on its way", async () => {
    keeper.isSlow = true;
    draft.change({ a: "1" });
    await vi.advanceTimersByTimeAsync(900);
    draft.change({ a: "2" });
    const closed = draft.close();
    keeper.answer();
    await closed;
    draft.change({ a: "3" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keeper.calls).toHaveLength(1);
  });

  it("goes on when the sending failed", async () => {
    draft.change({ a: "1" });
    await draft.close();
    draft.reopen();
    draft.change({ a: "1" });
    await vi.advanceTimersByTimeAsync(900);
    expect(keeper.kept).toEqual({ a: "1" });
  });

  it("can be given up", async () => {
    draft.change({ a: "1" });
    await vi.advanceTimersByTimeAsync(900);
    await draft.drop();
    expect(keeper.kept).toBeNull();
    expect(draft.state).toEqual({ status: "idle", saved_ms: null });
  });
});
