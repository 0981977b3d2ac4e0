// The words and names that a page needs to speak about facts.

import { useConfig } from "../api/queries";
import { useLocale, useText } from "../text";
import type { Names } from "./factWords";

export function useNames(): Names {
  const t = useText();
  const locale = useLocale();
  const config = useConfig().data;
  return { t, locale, config };
}
