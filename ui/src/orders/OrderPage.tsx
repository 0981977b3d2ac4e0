// One order: where it stands, its story, what the reader may do now and why not.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type OrderDetail, ordersApi, useOrder } from "../api/orders";
import { toast } from "../app/toast";
import { Button, Failure, Skeleton } from "../parts/basics";
import { Page } from "../parts/console";
import { fullTime, yuan } from "../parts/format";
import { ReasonDialog } from "../parts/ReasonDialog";
import { Locked } from "../parts/Why";
import { useOrdersText } from "../text/orders";
import { OrderDialog } from "./OrderDialog";
import css from "./Orders.module.css";
import { StateTag } from "./StateTag";

export default function OrderPage() {
  const w = useOrdersText();
  const { id } = useParams({ from: "/inside/shell/orders/$id" });
  const order = useOrder(id);
  return (
    <Page title={order.data ? w.one(order.data.number) : w.title}>
      {order.isPending && <Skeleton rows={8} />}
      {order.isError && <Failure error={order.error} retry={() => void order.refetch()} />}
      {order.data && (
        <div className={css.page}>
          <Facts order={order.data} />
          <section aria-label={w.acts}>
            <h2>{w.acts}</h2>
            <div className={css.acts}>
              <Changes order={order.data} />
              <Moves order={order.data} />
            </div>
          </section>
          <Story order={order.data} />
        </div>
      )}
    </Page>
  );
}

function Facts({ order }: { order: OrderDetail }) {
  const w = useOrdersText();
  return (
    <dl className={css.facts}>
      <dt>{w.stateLabel}</dt>
      <dd>
        <StateTag state={order.state} />
      </dd>
      <dt>{w.customer}</dt>
      <dd>
        <Link to="/customers/$id" params={{ id: order.customer }}>
          {order.customer_name}
        </Link>
      </dd>
      <dt>{w.product}</dt>
      <dd>{w.line({ product: order.product, quantity: order.quantity, amount: yuan(order.amount_fen) })}</dd>
      <dt>{w.address}</dt>
      <dd>{order.address || w.noAddress}</dd>
      <dt>{w.takenBy}</dt>
      <dd>{order.taken_by?.name ?? w.elsewhere}</dd>
      {order.approved_by && (
        <>
          <dt>{w.approvedBy}</dt>
          <dd>{order.approved_by.name}</dd>
        </>
      )}
    </dl>
  );
}

/** What changes an order before shipping; after it the way to the supervisor's approval. */
function Changes({ order }: { order: OrderDetail }) {
  const w = useOrdersText();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"address" | "exchange" | "cancel" | null>(null);
  const close = () => setAsked(null);
  if (!order.can.change.allowed)
    return (
      <>
        <Locked
          label={w.change}
          reasons={order.can.change.reasons}
          question={{ action: "order:change", kind: "order", id: order.id }}
        />
        {order.request && (
          <Link
            className={css.ask}
            to="/flows/$key/start"
            params={{ key: order.request.flow }}
            search={{ fields: order.request.fields }}
          >
            {w.askStop}
          </Link>
        )}
      </>
    );
  return (
    <>
      <Button onClick={() => setAsked("address")}>{w.changeAddress}</Button>
      <Button onClick={() => setAsked("exchange")}>{w.exchange}</Button>
      <Button tone="danger" onClick={() => setAsked("cancel")}>
        {w.cancel}
      </Button>
      {asked === "address" && <OrderDialog address={order} onClose={close} />}
      {asked === "exchange" && <OrderDialog exchange={order} onClose={close} />}
      {asked === "cancel" && (
        <ReasonDialog
          title={w.cancel}
          effect={w.cancelEffect}
          label={w.reason}
          missing={w.reasonNeeded}
          submit={w.cancel}
          isDanger
          act={async (reason) => {
            await ordersApi.cancel(order.id, reason);
            close();
            await client.invalidateQueries({ queryKey: ["orders"] });
          }}
          onClose={close}
        />
      )}
    </>
  );
}

/** What logistics marks, by where the order stands. */
const NEXT = {
  placed: ["shipped"],
  shipped: ["delivered", "returned"],
  stop_requested: ["delivered", "returned"],
  delivered: [],
  cancelled: [],
  returned: [],
} as const;

function Moves({ order }: { order: OrderDetail }) {
  const w = useOrdersText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  if (!order.can.ship.allowed) return null;
  const move = async (to: "shipped" | "delivered" | "returned") => {
    setBusy(true);
    try {
      await ordersApi.move(order.id, to);
      toast.good(w.changed);
    } catch (error) {
      toast.problem(error);
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ["orders"] });
  };
  return NEXT[order.state].map((to) => (
    <Button key={to} disabled={isBusy} onClick={() => void move(to)}>
      {w[to]}
    </Button>
  ));
}

function Story({ order }: { order: OrderDetail }) {
  const w = useOrdersText();
  return (
    <section aria-label={w.story}>
      <h2>{w.story}</h2>
      <ol className={css.story}>
        {order.story.map((step) => (
          <li key={`${step.at_ms} ${step.step}`}>
            <time dateTime={new Date(step.at_ms).toISOString()}>{fullTime(step.at_ms)}</time>
            <span>{w.steps[step.step] ?? step.step}</span>
            <span>{step.person?.name ?? w.elsewhere}</span>
            {step.note && <q>{step.note}</q>}
            {step.instance && (
              <Link to="/flows/instances/$id" params={{ id: step.instance }}>
                {w.openFlow}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
