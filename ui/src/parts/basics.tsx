// The smallest shared parts: button, key cap, state, tag, meter, and the three states of a page that is not ready.

import type { ButtonHTMLAttributes, ReactNode } from "react";
import { type Problem, problemOf, sentence } from "../api/problem";
import type { StateName } from "../api/types";
import { useText } from "../text";
import { Icon, type IconName } from "./Icon";
import css from "./parts.module.css";
import { isOpenable, WhyButton, whyOf } from "./Why";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  tone?: "plain" | "primary" | "danger" | "quiet";
  size?: "small" | "normal";
  icon?: IconName;
  /** The word is then only the label; give it as `aria-label` and `title`. */
  iconOnly?: boolean;
};

export const classes = (...names: (string | false | null | undefined)[]) => names.filter(Boolean).join(" ");

export function Button({ tone = "plain", size = "normal", icon, iconOnly, className, children, ...rest }: ButtonProps) {
  const look = tone === "plain" ? "" : css[tone];
  return (
    <button
      type="button"
      {...rest}
      className={classes(css.button, look, size === "small" && css.small, iconOnly && css.iconOnly, className)}
    >
      {icon && <Icon name={icon} size={size === "small" ? 16 : 18} />}
      {children}
    </button>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={css.kbd}>{children}</kbd>;
}

const SHAPES: Record<StateName, ReactNode> = {
  ready: <circle cx="5" cy="5" r="4.500" fill="currentColor" />,
  ringing: (
    <>
      <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.500" />
      <path d="M5 1a4 4 0 0 0 0 8z" fill="currentColor" />
    </>
  ),
  talking: <rect x="1" y="1" width="8" height="8" fill="currentColor" />,
  wrap_up: <path d="M5 0l5 5-5 5-5-5z" fill="currentColor" />,
  away: <circle cx="5" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.500" />,
  offline: <path d="M1.500 5h7" stroke="currentColor" strokeWidth="1.500" />,
};

/** Colour, shape and word together: ● 就绪, ◐ 振铃, ■ 通话, ◆ 话后, ○ 小休. */
export function StateDot({ state, word, isAlarm }: { state: StateName; word?: string; isAlarm?: boolean }) {
  const t = useText();
  return (
    <span className={classes(css.state, css[isAlarm ? "alarm" : state])}>
      <svg className={css.shape} viewBox="0 0 10 10" aria-hidden="true">
        {SHAPES[state]}
      </svg>
      <span>{word ?? t.state[state]}</span>
    </span>
  );
}

export function Tag({ tone, children }: { tone?: "bad" | "good" | "warn"; children: ReactNode }) {
  const look = { bad: css.tagBad, good: css.tagGood, warn: css.tagWarn };
  return <span className={classes(css.tag, tone && look[tone])}>{children}</span>;
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <strong>{title}</strong>
      {hint && <span>{hint}</span>}
      {children}
    </div>
  );
}

export function Skeleton({ rows = 6 }: { rows?: number }) {
  const t = useText();
  return (
    <div className={css.skeleton} role="status" aria-label={t.app.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars have no identity
        <span key={row} style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = problemOf(error);
  return <ProblemNote problem={problem} retry={retry} />;
}

export function ProblemNote({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const t = useText();
  return (
    <div className={css.failure} role="alert">
      <Icon name="warn" />
      <div>
        <p>{sentence(problem, t)}</p>
        {(isOpenable(problem) || problem.code === "denied") && <WhyButton {...whyOf(problem)} />}
      </div>
      {retry && (
        <Button size="small" onClick={retry}>
          {t.app.retry}
        </Button>
      )}
    </div>
  );
}

export function Segmented<T extends string>(props: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out inline in every browser
    <div className={css.segmented} role="group" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          type="button"
          key={option.value}
          aria-pressed={option.value === props.value}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
