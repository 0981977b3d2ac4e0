// The clock of a task: colour, sign and words together, running locally from the server's time.

import { useText } from "../text";
import { classes } from "./basics";
import css from "./DueClock.module.css";
import { dueWords, shortTime } from "./due";
import { fullTime } from "./format";
import { Icon } from "./Icon";
import { useSlowNow } from "./time";

export function DueClock({ due, withTime = true }: { due: number | null; withTime?: boolean }) {
  const t = useText();
  const now = useSlowNow();
  const words = dueWords(due, now, t);
  return (
    <span className={classes(css.clock, css[words.tone])} title={due === null ? undefined : fullTime(due)}>
      {words.tone !== "plain" && <Icon name={words.tone === "bad" ? "warn" : "clock"} size={16} />}
      <strong>{words.text}</strong>
      {withTime && due !== null && <small>{shortTime(due, now)}</small>}
    </span>
  );
}
