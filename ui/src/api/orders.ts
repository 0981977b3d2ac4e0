// Orders, one line each. The shapes are those of crates/office/src/orders/views.rs.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AskFor } from "./access";
import type { PersonView } from "./flowTypes";
import { request } from "./http";
import type { Allowed, Page } from "./types";

export const ORDER_STATES = ["placed", "shipped", "delivered", "stop_requested", "returned", "cancelled"] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface OrderView {
  id: string;
  number: string;
  customer: string;
  /** Masked. */
  customer_name: string;
  product: string;
  quantity: number;
  /** The whole amount, in fen. */
  amount_fen: number;
  state: OrderState;
  /** Null: another system took it. */
  taken_by: PersonView | null;
  placed_ms: number;
  changed_ms: number;
}

export interface OrderStep {
  step: string;
  person: PersonView | null;
  instance: string | null;
  note: string;
  at_ms: number;
}

export interface OrderDetail extends OrderView {
  /** Masked unless `is_open`. */
  address: string;
  is_open: boolean;
  approved_by: PersonView | null;
  instance: string | null;
  story: OrderStep[];
  /** After shipping: the flow by which a supervisor approves its stop. */
  request: AskFor | null;
  can: { change: Allowed; ship: Allowed; stop: Allowed };
}

export interface Goods {
  product: string;
  quantity: number;
  amount_fen: number;
}

export interface OrdersAsked {
  number?: string;
  customer?: string;
  state?: string;
}

export const ordersApi = {
  /** `key`: the same for each try, so that it is taken once. */
  take: (order: Goods & { customer: string; address: string }, key: string) =>
    request<OrderDetail>("POST", "/orders", { body: order, key }),
  address: (id: string, address: string) =>
    request<OrderDetail>("POST", `/orders/${id}/address`, { body: { address } }),
  exchange: (id: string, goods: Goods) => request<OrderDetail>("POST", `/orders/${id}/exchange`, { body: goods }),
  cancel: (id: string, reason: string) => request<OrderDetail>("POST", `/orders/${id}/cancel`, { body: { reason } }),
  move: (id: string, to: "shipped" | "delivered" | "returned") => request<OrderDetail>("POST", `/orders/${id}/${to}`),
};

export function useOrders(asked: OrdersAsked) {
  return useInfiniteQuery({
    queryKey: ["orders", "list", asked],
    queryFn: ({ pageParam }) =>
      request<Page<OrderView>>("GET", "/orders", { query: { ...asked, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** With an address in clear for who serves the customer: not kept in a cache. */
export function useOrder(id: string) {
  return useQuery({
    queryKey: ["orders", "one", id],
    queryFn: () => request<OrderDetail>("GET", `/orders/${id}`),
    staleTime: 0,
    gcTime: 0,
  });
}
