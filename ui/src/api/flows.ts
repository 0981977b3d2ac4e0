// Every question about flows, tasks, instances, delegations and notices, one line each, and the hooks that keep the
// answers. What the answers look like: `flowTypes.ts`.

import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type {
  BatchResult,
  DelegationView,
  DraftView,
  Fields,
  FlowNumbers,
  FlowRow,
  FlowView,
  InstanceRow,
  InstanceView,
  LookupItem,
  MigrationView,
  NewDelegation,
  NewNotice,
  NoticeReaders,
  NoticeView,
  RecordView,
  TaskCounts,
  TaskRow,
  TaskView,
} from "./flowTypes";
import { type Query, request } from "./http";
import type { Page } from "./types";

export * from "./flowTypes";

const at = (instance: string, task: number) => `/tasks/${instance}/${task}`;
const draftPath = (key: string) => `/drafts/${encodeURIComponent(key)}`;

export const flowsApi = {
  flows: () => request<Page<FlowRow>>("GET", "/flows"),
  flow: (key: string) => request<FlowView>("GET", `/flows/${key}`),
  bpmnUrl: (key: string) => `/api/v1/flows/${key}/bpmn`,
  exportUrl: (format: "ocel" | "xes", flow: string | undefined, from_ms: number, to_ms: number) =>
    `/api/v1/flows/export?${new URLSearchParams({
      format,
      ...(flow ? { flow } : {}),
      from_ms: String(from_ms),
      to_ms: String(to_ms),
    })}`,
  /** `once`: the same for each try to send the same form. */
  start: (key: string, start: string | undefined, data: Fields, once: string) =>
    request<InstanceView>("POST", `/flows/${key}/start`, { body: { start, data }, key: once }),
  numbers: (query: Query) => request<Page<FlowNumbers>>("GET", "/flows/numbers", { query }),
  migration: (key: string) => request<MigrationView>("GET", `/flows/${key}/migration`),
  migrate: (key: string) => request<MigrationView>("POST", `/flows/${key}/migration`),

  tasks: (query: Query) => request<Page<TaskRow>>("GET", "/tasks", { query }),
  taskCounts: () => request<TaskCounts>("GET", "/tasks/counts"),
  task: (instance: string, task: number) => request<TaskView>("GET", at(instance, task)),
  claim: (instance: string, task: number) => request<TaskView>("POST", `${at(instance, task)}/claim`),
  giveBack: (instance: string, task: number) => request<TaskView>("POST", `${at(instance, task)}/give_back`),
  complete: (instance: string, task: number, body: { outcome: string; data: Fields; password?: string }) =>
    request<InstanceView>("POST", `${at(instance, task)}/complete`, { body }),
  completeMany: (tasks: { instance: string; task: number }[], outcome: string) =>
    request<{ items: BatchResult[] }>("POST", "/tasks/complete", { body: { tasks, outcome } }),
  reassign: (instance: string, task: number, to: string) =>
    request<TaskView>("POST", `${at(instance, task)}/reassign`, { body: { to } }),
  addSigner: (instance: string, task: number, signer: string) =>
    request<TaskView>("POST", `${at(instance, task)}/add_signer`, { body: { signer } }),
  returnTo: (instance: string, task: number, to: string) =>
    request<InstanceView>("POST", `${at(instance, task)}/return`, { body: { to } }),

  /** Null: none is kept. */
  draft: (key: string) => request<DraftView | null>("GET", draftPath(key)),
  saveDraft: (key: string, data: Fields) => request<void>("PUT", draftPath(key), { body: { data } }),
  dropDraft: (key: string) => request<void>("DELETE", draftPath(key)),

  instances: (query: Query) => request<Page<InstanceRow>>("GET", "/instances", { query }),
  instance: (id: string) => request<InstanceView>("GET", `/instances/${id}`),
  takeBack: (id: string, step: string) =>
    request<InstanceView>("POST", `/instances/${id}/take_back`, { body: { step } }),
  sendMessage: (id: string, name: string, data: Fields) =>
    request<InstanceView>("POST", `/instances/${id}/messages/${name}`, { body: { data } }),

  delegations: () => request<Page<DelegationView>>("GET", "/delegations"),
  giveDelegation: (body: NewDelegation) => request<DelegationView>("POST", "/delegations", { body }),
  endDelegation: (id: string) => request<void>("POST", `/delegations/${id}/end`),

  notices: (query: Query) => request<Page<NoticeView>>("GET", "/notices", { query }),
  notice: (id: string) => request<NoticeReaders>("GET", `/notices/${id}`),
  sendNotice: (body: NewNotice) => request<NoticeView>("POST", "/notices", { body }),
  readNotice: (id: string) => request<void>("POST", `/notices/${id}/read`),
  acknowledgeNotice: (id: string) => request<void>("POST", `/notices/${id}/acknowledge`),

  lookUp: (kind: "person" | "queue" | "team", q: string) =>
    request<Page<LookupItem>>("GET", "/lookup", { query: { kind, q } }),
  records: (query: Query) => request<Page<RecordView>>("GET", "/records", { query }),
};

/** Rows of a page: one list for one screen. */
export const PAGE_ROWS = 50;

/** What has been paged through so far, as one list. */
export function rowsOf<T>(pages: InfiniteData<Page<T>> | undefined): T[] {
  return pages?.pages.flatMap((page) => page.items) ?? [];
}

export const useFlows = (isOn = true) => useQuery({ queryKey: ["flows"], queryFn: flowsApi.flows, enabled: isOn });

export const useFlow = (key: string) => useQuery({ queryKey: ["flow", key], queryFn: () => flowsApi.flow(key) });

export const useFlowNumbers = (query: Query, isOn = true) =>
  useQuery({
    queryKey: ["flow-numbers", query],
    queryFn: () => flowsApi.numbers(query),
    placeholderData: keepPreviousData,
    enabled: isOn,
  });

export const useInstance = (id: string) =>
  useQuery({ queryKey: ["instance", id], queryFn: () => flowsApi.instance(id) });

export const useInstances = (query: Query) =>
  useInfiniteQuery({
    queryKey: ["instances", query],
    queryFn: ({ pageParam }) => flowsApi.instances({ ...query, limit: PAGE_ROWS, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const useDelegations = () => useQuery({ queryKey: ["delegations"], queryFn: flowsApi.delegations });
