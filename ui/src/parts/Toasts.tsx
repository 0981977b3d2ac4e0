// The corner where short notes appear. What is opened from one stays open when the note itself has gone.

import { useState } from "react";
import type { Problem } from "../api/problem";
import { dismiss, useToasts } from "../app/toast";
import { useText } from "../text";
import { Button, classes } from "./basics";
import css from "./parts.module.css";
import { isOpenable, WhyButton, WhyDialog, whyOf } from "./Why";

export function Toasts() {
  const t = useText();
  const toasts = useToasts();
  const [opened, setOpened] = useState<Problem | null>(null);
  return (
    <>
      <div className={css.toasts} role="status" aria-live="polite">
        {toasts.map(({ id, tone, text, problem }) => (
          <div key={id} className={classes(css.toast, tone === "bad" && css.toastBad)}>
            <p>
              {text}{" "}
              {problem && isOpenable(problem) && <WhyButton {...whyOf(problem)} onOpen={() => setOpened(problem)} />}
            </p>
            <Button
              tone="quiet"
              size="small"
              icon="close"
              iconOnly
              aria-label={t.app.close}
              onClick={() => dismiss(id)}
            />
          </div>
        ))}
      </div>
      {opened && <WhyDialog source={whyOf(opened)} onClose={() => setOpened(null)} />}
    </>
  );
}
