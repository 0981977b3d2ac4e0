// A draft for as long as a form is on the page.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type Fields, flowsApi } from "../api/flows";
import { request } from "../api/http";
import { live } from "../api/live";
import { Draft } from "./draft";

/**
 * `key` as `task:INSTANCE:TASK` or `start:FLOW`; both it and `savedMs` are those of the first drawing: give the
 * component the same key. Written whenever `data` changes once something was typed.
 */
export function useDraft(key: string, data: Fields, isDirty: boolean, savedMs: number | null): Draft {
  const [draft] = useState(
    () =>
      new Draft(
        {
          save: (fields, isLast) =>
            request<void>("PUT", `/drafts/${encodeURIComponent(key)}`, { body: { data: fields }, isLast }),
          drop: () => flowsApi.dropDraft(key),
          now: () => live.now(),
        },
        savedMs,
      ),
  );
  useSyncExternalStore(draft.subscribe, draft.get);
  // Back to what it began with is a change too, once something else was kept.
  const wasDirty = useRef(false);
  wasDirty.current ||= isDirty;
  useEffect(() => {
    if (wasDirty.current) draft.change(data);
  }, [draft, data]);
  useEffect(() => {
    const hidden = () => document.visibilityState === "hidden" && draft.flush();
    const away = () => draft.flush();
    const leaving = (event: BeforeUnloadEvent) => {
      draft.flush();
      // Only a draft that could not be kept is worth a question.
      if (draft.state.status === "failed") event.preventDefault();
    };
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", away);
    window.addEventListener("beforeunload", leaving);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", away);
      window.removeEventListener("beforeunload", leaving);
      draft.flush();
    };
  }, [draft]);
  return draft;
}
