// A button that opens a short list. Arrows move, Enter chooses, Esc closes; a click elsewhere closes too.

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import css from "./Menu.module.css";

export interface MenuItem {
  key: string;
  content: ReactNode;
  isDisabled?: boolean;
  isChosen?: boolean;
  onChoose: () => void;
}

export function Menu(props: {
  label: string;
  button: ReactNode;
  buttonClass?: string;
  items: MenuItem[];
  header?: ReactNode;
  placement?: "below" | "above-right";
}) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    list.current?.querySelector<HTMLElement>('[role="menuitem"]:not(:disabled)')?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    window.addEventListener("pointerdown", outside);
    return () => window.removeEventListener("pointerdown", outside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(at + step + items.length) % items.length]?.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") setOpen(false);
  };

  return (
    <div className={css.root} ref={root}>
      <button
        type="button"
        className={props.buttonClass}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {props.button}
        <span className="visually-hidden"> {props.label}</span>
      </button>
      {isOpen && (
        <div className={`${css.list} ${css[props.placement === "above-right" ? "aboveRight" : "below"]}`}>
          {props.header}
          <div id={id} ref={list} role="menu" tabIndex={-1} aria-label={props.label} onKeyDown={onKey}>
            {props.items.map((item) => (
              <button
                key={item.key}
                type="button"
                role="menuitem"
                className={css.item}
                disabled={item.isDisabled}
                data-chosen={item.isChosen || undefined}
                onClick={() => {
                  close();
                  item.onChoose();
                }}
              >
                {item.content}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
