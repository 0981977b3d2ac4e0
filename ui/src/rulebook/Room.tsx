// The frame of the rules' room: its tabs, and what a page brings.

import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { may, useMe } from "../app/session";
import { classes } from "../parts/basics";
import { PlainPage } from "../parts/PlainPage";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

// Clauses are for everybody who has to know them; how the rules change is for those who may read the rulebook.
const TABS = [
  { key: "clauses", to: "/rulebook", isForAll: true },
  { key: "changes", to: "/rulebook/changes", isForAll: false },
  { key: "versions", to: "/rulebook/versions", isForAll: false },
  { key: "reading", to: "/rulebook/reading", isForAll: true },
  { key: "book", to: "/settings", isForAll: false },
] as const;

export function RulesRoom(props: { note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  const t = useRulesText();
  const me = useMe();
  // A proposal is a change in the making.
  const isProposing = useLocation().pathname === "/rulebook/propose";
  return (
    <PlainPage title={t.title} note={props.note} tools={props.tools}>
      <nav className={css.tabs} aria-label={t.title}>
        {TABS.filter((tab) => tab.isForAll || may(me, "rulebook:view")).map((tab) => (
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
