// The room of orders: by number or state. Who may not see all of them sees those they took.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ORDER_STATES, type OrdersAsked, type OrderView, useOrders } from "../api/orders";
import { Button, Empty, Failure, Skeleton } from "../parts/basics";
import { Page } from "../parts/console";
import { fullTime, yuan } from "../parts/format";
import lists from "../parts/lists.module.css";
import { useOrdersText } from "../text/orders";
import css from "./Orders.module.css";
import { StateTag } from "./StateTag";

export default function Orders() {
  const w = useOrdersText();
  const search = useSearch({ from: "/inside/shell/orders" });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search.number ?? "");
  const go = (next: OrdersAsked) =>
    void navigate({ to: "/orders", search: { number: next.number, state: next.state }, replace: true });
  const find = (event: FormEvent) => {
    event.preventDefault();
    const number = typed.trim();
    go({ ...search, number: number === "" ? undefined : number });
  };
  return (
    <Page title={w.title} note={w.intro}>
      <div className={lists.filters}>
        <form className={css.find} onSubmit={find}>
          <input
            type="search"
            autoComplete="off"
            aria-label={w.search}
            placeholder={w.search}
            value={typed}
            maxLength={60}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit">{w.find}</Button>
        </form>
        <select
          aria-label={w.stateLabel}
          value={search.state ?? ""}
          onChange={(event) => go({ ...search, state: event.target.value === "" ? undefined : event.target.value })}
        >
          <option value="">{w.all}</option>
          {ORDER_STATES.map((state) => (
            <option key={state} value={state}>
              {w.states[state]}
            </option>
          ))}
        </select>
      </div>
      <Found asked={search} />
    </Page>
  );
}

function Found({ asked }: { asked: OrdersAsked }) {
  const w = useOrdersText();
  const orders = useOrders(asked);
  const rows = orders.data?.pages.flatMap((page) => page.items) ?? [];
  if (orders.isPending) return <Skeleton rows={8} />;
  if (orders.isError) return <Failure error={orders.error} retry={() => void orders.refetch()} />;
  if (rows.length === 0) return <Empty title={w.nothing} hint={w.nothingHint} />;
  return (
    <>
      <ul className={lists.rows} aria-label={w.list}>
        {rows.map((one) => (
          <Line key={one.id} one={one} />
        ))}
      </ul>
      {orders.hasNextPage && (
        <p className={css.more}>
          <Button disabled={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            {w.more}
          </Button>
        </p>
      )}
    </>
  );
}

function Line({ one }: { one: OrderView }) {
  const w = useOrdersText();
  return (
    <li>
      <Link className={lists.row} data-row to="/orders/$id" params={{ id: one.id }}>
        <span>
          <strong>{one.number}</strong>
          <small>{w.line({ product: one.product, quantity: one.quantity, amount: yuan(one.amount_fen) })}</small>
        </span>
        <span>
          {one.customer_name} · {fullTime(one.placed_ms)}
        </span>
        <span className={lists.right}>
          <StateTag state={one.state} />
        </span>
      </Link>
    </li>
  );
}
