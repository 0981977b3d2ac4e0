// A customer's fields: masked, with a reveal that asks what for and hides by itself, and a consent that opens the way.

import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { type CustomerField, type CustomerView, customersApi } from "../api/customers";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { clock, phone } from "../parts/format";
import { useSlowNow } from "../parts/time";
import { Locked } from "../parts/Why";
import { useText } from "../text";
import css from "./Customers.module.css";
import { PurposeDialog } from "./PurposeDialog";

/** Where the reader stands: the call or case that the consent is heard or written in. */
export interface Place {
  call?: string;
  instance?: string;
}

const ACTIONS = {
  phone: "number:reveal",
  id_card: "id_card:reveal",
  bank_card: "bank_card:reveal",
} as const;

function actionOf(field: CustomerField) {
  return field.key in ACTIONS ? ACTIONS[field.key as keyof typeof ACTIONS] : undefined;
}

export function Fields({ customer, place }: { customer: CustomerView; place: Place }) {
  return (
    <dl className={css.fields}>
      {customer.fields.map((field) => (
        <FieldLine key={field.key} customer={customer} field={field} place={place} />
      ))}
    </dl>
  );
}

function FieldLine({ customer, field, place }: { customer: CustomerView; field: CustomerField; place: Place }) {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"reveal" | "consent" | null>(null);
  const { clear, left, open } = useRevealed();
  const name = t.customers.fields[field.key];
  const action = actionOf(field);
  const where = place.call || place.instance ? place : { call: customer.calls[0] };
  const renew = () => client.invalidateQueries({ queryKey: ["customer"] });
  const reveal = async (purpose: string) => {
    const answer = await customersApi.reveal(customer.id, { field: field.key, purpose, ...where });
    open(answer.value, answer.until_ms);
    setAsking(null);
    void renew();
  };
  const consent = async (purpose: string) => {
    const answer = await customersApi.consent(customer.id, { field: field.key, purpose, ...where });
    setAsking(null);
    toast.good(t.customers.consentNoted(clock(answer.until_ms)));
    await renew();
  };
  const allowed = field.can.reveal;
  return (
    <div data-field={field.key}>
      <dt>{name}</dt>
      <dd>
        <span className={clear === null ? undefined : css.clear}>
          {clear ?? (field.key === "phone" ? phone(field.shown) : field.shown)}
        </span>
        {clear !== null && <small role="timer">{t.customers.hidesIn(left)}</small>}
        {clear === null && allowed?.allowed && (
          <Button size="small" icon="eye" onClick={() => setAsking("reveal")}>
            {t.customers.reveal}
          </Button>
        )}
        {clear === null && allowed && !allowed.allowed && (
          <small>
            <Locked
              label={t.customers.reveal}
              reasons={allowed.reasons}
              question={action && { action, kind: "customer", id: customer.id }}
            />
          </small>
        )}
        {clear === null && action && action !== "number:reveal" && (
          <>
            {customer.can.consent.allowed && (
              <Button size="small" tone="quiet" onClick={() => setAsking("consent")}>
                {t.customers.consent}
              </Button>
            )}
            {allowed && !allowed.allowed && (
              <Link
                className={css.ask}
                to="/flows/$key/start"
                params={{ key: "access-request" }}
                search={{ fields: { capability: action, scope_kind: "customer", scope_id: customer.id } }}
              >
                {t.customers.askRight}
              </Link>
            )}
          </>
        )}
      </dd>
      {asking === "reveal" && (
        <PurposeDialog
          title={t.customers.revealTitle(name)}
          why={t.customers.revealWhy}
          submit={t.customers.reveal}
          act={reveal}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "consent" && (
        <PurposeDialog
          title={t.customers.consentTitle(name)}
          why={t.customers.consentWhy(name)}
          submit={t.customers.consentSubmit}
          act={consent}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

/** A value in clear until then, and whole seconds left. It is gone from memory with the page, too. */
function useRevealed() {
  const [value, setValue] = useState<{ text: string; until: number } | null>(null);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (value === null) return;
    const tick = () => {
      const ms = value.until - Date.now();
      setLeft(Math.max(0, Math.ceil(ms / 1000)));
      if (ms <= 0) setValue(null);
    };
    tick();
    const timer = window.setInterval(tick, 250);
    return () => window.clearInterval(timer);
  }, [value]);
  return {
    clear: value?.text ?? null,
    left,
    open: (text: string, until: number) => setValue({ text, until }),
  };
}

/** Consents that hold now, each with the way to take it back. */
export function Consents({ customer }: { customer: CustomerView }) {
  const t = useText();
  const client = useQueryClient();
  const now = useSlowNow();
  const open = customer.consents.filter((one) => one.withdrawn_ms === null && one.until_ms > now);
  const withdraw = async (field: CustomerField["key"]) => {
    try {
      await customersApi.withdraw(customer.id, field);
      toast.good(t.customers.withdrawn);
      await client.invalidateQueries({ queryKey: ["customer"] });
    } catch (error) {
      toast.problem(error);
    }
  };
  if (open.length === 0) return null;
  return (
    <ul className={css.consents}>
      {open.map((one) => (
        <li key={`${one.field} ${one.given_ms}`}>
          <span>
            {t.customers.consentLine({
              field: t.customers.fields[one.field],
              person: one.person.name,
              purpose: one.purpose,
              until: clock(one.until_ms),
            })}
          </span>
          {customer.can.consent.allowed && (
            <Button size="small" tone="quiet" onClick={() => void withdraw(one.field)}>
              {t.customers.withdraw}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
