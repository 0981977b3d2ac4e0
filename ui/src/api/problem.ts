// What went wrong, in one shape for HTTP and for the live socket. The UI owns the sentence, by the stable `code`.

import { currentText, type Text } from "../text";
import type { AskFor } from "./access";
import type { Ways } from "./account";
import type { Reason } from "./types";

/** What is wrong with one field of a form. `path` is a JSON pointer; empty: the form as a whole. */
export interface FieldProblem {
  path: string;
  code: string;
  zh: string;
  en: string;
}

export interface Problem {
  status: number;
  code: string;
  title: string;
  detail?: string;
  reasons: Reason[];
  request_id?: string;
  /** What is wrong with which field of a form. */
  fields?: FieldProblem[];
  /** The flow that would ask for what was refused, with its fields filled in. */
  request?: AskFor;
  /** Only a fresh proof of who asks is lacking. */
  step_up?: boolean;
  /** Of a log-in whose first half is done: how to go on. */
  second_factor?: Ways;
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title || problem.code);
    this.name = "ProblemError";
  }
}

/** Reads whatever came as `application/problem+json`; what is missing is filled in from the status. */
export function readProblem(status: number, body: unknown): Problem {
  const from = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (key: string) => (typeof from[key] === "string" ? (from[key] as string) : "");
  return {
    status: typeof from.status === "number" ? from.status : status,
    code: text("code") || codeOf(status),
    title: text("title"),
    detail: text("detail") || undefined,
    reasons: Array.isArray(from.reasons) ? (from.reasons as Reason[]) : [],
    request_id: text("request_id") || undefined,
    fields: Array.isArray(from.fields) ? (from.fields as FieldProblem[]) : undefined,
    request: typeof from.request === "object" && from.request !== null ? (from.request as AskFor) : undefined,
    step_up: from.step_up === true,
    second_factor:
      typeof from.second_factor === "object" && from.second_factor !== null ? (from.second_factor as Ways) : undefined,
  };
}

function codeOf(status: number): string {
  if (status === 401) return "not_logged_in";
  if (status === 403) return "denied";
  if (status === 404) return "not_found";
  if (status === 409) return "moved";
  if (status === 422 || status === 400) return "bad_input";
  if (status === 429) return "too_many_attempts";
  if (status === 503) return "busy";
  return status >= 500 ? "internal" : "unknown";
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { status: 0, code: "unknown", title: "", reasons: [] };
}

/** One sentence for people: ours for a code we know, else the server's own title. */
export function sentence(problem: Problem, t: Text = currentText()): string {
  return t.problem[problem.code] ?? (problem.title || t.problem.unknown || "");
}
