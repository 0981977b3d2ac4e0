// The knowledge base, one line each. The shapes are those of crates/office/src/knowledge.rs.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { NameView, PersonView } from "./flowTypes";
import { request } from "./http";
import type { Page } from "./types";

export interface SectionView {
  key: string;
  name: NameView;
  /** None: only approved flows write into it. */
  editors: NameView[];
  review_days: number;
  may_edit: boolean;
}

export interface ArticleView {
  id: string;
  section: string;
  title: string;
  text: string;
  revision: number;
  published_ms: number;
  changed_ms: number;
  review_by_ms: number;
  is_due: boolean;
  retired: { at_ms: number; why: string } | null;
  may_edit: boolean;
}

export interface RevisionView {
  revision: number;
  section: string;
  title: string;
  text: string;
  at_ms: number;
  by: PersonView | null;
  instance: string | null;
}

export interface ArticleDetail {
  article: ArticleView;
  revisions: RevisionView[];
}

export interface ArticleText {
  section: string;
  title: string;
  text: string;
}

/** What the list shows. */
export interface ArticlesAsked {
  q?: string | undefined;
  section?: string | undefined;
  due?: "true" | undefined;
  retired?: "true" | undefined;
}

export const knowledgeApi = {
  publish: (text: ArticleText) => request<ArticleDetail>("POST", "/knowledge", { body: text }),
  change: (id: string, revision: number, text: ArticleText) =>
    request<ArticleDetail>("PUT", `/knowledge/${id}`, { body: { revision, ...text } }),
  confirm: (id: string, revision: number) =>
    request<ArticleDetail>("POST", `/knowledge/${id}/confirm`, { body: { revision } }),
  retire: (id: string, reason: string) =>
    request<ArticleDetail>("POST", `/knowledge/${id}/retire`, { body: { reason } }),
};

export function useSections() {
  return useQuery({
    queryKey: ["knowledge", "sections"],
    queryFn: () => request<Page<SectionView>>("GET", "/knowledge/sections"),
  });
}

export function useArticles(asked: ArticlesAsked) {
  return useInfiniteQuery({
    queryKey: ["knowledge", "list", asked],
    queryFn: ({ pageParam }) =>
      request<Page<ArticleView>>("GET", "/knowledge", { query: { ...asked, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useArticle(id: string) {
  return useQuery({
    queryKey: ["knowledge", "one", id],
    queryFn: () => request<ArticleDetail>("GET", `/knowledge/${id}`),
  });
}
