// Where the page goes when a task is done: back to the inbox, or at once to the next one when its reader likes that.

import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { flowsApi, type TaskRow } from "../api/flows";
import { toast } from "../app/toast";
import { useText } from "../text";
import { lastInbox } from "./keys";

const KEY = "qiao.tasks.next";

function readChoice(): boolean {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

export interface WayOn {
  opensNext: boolean;
  setOpensNext: (is: boolean) => void;
  back: () => void;
  /** The task is done. */
  go: () => void;
}

export function useWayOn(done: Pick<TaskRow, "instance" | "task">): WayOn {
  const t = useText();
  const navigate = useNavigate();
  const [opensNext, set] = useState(readChoice);
  const back = () => void navigate({ to: "/tasks", search: lastInbox() });
  const next = async () => {
    const page = await flowsApi.tasks({ box: "open", flow: lastInbox().flow, limit: 2 });
    const row = page.items.find((one) => one.instance !== done.instance || one.task !== done.task);
    if (!row) {
      toast.good(t.tasks.nextNone);
      return back();
    }
    void navigate({
      to: "/tasks/$instance/$task",
      params: { instance: row.instance, task: String(row.task) },
      // Back leads to the inbox, not to what is done.
      replace: true,
    });
  };
  return {
    opensNext,
    setOpensNext: (is) => {
      set(is);
      try {
        localStorage.setItem(KEY, is ? "1" : "0");
      } catch {
        // Storage may be closed by policy: the choice then lasts for this page.
      }
    },
    back,
    go: () => (opensNext ? void next().catch(back) : back()),
  };
}
