// The frame of this room's lists: what one can start, how far it is, who stands in for whom.

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import lists from "../parts/lists.module.css";
import { PlainPage } from "../parts/PlainPage";
import { useText } from "../text";

export function FlowsRoom(props: { note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const t = useText();
  return (
    <PlainPage title={t.flows.title} note={props.note} tools={props.tools}>
      <nav className={lists.tabs} aria-label={t.flows.title}>
        <Link
          to="/flows"
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={HERE}
          className={lists.tab}
        >
          {t.flows.tabs.catalogue}
        </Link>
        <Link
          to="/flows/instances"
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={HERE}
          className={lists.tab}
        >
          {t.flows.tabs.instances}
        </Link>
        <Link to="/flows/delegations" activeProps={HERE} className={lists.tab}>
          {t.flows.tabs.delegations}
        </Link>
      </nav>
      {props.children}
    </PlainPage>
  );
}

const HERE = { className: `${lists.tab} ${lists.here}`, "aria-current": "page" as const };

/** Arrows walk the links of a list; Enter opens, as with every link. */
export function walkRows(event: React.KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || event.nativeEvent.isComposing) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at + by];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
