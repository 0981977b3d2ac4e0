// A dialog by the browser's own means: focus stays inside, Esc closes, focus goes back to where it was.

import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "../text";
import { Button, classes } from "./basics";
import css from "./parts.module.css";

export function Dialog(props: { title: string; onClose: () => void; wide?: boolean; children: ReactNode }) {
  const t = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const title = useId();
  const { onClose } = props;

  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    // The browser would take the closing cross; what the dialog is for comes first.
    dialog?.querySelector<HTMLElement>("[data-first], [data-body] :is(input, select, textarea, button)")?.focus();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      className={classes(css.dialog, props.wide && css.dialogWide)}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
        // A search field would take the first Esc to empty itself.
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <header>
        <h2 id={title}>{props.title}</h2>
        <Button tone="quiet" icon="close" iconOnly aria-label={t.app.close} onClick={onClose} />
      </header>
      <div className={css.dialogBody} data-body>
        {props.children}
      </div>
    </dialog>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={css.actions}>{children}</div>;
}
