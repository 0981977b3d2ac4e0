// The words of the orders in the reader's language. Apart from the others: only what shows orders loads them.

import { useLocale } from ".";
import { ordersEn } from "./orders.en";
import { type OrdersText, ordersZh } from "./orders.zh-CN";

export function useOrdersText(): OrdersText {
  return useLocale() === "en" ? ordersEn : ordersZh;
}
