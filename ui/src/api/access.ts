// Every question about rights, one line each, and the hooks that keep the answers. What the answers look like:
// `accessTypes.ts`.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type {
  GrantDetail,
  GrantView,
  NewEmergency,
  NewSuspension,
  OverReport,
  RequestableView,
  ReviewDetail,
  ReviewView,
  RightsView,
  ShortReport,
  SuspendedView,
  SuspensionView,
  ViolationLedger,
  WhoView,
  WhyQuestion,
  WhyView,
} from "./accessTypes";
import { PAGE_ROWS } from "./flows";
import { type Query, request } from "./http";
import { queryClient } from "./queries";
import type { Page } from "./types";

export * from "./accessTypes";

export const accessApi = {
  mine: () => request<RightsView>("GET", "/access/mine"),
  of: (person: string) => request<RightsView>("GET", `/access/people/${person}`),
  why: (question: WhyQuestion) => request<WhyView>("GET", "/access/why", { query: { ...question } }),
  who: (action: string, team: string | undefined) =>
    request<WhoView>("GET", "/access/who", { query: { action, team } }),
  requestable: () => request<Page<RequestableView>>("GET", "/access/requestable"),
  grants: (query: Query) => request<Page<GrantView>>("GET", "/access/grants", { query }),
  grant: (id: string) => request<GrantDetail>("GET", `/access/grants/${id}`),
  revoke: (id: string, reason: string) => request<void>("POST", `/access/grants/${id}/revoke`, { body: { reason } }),
  suspensions: (person: string | undefined) =>
    request<Page<SuspensionView>>("GET", "/access/suspensions", { query: { person } }),
  suspend: (body: NewSuspension) => request<SuspendedView>("POST", "/access/suspensions", { body }),
  lift: (id: string, reason: string) => request<void>("POST", `/access/suspensions/${id}/lift`, { body: { reason } }),
  breakGlass: (body: NewEmergency) => request<GrantView>("POST", "/access/break-glass", { body }),
  over: (days: number) => request<OverReport>("GET", "/access/reports/over", { query: { days } }),
  short: (days: number) => request<ShortReport>("GET", "/access/reports/short", { query: { days } }),
  reviews: () => request<Page<ReviewView>>("GET", "/access/reviews"),
  review: (id: string) => request<ReviewDetail>("GET", `/access/reviews/${id}`),
  violations: (person: string | undefined) => request<ViolationLedger>("GET", "/violations", { query: { person } }),
};

/** After somebody's rights changed: whatever was read of rights is old. */
export function forgetRights(): void {
  for (const key of ["rights", "why", "who", "grants", "grant", "suspensions", "requestable"])
    void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Asked only when somebody opens it. */
export const useWhy = (question: WhyQuestion | null) =>
  useQuery({
    queryKey: ["why", question],
    queryFn: () => accessApi.why(question as WhyQuestion),
    enabled: question !== null,
    staleTime: 0,
  });

/** Null: my own. */
export const useRights = (person: string | null, isOn = true) =>
  useQuery({
    queryKey: ["rights", person],
    queryFn: () => (person === null ? accessApi.mine() : accessApi.of(person)),
    enabled: isOn,
  });

export const useRequestable = () => useQuery({ queryKey: ["requestable"], queryFn: accessApi.requestable });

export const useGrants = (query: Query, isOn = true) =>
  useInfiniteQuery({
    queryKey: ["grants", query],
    queryFn: ({ pageParam }) => accessApi.grants({ ...query, limit: PAGE_ROWS, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: isOn,
  });

export const useGrant = (id: string) => useQuery({ queryKey: ["grant", id], queryFn: () => accessApi.grant(id) });

export const useSuspensions = (person: string | undefined) =>
  useQuery({ queryKey: ["suspensions", person], queryFn: () => accessApi.suspensions(person) });

export const useWhoCan = (action: string | undefined, team: string | undefined) =>
  useQuery({
    queryKey: ["who", action, team],
    queryFn: () => accessApi.who(action as string, team),
    enabled: action !== undefined,
  });

export const useOverReport = (days: number, isOn: boolean) =>
  useQuery({ queryKey: ["rights-over", days], queryFn: () => accessApi.over(days), enabled: isOn });

export const useShortReport = (days: number, isOn: boolean) =>
  useQuery({ queryKey: ["rights-short", days], queryFn: () => accessApi.short(days), enabled: isOn });

export const useReviews = () => useQuery({ queryKey: ["reviews"], queryFn: accessApi.reviews });

export const useReview = (id: string) => useQuery({ queryKey: ["review", id], queryFn: () => accessApi.review(id) });

export const useViolations = (person: string | undefined) =>
  useQuery({ queryKey: ["violations", person], queryFn: () => accessApi.violations(person) });
