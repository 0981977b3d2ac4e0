// Sign-on by OpenID providers: the way out, the way back, and which identities open an account.

import { useQuery } from "@tanstack/react-query";
import { currentLocale } from "../text";
import { request } from "./http";
import type { Me, Page } from "./types";

export interface Provider {
  key: string;
  name_zh: string;
  name_en: string;
}

/** An identity at a provider that opens an account here. */
export interface Identity {
  id: string;
  provider: string;
  /** Null: the provider is not offered any more. */
  name_zh: string | null;
  name_en: string | null;
  issuer: string;
  subject: string;
  linked_ms: number;
}

/** What a provider sent the browser back with. */
export interface WayBack {
  state: string;
  code: string | null;
  iss: string | null;
  error: string | null;
}

type WayOut = { url: string };

export const signOnApi = {
  begin: (provider: string, to: string | undefined) =>
    request<WayOut>("POST", "/session/sign-on", { body: { provider, to } }),
  finish: (back: WayBack) => request<{ me: Me; to: string | null }>("POST", "/session/sign-on/finish", { body: back }),
  identities: () => request<Page<Identity>>("GET", "/account/identities"),
  beginLink: (provider: string) => request<WayOut>("POST", "/account/identities", { body: { provider } }),
  finishLink: (back: WayBack) => request<{ id: string }>("POST", "/account/identities/finish", { body: back }),
  unlink: (id: string) => request<void>("DELETE", `/account/identities/${id}`),
  identitiesOf: (person: string) => request<Page<Identity>>("GET", `/people/${person}/identities`),
  linkOf: (person: string, provider: string, subject: string) =>
    request<{ id: string }>("POST", `/people/${person}/identities`, { body: { provider, subject } }),
  unlinkOf: (person: string, id: string) => request<void>("DELETE", `/people/${person}/identities/${id}`),
};

export const useIdentities = () => useQuery({ queryKey: ["account", "identities"], queryFn: signOnApi.identities });

export const useIdentitiesOf = (person: string) =>
  useQuery({ queryKey: ["people", person, "identities"], queryFn: () => signOnApi.identitiesOf(person) });

export function providerName(provider: { name_zh: string | null; name_en: string | null }): string | null {
  return currentLocale() === "en" ? provider.name_en : provider.name_zh;
}

const KEPT = "qiao.sign-on";

/** What this tab is on its way for. The server knows it too, and better: this only chooses the page's words. */
export interface Errand {
  is_link: boolean;
  to?: string;
}

/** To the provider. The page ends here. */
export function leaveFor(url: string, errand: Errand): void {
  sessionStorage.setItem(KEPT, JSON.stringify(errand));
  window.location.assign(url);
}

export function errand(): Errand {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "") as Errand;
  } catch {
    return { is_link: false };
  }
}
