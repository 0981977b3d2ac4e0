import { useLocale } from "../text";
import { rulesEn } from "../text/rulebook.en";
import { type RulesText, rulesZh } from "../text/rulebook.zh-CN";

/** The room's own words. */
export function useRulesText(): RulesText {
  return useLocale() === "en" ? rulesEn : rulesZh;
}
