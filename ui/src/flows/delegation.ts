// A delegation as data: how it stands, and what cannot be asked for.

import dayjs from "dayjs";
import type { DelegationView, Fields, NewDelegation } from "../api/flows";
import type { Problem } from "../api/problem";

export type DelegationState = "live" | "future" | "over";

export function stateOf(one: Pick<DelegationView, "from_ms" | "until_ms" | "ended_ms">, now: number): DelegationState {
  if (one.ended_ms !== null || one.until_ms <= now) return "over";
  return one.from_ms > now ? "future" : "live";
}

/** From the form, whose times are local. */
export function newDelegation(data: Fields): NewDelegation {
  return {
    absent: String(data.absent),
    deputy: String(data.deputy),
    from_ms: dayjs(String(data.from)).valueOf(),
    until_ms: dayjs(String(data.until)).valueOf(),
    reason: String(data.reason).trim(),
  };
}

/** The first thing that is wrong: with which field, and our word for it. */
export function whatIsWrong(
  asked: NewDelegation,
  now: number,
): { path: string; word: "same" | "wrongTimes" | "past" } | null {
  if (asked.absent === asked.deputy) return { path: "/deputy", word: "same" };
  if (asked.until_ms <= asked.from_ms) return { path: "/until", word: "wrongTimes" };
  return asked.until_ms <= now ? { path: "/until", word: "past" } : null;
}

/** What the server found wrong, at the field that it names; null: it names none of ours. */
export function refusedAt(problem: Problem): { path: string; word: "badDeputy" | "badUntil" | "badAbsent" } | null {
  if (problem.code !== "bad_input") return null;
  const field = /^`(\w+)`/.exec(problem.detail ?? "")?.[1];
  if (field === "deputy") return { path: "/deputy", word: "badDeputy" };
  if (field === "until_ms" || field === "from_ms") return { path: "/until", word: "badUntil" };
  return field === "absent" ? { path: "/absent", word: "badAbsent" } : null;
}
