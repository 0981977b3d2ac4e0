// The frame of this room's lists: what one can start, how far it is, who stands in for whom.

import type { ReactNode } from "react";
import { PlainPage } from "../parts/PlainPage";
import { Tabs } from "../parts/Tabs";
import { useText } from "../text";

export function FlowsRoom(props: { note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const t = useText();
  return (
    <PlainPage title={t.flows.title} note={props.note} tools={props.tools}>
      <Tabs
        label={t.flows.title}
        tabs={[
          { to: "/flows", label: t.flows.tabs.catalogue },
          { to: "/flows/instances", label: t.flows.tabs.instances },
          { to: "/flows/delegations", label: t.flows.tabs.delegations },
        ]}
      />
      {props.children}
    </PlainPage>
  );
}

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
