// The frame of this room's lists. Who only has rights of their own sees only what is about them.

import { lazy, type ReactNode, Suspense, useState } from "react";
import { Button } from "../parts/basics";
import lists from "../parts/lists.module.css";
import { PlainPage } from "../parts/PlainPage";
import { Tabs } from "../parts/Tabs";
import { useReach } from "../parts/useReach";
import { type AccessText, useAccessText } from "../text/access";

const BreakGlass = lazy(() => import("./BreakGlass"));

const TABS = [
  { key: "mine", to: "/access" },
  { key: "ask", to: "/access/ask" },
  { key: "register", to: "/access/register", isOverseers: true },
  { key: "who", to: "/access/who", isOverseers: true },
  { key: "reports", to: "/access/reports", isOverseers: true },
  { key: "stops", to: "/access/stops", isOverseers: true },
  { key: "reviews", to: "/access/reviews", isOverseers: true },
  { key: "violations", to: "/access/violations" },
] as const satisfies { key: keyof AccessText["tabs"]; to: string; isOverseers?: boolean }[];

/** Looks after other people's rights: stops, revokes, grants, or audits them. */
export function useIsOverseer(): boolean {
  const has = useReach();
  return (["access:suspend", "access:revoke", "access:apply", "audit:work"] as const).some(has);
}

export function AccessRoom(props: { intro?: string; tools?: ReactNode; children: ReactNode }) {
  const w = useAccessText();
  const has = useReach();
  const isOverseeing = useIsOverseer();
  const [isBreaking, setBreaking] = useState(false);
  const tabs = TABS.filter((tab) => !("isOverseers" in tab) || isOverseeing);
  return (
    <PlainPage
      title={w.title}
      note={w.note}
      tools={
        <>
          {props.tools}
          {has("access:break_glass") && (
            <Button tone="danger" icon="warn" onClick={() => setBreaking(true)}>
              {w.glass.open}
            </Button>
          )}
        </>
      }
    >
      <Tabs label={w.title} tabs={tabs.map((tab) => ({ to: tab.to, label: w.tabs[tab.key] }))} />
      {props.intro && <p className={lists.intro}>{props.intro}</p>}
      {props.children}
      {isBreaking && (
        <Suspense fallback={null}>
          <BreakGlass onClose={() => setBreaking(false)} />
        </Suspense>
      )}
    </PlainPage>
  );
}
