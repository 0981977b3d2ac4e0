// The own account: second factors, passkeys, devices, tokens, and a fresh proof of who asks.

import { useQuery } from "@tanstack/react-query";
import { request } from "./http";
import type { Provider } from "./signOn";
import type { Me, Page } from "./types";

export interface Factor {
  id: string;
  kind: "totp" | "passkey" | "recovery_codes";
  name: string;
  added_ms: number;
  used_ms: number | null;
  codes_left: number | null;
}

export interface Device {
  id: string;
  user_agent: string;
  since_ms: number;
  seen_ms: number;
  expires_ms: number;
  is_this: boolean;
}

export interface TokenRow {
  id: string;
  username: string;
  name: string;
  issued_ms: number;
  expires_ms: number;
  used_ms: number | null;
  /** Actions that it is good for; null: whatever its person may. */
  scope: string[] | null;
}

/** How somebody may prove who they are now. */
export interface Ways {
  ticket: string | null;
  password: boolean;
  totp: boolean;
  recovery_codes: boolean;
  /** For the browser; null: no passkey. */
  passkey: Record<string, unknown> | null;
}

/** Exactly one of them. */
export type Proof = { password: string } | { code: string } | { recovery_code: string } | { assertion: unknown };

/** What the door offers beside the password. */
export interface Door {
  /** Host of the passkeys; null: none here. */
  passkey_host: string | null;
  /** By whom people sign on. */
  sign_on: Provider[];
}

export const accountApi = {
  door: () => request<Door>("GET", "/session/ways"),
  beginPasskeyLogIn: () => request<Ways>("POST", "/session/passkey"),
  secondFactor: (ticket: string, proof: Proof) =>
    request<Me>("POST", "/session/second-factor", { body: { ticket, ...proof } }),
  beginStepUp: () => request<Ways>("POST", "/session/step-up/begin"),
  stepUp: (proof: Proof) => request<{ until_ms: number }>("POST", "/session/step-up", { body: proof }),
  factors: () => request<Page<Factor>>("GET", "/account/factors"),
  beginTotp: () => request<{ uri: string; secret: string; picture: string }>("POST", "/account/factors/totp"),
  confirmTotp: (code: string, name: string) =>
    request<{ id: string }>("POST", "/account/factors/totp/confirm", { body: { code, name } }),
  beginPasskey: () => request<Record<string, unknown>>("POST", "/account/passkeys/begin"),
  finishPasskey: (credential: unknown, name: string) =>
    request<{ id: string }>("POST", "/account/passkeys/finish", { body: { credential, name } }),
  newRecoveryCodes: () => request<{ codes: string[] }>("POST", "/account/recovery-codes"),
  removeFactor: (id: string) => request<void>("DELETE", `/account/factors/${id}`),
  changePassword: (current: string, next: string) =>
    request<void>("POST", "/account/password", { body: { current, new: next } }),
  devices: () => request<Page<Device>>("GET", "/account/sessions"),
  endDevice: (id: string) => request<void>("DELETE", `/account/sessions/${id}`),
  endOtherDevices: () => request<void>("DELETE", "/account/sessions"),
  tokens: () => request<Page<TokenRow>>("GET", "/account/tokens"),
  issueToken: (name: string, days: number, scope: string[] | null) =>
    request<{ secret: string; token: TokenRow }>("POST", "/account/tokens", { body: { name, days, scope } }),
  revokeToken: (id: string) => request<void>("DELETE", `/account/tokens/${id}`),
  oneTimePassword: (instance: string, task: number) =>
    request<{ password: string }>("POST", `/tasks/${instance}/${task}/one-time-password`),
  endSessionsOf: (person: string) => request<void>("POST", `/people/${person}/end-sessions`),
};

export const useFactors = () => useQuery({ queryKey: ["account", "factors"], queryFn: accountApi.factors });
export const useDevices = () => useQuery({ queryKey: ["account", "devices"], queryFn: accountApi.devices });
export const useTokens = () => useQuery({ queryKey: ["account", "tokens"], queryFn: accountApi.tokens });
export const useDoor = () => useQuery({ queryKey: ["door"], queryFn: accountApi.door, staleTime: 5 * 60_000 });
