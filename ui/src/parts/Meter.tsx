// The microphone's loudness as a bar, drawn beside React so that it follows the voice without redrawing the page.

import { useEffect, useRef } from "react";
import css from "./parts.module.css";

export function Meter({ level, label }: { level: () => number; label: string }) {
  const bar = useRef<HTMLSpanElement>(null);
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let shown = 0;
    let frame = 0;
    let spokenAt = 0;
    const draw = (now: number) => {
      // Up at once, down slowly: how a needle is read.
      shown = Math.max(level(), shown - 0.02);
      if (bar.current) bar.current.style.transform = `scaleX(${shown.toFixed(3)})`;
      if (now - spokenAt > 1_000) {
        spokenAt = now;
        meter.current?.setAttribute("aria-valuenow", String(Math.round(shown * 100)));
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw their own meter and cannot be told how
    <div
      ref={meter}
      className={css.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <span ref={bar} style={{ transform: "scaleX(0)" }} />
    </div>
  );
}
