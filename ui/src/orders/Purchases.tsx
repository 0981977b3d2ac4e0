// What a customer has bought, for who serves them; and a new order while they do.

import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CustomerView } from "../api/customers";
import { useOrders } from "../api/orders";
import { may, session } from "../app/session";
import { Button, Failure, Skeleton } from "../parts/basics";
import { yuan } from "../parts/format";
import { useOrdersText } from "../text/orders";
import { OrderDialog } from "./OrderDialog";
import css from "./Orders.module.css";
import { StateTag } from "./StateTag";

export function Purchases({ customer }: { customer: CustomerView }) {
  const w = useOrdersText();
  const { me } = session.get();
  // Serving the customer opens their orders, whatever the post shows elsewhere.
  if (!me || !(customer.is_serving || may(me, "order:view"))) return null;
  return (
    <section className={css.purchases} aria-label={w.purchases}>
      <List customer={customer} canTake={customer.is_serving && may(me, "order:take")} />
    </section>
  );
}

function List({ customer, canTake }: { customer: CustomerView; canTake: boolean }) {
  const w = useOrdersText();
  const orders = useOrders({ customer: customer.id });
  const [isTaking, setTaking] = useState(false);
  const rows = orders.data?.pages.flatMap((page) => page.items) ?? [];
  const address = customer.fields.find((field) => field.key === "address" && field.is_open)?.shown ?? "";
  return (
    <>
      <h2>
        {w.purchases}
        {canTake && (
          <Button size="small" icon="plus" onClick={() => setTaking(true)}>
            {w.take}
          </Button>
        )}
      </h2>
      {orders.isPending && <Skeleton rows={2} />}
      {orders.isError && <Failure error={orders.error} retry={() => void orders.refetch()} />}
      {orders.data && rows.length === 0 && <p className={css.none}>{w.noPurchases}</p>}
      <ul className={css.lines}>
        {rows.map((one) => (
          <li key={one.id}>
            <Link to="/orders/$id" params={{ id: one.id }}>
              <span>
                {one.number} · {w.line({ product: one.product, quantity: one.quantity, amount: yuan(one.amount_fen) })}
              </span>
              <StateTag state={one.state} />
            </Link>
          </li>
        ))}
      </ul>
      {orders.hasNextPage && (
        <Button size="small" disabled={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
          {w.more}
        </Button>
      )}
      {isTaking && <OrderDialog take={{ customer: customer.id, address }} onClose={() => setTaking(false)} />}
    </>
  );
}
