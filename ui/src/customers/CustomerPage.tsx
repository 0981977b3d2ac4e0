// One customer: the fields, consents, calls and cases, and who looked at what.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type CustomerView, customersApi, useCustomer } from "../api/customers";
import { Purchases } from "../orders/Purchases";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { Page } from "../parts/console";
import { fullTime } from "../parts/format";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useText } from "../text";
import css from "./Customers.module.css";
import { Consents, Fields } from "./Fields";

/** Calls and cases shown before “all of them” is a matter of the call list. */
const SHOWN_MAX = 20;

export default function CustomerPage() {
  const t = useText();
  const { id } = useParams({ from: "/inside/shell/customers/$id" });
  const customer = useCustomer(id);
  return (
    <Page
      title={t.customers.one}
      note={customer.data ? t.customers.since(fullTime(customer.data.added_ms)) : undefined}
      tools={customer.data && <Tools customer={customer.data} />}
    >
      {customer.isPending && <Skeleton rows={8} />}
      {customer.isError && <Failure error={customer.error} retry={() => void customer.refetch()} />}
      {customer.data && <Whole customer={customer.data} />}
    </Page>
  );
}

function Tools({ customer }: { customer: CustomerView }) {
  const t = useText();
  const client = useQueryClient();
  const [asked, setAsked] = useState<"hold" | "liftHold" | "erase" | null>(null);
  if (customer.erased) return <Tag tone="warn">{t.customers.erased}</Tag>;
  const act = async (reason: string) => {
    if (asked) await customersApi[asked](customer.id, reason);
    setAsked(null);
    await client.invalidateQueries({ queryKey: ["customer"] });
  };
  return (
    <>
      {customer.can.edit.allowed && (
        <Link
          className={css.ask}
          to="/flows/$key/start"
          params={{ key: "important-data-change" }}
          search={{ fields: { change_customer: customer.id } }}
        >
          {t.customers.changeImportant}
        </Link>
      )}
      <Link
        className={css.ask}
        to="/flows/$key/start"
        params={{ key: "customer-erasure" }}
        search={{ fields: { erase_customer: customer.id } }}
      >
        {t.customers.askErasure}
      </Link>
      {customer.can.hold.allowed && (
        <Button onClick={() => setAsked(customer.held ? "liftHold" : "hold")}>
          {customer.held ? t.customers.liftHold : t.customers.hold}
        </Button>
      )}
      {customer.can.erase.allowed && !customer.held && (
        <Button tone="danger" onClick={() => setAsked("erase")}>
          {t.customers.erase}
        </Button>
      )}
      {asked && (
        <ReasonDialog
          title={t.customers[asked]}
          effect={t.customers.effects[asked]}
          label={t.customers.reason}
          missing={t.customers.reasonNeeded}
          submit={t.customers[asked]}
          isDanger={asked === "erase"}
          act={act}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function Whole({ customer }: { customer: CustomerView }) {
  const t = useText();
  return (
    <div className={css.page}>
      {customer.held && (
        <p className={css.held}>{t.customers.heldSince(fullTime(customer.held.at_ms), customer.held.reason)}</p>
      )}
      {customer.erased && (
        <p className={css.held}>{t.customers.erasedSince(fullTime(customer.erased.at_ms), customer.erased.reason)}</p>
      )}
      <section aria-label={t.customers.card}>
        <h2>{t.customers.card}</h2>
        {customer.fields.length === 0 ? (
          <Empty title={t.customers.noFields} />
        ) : (
          <Fields customer={customer} place={{}} />
        )}
        <Consents customer={customer} />
      </section>
      {!customer.erased && <Purchases customer={customer} />}
      <section aria-label={t.customers.calls}>
        <h2>{t.customers.calls}</h2>
        {customer.calls.length === 0 && <p className={css.none}>{t.customers.noCalls}</p>}
        <ul className={css.times}>
          {customer.calls.slice(0, SHOWN_MAX).map((call) => (
            <li key={call}>
              <Link to="/calls/$id" params={{ id: call }}>
                {timeOf(call)}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t.customers.cases}>
        <h2>{t.customers.cases}</h2>
        {customer.cases.length === 0 && <p className={css.none}>{t.customers.noCases}</p>}
        <ul className={css.times}>
          {customer.cases.slice(0, SHOWN_MAX).map(({ instance }) => (
            <li key={instance}>
              <Link to="/flows/instances/$id" params={{ id: instance }}>
                {timeOf(instance)}
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={t.customers.looks}>
        <h2>{t.customers.looks}</h2>
        {customer.looks.length === 0 && <p className={css.none}>{t.customers.noLooks}</p>}
        <ul className={css.plain}>
          {customer.looks.map((look) => (
            <li key={`${look.at_ms} ${look.person.id} ${look.field}`}>
              {t.customers.lookLine({
                at: fullTime(look.at_ms),
                person: look.person.name,
                field: t.customers.fields[look.field],
                purpose: look.purpose,
              })}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** Ids of calls and instances begin with their time (UUIDv7). */
function timeOf(id: string): string {
  return fullTime(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
}
