// The corner where short notes appear.

import { dismiss, useToasts } from "../app/toast";
import { useText } from "../text";
import { Button, classes } from "./basics";
import css from "./parts.module.css";
import { WhyButton } from "./Why";

export function Toasts() {
  const t = useText();
  const toasts = useToasts();
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={classes(css.toast, toast.tone === "bad" && css.toastBad)}>
          <p>
            {toast.text}{" "}
            {toast.problem && toast.problem.reasons.length > 0 && (
              <WhyButton reasons={toast.problem.reasons} requestId={toast.problem.request_id} />
            )}
          </p>
          <Button
            tone="quiet"
            size="small"
            icon="close"
            iconOnly
            aria-label={t.app.close}
            onClick={() => dismiss(toast.id)}
          />
        </div>
      ))}
    </div>
  );
}
