// The rooms, who may use each, and where it stands. Navigation, palette and the start page all read this list.

import type { ActionName, Me } from "../api/types";
import type { IconName } from "../parts/Icon";
import type { Text } from "../text";
import { may } from "./session";

export interface Room {
  key: keyof Text["rooms"];
  path: string;
  icon: IconName;
  needs: ActionName;
}

export const ROOMS: Room[] = [
  { key: "desk", path: "/desk", icon: "headset", needs: "desk:use" },
  { key: "tasks", path: "/tasks", icon: "tasks", needs: "flow:view" },
  { key: "notices", path: "/notices", icon: "bell", needs: "flow:view" },
  { key: "flows", path: "/flows", icon: "flow", needs: "flow:view" },
  { key: "floor", path: "/floor", icon: "floor", needs: "floor:view" },
  { key: "wallboard", path: "/wallboard", icon: "board", needs: "floor:view" },
  { key: "calls", path: "/calls", icon: "calls", needs: "call:view" },
  { key: "reports", path: "/reports", icon: "chart", needs: "report:view" },
  { key: "customers", path: "/customers", icon: "customer", needs: "customer:find" },
  { key: "orders", path: "/orders", icon: "orders", needs: "order:view" },
  { key: "knowledge", path: "/knowledge", icon: "knowledge", needs: "knowledge:view" },
  { key: "people", path: "/people", icon: "people", needs: "people:view" },
  { key: "access", path: "/access", icon: "key", needs: "access:request" },
  { key: "audit", path: "/audit", icon: "audit", needs: "audit:work" },
  { key: "journal", path: "/journal", icon: "journal", needs: "journal:view" },
  { key: "rulebook", path: "/rulebook", icon: "book", needs: "rules:acknowledge" },
  { key: "settings", path: "/settings", icon: "gear", needs: "rulebook:view" },
];

export function roomsOf(me: Me): Room[] {
  return ROOMS.filter((room) => may(me, room.needs));
}

/** Where somebody starts: agents at their desk, others at the first room they may use. */
export function homeOf(me: Me): string {
  const rooms = roomsOf(me);
  // A supervisor may have a desk too, but looks at the floor first.
  const first = rooms.find((room) => room.key === "floor" && may(me, "floor:view")) ?? rooms[0];
  const isAgent = may(me, "desk:use") && !may(me, "floor:view");
  return isAgent ? "/desk" : (first?.path ?? "/me");
}
