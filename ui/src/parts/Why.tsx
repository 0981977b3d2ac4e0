// Why something is refused: each policy in people's words, its clause, and what to do about it.

import { useState } from "react";
import type { Reason } from "../api/types";
import { useLocale, useText } from "../text";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import css from "./parts.module.css";

export function WhyList({ reasons, requestId }: { reasons: Reason[]; requestId?: string }) {
  const t = useText();
  const locale = useLocale();
  const pick = (zh: string, en: string) => (locale === "en" ? en || zh : zh || en);
  if (reasons.length === 0) return <p>{t.why.none}</p>;
  return (
    <ul className={css.why}>
      {reasons.map((reason) => (
        <li key={`${reason.policy} ${reason.clause}`}>
          <p>{pick(reason.why_zh, reason.why_en)}</p>
          {(reason.remedy_zh || reason.remedy_en) && (
            <p className={css.remedy}>{t.why.remedy(pick(reason.remedy_zh, reason.remedy_en))}</p>
          )}
          <p className={css.whyMeta}>
            {reason.clause && (
              <span>
                {t.why.clause} {reason.clause}
              </span>
            )}
            {reason.policy && (
              <span>
                {t.why.policy} {reason.policy}
              </span>
            )}
          </p>
          {reason.missing && reason.missing.length > 0 && (
            <details className={css.missing}>
              <summary>{t.why.missing}</summary>
              <pre>{reason.missing.join("\n")}</pre>
            </details>
          )}
        </li>
      ))}
      {requestId && <li className={css.whyMeta}>{t.why.request(requestId)}</li>}
    </ul>
  );
}

/** A short link that opens the reasons. */
export function WhyButton({ reasons, requestId, label }: { reasons: Reason[]; requestId?: string; label?: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={css.whyButton} onClick={() => setOpen(true)}>
        {label ?? t.why.title}
      </button>
      {isOpen && (
        <Dialog title={t.why.denied} onClose={() => setOpen(false)}>
          <WhyList reasons={reasons} requestId={requestId} />
        </Dialog>
      )}
    </>
  );
}

/** In place of a control that the person may not use. */
export function Locked({ label, reasons }: { label: string; reasons: Reason[] }) {
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6, color: "var(--text-3)" }}>
      <Icon name="lock" size={16} />
      {label}
      <WhyButton reasons={reasons} />
    </span>
  );
}
