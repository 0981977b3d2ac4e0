// The reader's inbox: its lists and counts, kept fresh by the live socket.

import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { flowsApi, type NoticeBox, PAGE_ROWS, type TaskBox, type TaskRow } from "./flows";
import { live } from "./live";
import { queryClient } from "./queries";
import type { Page } from "./types";

/** What becomes old when a task or a notice moves. */
const TOUCHED = ["tasks", "task-counts", "task", "notices", "notice", "instance", "instances", "flows", "delegations"];
/** Without a fact, time alone makes tasks overdue. */
const COUNTS_MS = 60_000;

export function refreshInbox(): void {
  for (const key of TOUCHED) void queryClient.invalidateQueries({ queryKey: [key] });
}

live.onInbox(refreshInbox);

/** It is done: the lists that this page has show it no more, before the server tells them anew. */
export function forgetTask(instance: string, task: number): void {
  queryClient.setQueriesData<InfiniteData<Page<TaskRow>>>(
    { queryKey: ["tasks", "open"] },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          items: page.items.filter((row) => row.instance !== instance || row.task !== task),
        })),
      },
  );
}

export const useTaskCounts = (isOn: boolean) =>
  useQuery({
    queryKey: ["task-counts"],
    queryFn: flowsApi.taskCounts,
    enabled: isOn,
    refetchInterval: COUNTS_MS,
    staleTime: COUNTS_MS / 2,
  });

export const useTasks = (box: TaskBox, flow: string | undefined) =>
  useInfiniteQuery({
    queryKey: ["tasks", box, flow ?? ""],
    queryFn: ({ pageParam }) => flowsApi.tasks({ box, flow, limit: PAGE_ROWS, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const useTask = (instance: string, task: number) =>
  useQuery({ queryKey: ["task", instance, task], queryFn: () => flowsApi.task(instance, task), staleTime: 0 });

export const useNotices = (box: NoticeBox) =>
  useInfiniteQuery({
    queryKey: ["notices", box],
    queryFn: ({ pageParam }) => flowsApi.notices({ box, limit: PAGE_ROWS, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
