// “我已阅读”: on every page for who has not confirmed the rules of today, where the rulebook asks for it.

import { Link } from "@tanstack/react-router";
import { useReading } from "../api/rulebook";
import { Confirm } from "./Reading";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export function ReadingBanner() {
  const t = useRulesText().reading;
  const own = useReading();
  if (!own.data || own.data.is_read || own.data.mode === "none") return null;
  return (
    <div className={css.banner} role="status">
      <span>{own.data.mode === "gate" ? t.gateBanner : t.banner}</span>
      <Link to="/rulebook">{t.open}</Link>
      <Confirm version={own.data.version} />
    </div>
  );
}
