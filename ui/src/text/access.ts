// The words of the room of rights in the reader's language. Apart from the others: only that room loads them.

import { useLocale } from ".";
import { accessEn } from "./access.en";
import { type AccessText, accessZh } from "./access.zh-CN";

export type { AccessText } from "./access.zh-CN";

export function useAccessText(): AccessText {
  return useLocale() === "en" ? accessEn : accessZh;
}
