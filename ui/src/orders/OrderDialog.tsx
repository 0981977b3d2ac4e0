// Taking an order, another address, another product: one form with what the act needs. A refusal stays in the dialog and
// offers what leads on.

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { newKey } from "../api/http";
import { type OrderDetail, ordersApi } from "../api/orders";
import { type Problem, problemOf } from "../api/problem";
import { toast } from "../app/toast";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { useText } from "../text";
import { useOrdersText } from "../text/orders";
import css from "./Orders.module.css";

/** As the server takes them. */
const PRODUCT_CHARS_MAX = 200;
const ADDRESS_CHARS_MAX = 400;

type Asked = { take: { customer: string; address: string } } | { address: OrderDetail } | { exchange: OrderDetail };

function startOf(asked: Asked) {
  const goods = "exchange" in asked ? asked.exchange : null;
  return {
    product: goods?.product ?? "",
    quantity: String(goods?.quantity ?? 1),
    amount: goods ? String(goods.amount_fen / 100) : "",
    address:
      "take" in asked ? asked.take.address : "address" in asked && asked.address.is_open ? asked.address.address : "",
  };
}

export function OrderDialog(props: Asked & { onClose: () => void }) {
  const t = useText();
  const w = useOrdersText();
  const client = useQueryClient();
  const [fields, setFields] = useState(() => startOf(props));
  const [key] = useState(newKey);
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const hasGoods = !("address" in props);
  const hasAddress = !("exchange" in props);
  const title = "take" in props ? w.take : "address" in props ? w.changeAddress : w.exchange;
  const act = async () => {
    // Fen are whole: 12.9 yuan are 1290.
    const goods = {
      product: fields.product.trim(),
      quantity: Number(fields.quantity),
      amount_fen: Math.round(Number(fields.amount) * 100),
    };
    const address = fields.address.trim();
    if ("take" in props) return ordersApi.take({ ...goods, customer: props.take.customer, address }, key);
    if ("address" in props) return ordersApi.address(props.address.id, address);
    return ordersApi.exchange(props.exchange.id, goods);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacksGoods = fields.product.trim() === "" || !(Number(fields.quantity) >= 1) || !(Number(fields.amount) > 0);
    const lacks = (hasGoods && lacksGoods) || (hasAddress && fields.address.trim() === "");
    setMissing(lacks);
    if (lacks || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const done = await act();
      await client.invalidateQueries({ queryKey: ["orders"] });
      toast.good("take" in props ? w.taken(done.number) : w.changed);
      props.onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  const input = (name: keyof typeof fields, label: string, rest: object) => (
    <label>
      <span>{label}</span>
      <input
        autoComplete="off"
        value={fields[name]}
        onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
        {...rest}
      />
    </label>
  );
  return (
    <Dialog title={title} onClose={props.onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        {hasGoods && input("product", w.product, { "data-first": true, maxLength: PRODUCT_CHARS_MAX })}
        {hasGoods && input("quantity", w.quantity, { type: "number", min: 1, step: 1 })}
        {hasGoods && input("amount", w.amount, { type: "number", min: 0, step: 0.01 })}
        {hasAddress &&
          input("address", w.address, { "data-first": !hasGoods || undefined, maxLength: ADDRESS_CHARS_MAX })}
        {isMissing && (
          <p className={css.missing} role="alert">
            {w.missing}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={isBusy}>
            {"take" in props ? w.take : w.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
