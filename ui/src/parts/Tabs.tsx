// The lists of a room, side by side; the one that is shown is in view also where not all fit.

import { Link, type LinkProps, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import lists from "./lists.module.css";

const HERE = { className: `${lists.tab} ${lists.here}`, "aria-current": "page" as const };

export function Tabs(props: { label: string; tabs: { to: LinkProps["to"]; label: string }[] }) {
  const nav = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is shown when the path has changed
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={nav} className={lists.tabs} aria-label={props.label}>
      {props.tabs.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={HERE}
          className={lists.tab}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
