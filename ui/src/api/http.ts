// One way to ask the server. Throws `ProblemError` for everything that is not 2xx.

import { currentLocale } from "../text";
import { ProblemError, readProblem } from "./problem";

/** Longer than any answer of a healthy server; a list over a slow branch line takes about 2 s. */
const ANSWER_MS_MAX = 15_000;

/** A browser lets 64 KiB outlive their page; a character takes up to three bytes. Larger ones are tried without. */
const LAST_CHARS_MAX = 20_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Record<string, string | number | undefined | null>;

/** The server marks its door in demo mode, so that the login page may offer the demo's accounts. */
let isDemo = false;
export const isDemoServer = (): boolean => isDemo;

const lapsed = new Set<() => void>();

/** Called when the server says that the session is over. */
export function onSessionLapsed(listener: () => void): () => void {
  lapsed.add(listener);
  return () => lapsed.delete(listener);
}

/** For one act: the server does it once, however often it is asked with the same key. */
export function newKey(): string {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

let stepUp: (() => Promise<boolean>) | null = null;

/** Who asks the person for a fresh proof when an act lacks only that. True: given, the act is sent once more. */
export function onStepUpNeeded(ask: () => Promise<boolean>): void {
  stepUp = ask;
}

export async function request<T>(
  method: Method,
  path: string,
  /** `isLast`: the page may be gone before the answer comes. `key`: the same for each try of the same act. */
  options: { body?: unknown; query?: Query; isLast?: boolean; key?: string } = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": currentLocale() };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  const key = options.key ?? newKey();
  if (method === "POST") headers["Idempotency-Key"] = key;
  const text = options.body === undefined ? undefined : JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${queryText(options.query)}`, {
      method,
      headers,
      body: text,
      credentials: "same-origin",
      keepalive: options.isLast && (text?.length ?? 0) < LAST_CHARS_MAX,
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  } catch (error) {
    const code = error instanceof DOMException && error.name === "TimeoutError" ? "timeout" : "offline";
    throw new ProblemError({ status: 0, code, title: "", reasons: [] });
  }
  isDemo ||= response.headers.get("x-qiao-demo") === "1";
  const answer = await response.text();
  const body = answer ? parse(answer) : undefined;
  // A signed note is text, whatever it looks like.
  if (response.ok && response.headers.get("content-type")?.startsWith("text/plain")) return answer as T;
  if (response.ok) return body as T;
  const problem = readProblem(response.status, body);
  if (problem.step_up && stepUp && (await stepUp())) return request(method, path, { ...options, key });
  const isDoor = ["/session", "/session/second-factor", "/session/sign-on/finish"].includes(path);
  if (response.status === 401 && !isDoor) for (const listener of lapsed) listener();
  throw new ProblemError(problem);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy's HTML page: the status alone speaks.
  }
}

function queryText(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  if (pairs.length === 0) return "";
  return `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}
