// The frame of the rules' room: its tabs, and what a page brings.

import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { classes } from "../parts/basics";
import { PlainPage } from "../parts/PlainPage";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

const TABS = [
  { key: "clauses", to: "/rulebook" },
  { key: "changes", to: "/rulebook/changes" },
  { key: "versions", to: "/rulebook/versions" },
  { key: "reading", to: "/rulebook/reading" },
  { key: "book", to: "/settings" },
] as const;

export function RulesRoom(props: { note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const t = useRulesText();
  // A proposal is a change in the making.
  const isProposing = useLocation().pathname === "/rulebook/propose";
  return (
    <PlainPage title={t.title} note={props.note} tools={props.tools}>
      <nav className={css.tabs} aria-label={t.title}>
        {TABS.map((tab) => (
          <Link
            key={tab.key}
            to={tab.to}
            activeOptions={{ exact: tab.key === "clauses" }}
            className={classes(css.tab, isProposing && tab.key === "changes" && "active")}
          >
            {t.tabs[tab.key]}
          </Link>
        ))}
      </nav>
      {props.children}
    </PlainPage>
  );
}
