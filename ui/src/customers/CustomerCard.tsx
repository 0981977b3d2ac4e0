// The desk's card of who calls: what is known, what may be opened, and a record for who is not known yet.

import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { customersApi, useCustomerOfCall } from "../api/customers";
import { type Problem, problemOf } from "../api/problem";
import { Purchases } from "../orders/Purchases";
import { Button, ProblemNote, Skeleton, Tag } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { useText } from "../text";
import css from "./Customers.module.css";
import { Consents, Fields } from "./Fields";

export function CustomerCard({ call }: { call: string }) {
  const t = useText();
  const found = useCustomerOfCall(call);
  const [isAdding, setAdding] = useState(false);
  const customer = found.data?.customer;
  return (
    <section className={css.card} aria-label={t.customers.card}>
      <h2>
        {t.customers.card}
        {customer && <Tag>{t.customers.callCount(customer.calls.length)}</Tag>}
        {customer && (
          <Link to="/customers/$id" params={{ id: customer.id }}>
            {t.customers.openPage}
          </Link>
        )}
      </h2>
      {found.isPending && <Skeleton rows={3} />}
      {found.isError && <ProblemNote problem={problemOf(found.error)} retry={() => void found.refetch()} />}
      {customer && (
        <>
          <Fields customer={customer} place={{ call }} />
          <Consents customer={customer} />
          <Purchases customer={customer} />
        </>
      )}
      {found.data && !customer && (
        <p className={css.unknown}>
          {t.customers.unknown}
          <Button size="small" onClick={() => setAdding(true)}>
            {t.customers.add}
          </Button>
        </p>
      )}
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
    </section>
  );
}

/** The number is asked and typed: the desk knows only its mask. */
export function AddDialog({ onClose, onAdded }: { onClose: () => void; onAdded?: (id: string) => void }) {
  const t = useText();
  const client = useQueryClient();
  const [fields, setFields] = useState({ phone: "", name: "", address: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ""));
      const { id } = await customersApi.add(filled);
      await client.invalidateQueries({ queryKey: ["customer"] });
      onAdded?.(id);
      onClose();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.customers.add} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        {(["phone", "name", "address"] as const).map((key) => (
          <label key={key}>
            {t.customers.fields[key]}
            <input
              type="text"
              autoComplete="off"
              required={key === "phone"}
              data-first={key === "phone" || undefined}
              maxLength={key === "address" ? 400 : 60}
              value={fields[key]}
              onChange={(event) => setFields({ ...fields, [key]: event.target.value })}
            />
          </label>
        ))}
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={isBusy}>
            {t.customers.add}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
