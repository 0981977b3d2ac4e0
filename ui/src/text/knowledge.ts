// The words of the knowledge base in the reader's language. Apart from the others: only that room loads them.

import { useLocale } from ".";
import { knowledgeEn } from "./knowledge.en";
import { type KnowledgeText, knowledgeZh } from "./knowledge.zh-CN";

export function useKnowledgeText(): KnowledgeText {
  return useLocale() === "en" ? knowledgeEn : knowledgeZh;
}
