// Customers: found by a whole number, seen masked, opened field by field. Nothing revealed is kept in a cache.

import { useQuery } from "@tanstack/react-query";
import { request } from "./http";
import type { Allowed } from "./types";

export type FieldKey = "phone" | "name" | "id_card" | "bank_card" | "address" | "note";

export interface CustomerField {
  key: FieldKey;
  class: FieldKey;
  /** Masked unless `is_open`. */
  shown: string;
  is_open: boolean;
  can: { reveal: Allowed | null };
}

interface NamedPerson {
  id: string;
  name: string;
}

interface Noted {
  at_ms: number;
  reason: string;
}

export interface Consent {
  field: FieldKey;
  person: NamedPerson;
  purpose: string;
  call: string | null;
  instance: string | null;
  given_ms: number;
  until_ms: number;
  withdrawn_ms: number | null;
}

export interface Look {
  field: FieldKey;
  person: NamedPerson;
  purpose: string;
  at_ms: number;
  until_ms: number;
}

export interface CustomerView {
  id: string;
  added_ms: number;
  changed_ms: number;
  fields: CustomerField[];
  is_serving: boolean;
  held: Noted | null;
  erased: Noted | null;
  consents: Consent[];
  looks: Look[];
  calls: string[];
  cases: { instance: string }[];
  can: { edit: Allowed; consent: Allowed; hold: Allowed; erase: Allowed };
}

export interface CustomerLine {
  id: string;
  name: string;
  phone: string;
  is_erased: boolean;
}

/** What a reveal or a consent is about, and where it can be heard or read. */
export interface FieldAsked {
  field: FieldKey;
  purpose: string;
  call?: string;
  instance?: string;
}

export type CustomerFields = Partial<Record<FieldKey, string>>;

export const customersApi = {
  find: (query: { phone?: string; name?: string }) =>
    request<{ items: CustomerLine[] }>("GET", "/customers", { query }),
  add: (fields: CustomerFields) => request<{ id: string }>("POST", "/customers", { body: fields }),
  change: (id: string, fields: CustomerFields) => request<void>("PATCH", `/customers/${id}`, { body: fields }),
  consent: (id: string, asked: FieldAsked) =>
    request<{ until_ms: number }>("POST", `/customers/${id}/consents`, { body: asked }),
  withdraw: (id: string, field: FieldKey) => request<void>("DELETE", `/customers/${id}/consents/${field}`),
  reveal: (id: string, asked: FieldAsked) =>
    request<{ value: string; until_ms: number }>("POST", `/customers/${id}/reveal`, { body: asked }),
  hold: (id: string, reason: string) => request<void>("POST", `/customers/${id}/hold`, { body: { reason } }),
  liftHold: (id: string, reason: string) => request<void>("DELETE", `/customers/${id}/hold`, { body: { reason } }),
  erase: (id: string, reason: string) => request<void>("POST", `/customers/${id}/erase`, { body: { reason } }),
};

export const useCustomer = (id: string) =>
  useQuery({
    queryKey: ["customer", id],
    queryFn: () => request<CustomerView>("GET", `/customers/${id}`),
    staleTime: 0,
    gcTime: 0,
  });

/** Who a customer is, as far as this reader may know, as `李** · 199 **** 0000`. Null: nothing, or not asked. */
export function useCustomerMask(id: string | null): string | null {
  const page = useQuery({
    queryKey: ["customer", id],
    queryFn: () => request<CustomerView>("GET", `/customers/${id}`),
    enabled: id !== null,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const shown = page.data?.fields.filter((field) => field.key === "name" || field.key === "phone") ?? [];
  return shown.map((field) => field.shown).join(" · ") || null;
}

export const useCustomerOfCall = (call: string) =>
  useQuery({
    queryKey: ["customer", "of", call],
    queryFn: () => request<{ customer: CustomerView | null }>("GET", `/calls/${call}/customer`),
    staleTime: 0,
    gcTime: 0,
  });
