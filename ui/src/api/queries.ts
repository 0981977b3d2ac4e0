// Every question to the server by HTTP, one line each, and the hooks that keep the answers.

import { keepPreviousData, QueryClient, useQuery } from "@tanstack/react-query";
import { type Query, request } from "./http";
import { live } from "./live";
import { problemOf } from "./problem";
import type { CallDetail, CallRow, Config, FactsPage, Me, Page, Peaks, PersonRow, QueueReport } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; a lost connection is tried again.
      retry: (count, error) => count < 2 && [0, 502, 503, 504].includes(problemOf(error).status),
    },
  },
});

// What was read of a call is old with its next fact: whoever opens it then reads it again.
live.onFact((fact) => {
  if ("call" in fact) void queryClient.invalidateQueries({ queryKey: ["call", fact.call], refetchType: "none" });
});

export const api = {
  logIn: (username: string, password: string) => request<Me>("POST", "/session", { body: { username, password } }),
  logOut: () => request<void>("DELETE", "/session"),
  me: () => request<Me>("GET", "/session"),
  config: () => request<Config>("GET", "/session/config"),
  calls: (query: Query) => request<Page<CallRow>>("GET", "/calls", { query }),
  call: (id: string) => request<CallDetail>("GET", `/calls/${id}`),
  reveal: (id: string, purpose: string) =>
    request<{ from: string }>("POST", `/calls/${id}/reveal`, { body: { purpose } }),
  setDisposition: (id: string, code: string, note: string) =>
    request<void>("POST", `/calls/${id}/disposition`, { body: { code, note } }),
  audioUrl: (recording: string) => `/api/v1/recordings/${recording}/audio`,
  peaks: (recording: string, buckets: number) =>
    request<Peaks>("GET", `/recordings/${recording}/peaks`, { query: { buckets } }),
  queueReport: (query: Query) => request<QueueReport>("GET", "/reports/queues", { query }),
  people: () => request<Page<PersonRow>>("GET", "/people"),
  setPersonActive: (id: string, isActive: boolean) =>
    request<void>("POST", `/people/${id}/${isActive ? "enable" : "disable"}`),
  rulebook: () => request<Record<string, unknown>>("GET", "/rulebook"),
  journal: (after: number, limit: number) => request<FactsPage>("GET", "/journal", { query: { after, limit } }),
};

export const useConfig = () => useQuery({ queryKey: ["config"], queryFn: api.config, staleTime: 5 * 60_000 });

export const useCalls = (query: Query) =>
  useQuery({ queryKey: ["calls", query], queryFn: () => api.calls(query), placeholderData: keepPreviousData });

export const useCall = (id: string | null) =>
  useQuery({ queryKey: ["call", id], queryFn: () => api.call(id as string), enabled: id !== null });

export const usePeaks = (recording: string) =>
  useQuery({
    queryKey: ["peaks", recording],
    queryFn: () => api.peaks(recording, 600),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const usePeople = () => useQuery({ queryKey: ["people"], queryFn: api.people });

export const useRulebook = () => useQuery({ queryKey: ["rulebook"], queryFn: api.rulebook, staleTime: 60_000 });

export const useJournal = (after: number, limit: number) =>
  useQuery({
    queryKey: ["journal", after, limit],
    queryFn: () => api.journal(after, limit),
    placeholderData: keepPreviousData,
  });

export const useQueueReport = (query: Query) =>
  useQuery({ queryKey: ["report", query], queryFn: () => api.queueReport(query), placeholderData: keepPreviousData });
