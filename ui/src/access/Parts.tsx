// What several lists of this room show: how sensitive a right is, the state of a grant, its clock, a list paged on.

import type { ReactNode } from "react";
import type { GrantState, GrantView, Sensitivity } from "../api/access";
import { Button, classes, Tag } from "../parts/basics";
import { lasting } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";

const DAY_MS = 86_400_000;
/** From here on the holder is told that it ends; the server warns by notice as well. */
export const SOON_MS = 3 * DAY_MS;

export function SensitivityTag({ of }: { of: Sensitivity }) {
  const w = useAccessText();
  if (of === "ordinary") return null;
  return <Tag tone={of === "critical" ? "bad" : "warn"}>{w.sensitivity[of] ?? of}</Tag>;
}

export function GrantStateTag({ state }: { state: GrantState }) {
  const w = useAccessText();
  const tone = state === "live" ? "good" : state === "revoked" ? "bad" : undefined;
  return <Tag tone={tone}>{w.state[state] ?? state}</Tag>;
}

export function capabilityOf(of: { capability_zh: string; capability_en: string }, locale: string): string {
  return locale === "en" ? of.capability_en : of.capability_zh;
}

/** How much is left of a right for a time: words, and amber when it is little. */
export function Left({ grant }: { grant: Pick<GrantView, "from_ms" | "until_ms" | "state"> }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  if (grant.state !== "live") return null;
  const left = grant.until_ms - now;
  return (
    <span className={classes(left < SOON_MS && css.soon)}>
      {w.mine.left(lasting(left, t))}
      {left < SOON_MS && ` · ${w.mine.endsSoon}`}
    </span>
  );
}

export function LeftBar({ grant }: { grant: Pick<GrantView, "from_ms" | "until_ms"> }) {
  const now = useSlowNow();
  const share = Math.min(1, Math.max(0, (grant.until_ms - now) / Math.max(1, grant.until_ms - grant.from_ms)));
  return (
    <div className={css.meter} aria-hidden="true">
      <i className={classes(grant.until_ms - now < SOON_MS && css.meterSoon)} style={{ width: `${share * 100}%` }} />
    </div>
  );
}

/** The foot of a list that is read page by page. */
export function More(props: { count: number; hasMore: boolean; isBusy: boolean; more: () => void }) {
  const w = useAccessText();
  return (
    <p className={lists.more}>
      {props.hasMore ? (
        <Button disabled={props.isBusy} onClick={props.more}>
          {w.more}
        </Button>
      ) : (
        w.allLoaded(props.count)
      )}
    </p>
  );
}

/** A native choice: light, known to screen readers, a wheel on a phone. */
export function Pick(props: {
  label: string;
  any: string;
  value: string | undefined;
  choices: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value ?? ""}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    >
      <option value="">{props.any}</option>
      {props.choices.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** A name and what belongs to it, side by side. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function useCapability(): (of: { capability_zh: string; capability_en: string }) => string {
  const locale = useLocale();
  return (of) => capabilityOf(of, locale);
}
