// The room of customers: a search by a whole number or name. It lists nobody by itself: there is no browsing.

import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type CustomerLine, customersApi } from "../api/customers";
import { type Problem, problemOf } from "../api/problem";
import { may, session } from "../app/session";
import { Button, Empty, ProblemNote, Segmented, Tag } from "../parts/basics";
import { Page } from "../parts/console";
import { phone } from "../parts/format";
import { useText } from "../text";
import { AddDialog } from "./CustomerCard";
import css from "./Customers.module.css";

type By = "phone" | "name";

export default function Customers() {
  const t = useText();
  const navigate = useNavigate();
  const [by, setBy] = useState<By>("phone");
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<CustomerLine[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const { me } = session.get();
  const canAdd = me !== null && may(me, "customer:edit");
  const search = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === "") return;
    setBusy(true);
    setProblem(null);
    try {
      setFound((await customersApi.find({ [by]: typed.trim() })).items);
    } catch (error) {
      setProblem(problemOf(error));
      setFound(null);
    }
    setBusy(false);
  };
  return (
    <Page
      title={t.customers.title}
      note={t.customers.intro}
      tools={
        canAdd && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t.customers.add}
          </Button>
        )
      }
    >
      <form className={css.search} onSubmit={(event) => void search(event)}>
        <Segmented<By>
          label={t.customers.searchBy}
          value={by}
          options={[
            { value: "phone", label: t.customers.fields.phone },
            { value: "name", label: t.customers.fields.name },
          ]}
          onChange={setBy}
        />
        <input
          type="search"
          autoComplete="off"
          aria-label={t.customers.searchLabel[by]}
          placeholder={t.customers.searchLabel[by]}
          value={typed}
          maxLength={60}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" tone="primary" disabled={isBusy}>
          {t.customers.search}
        </Button>
      </form>
      {problem && <ProblemNote problem={problem} />}
      {found === null && !problem && <Empty title={t.customers.searchFirst} hint={t.customers.searchHint} />}
      {found?.length === 0 && <Empty title={t.customers.nobody} hint={t.customers.nobodyHint} />}
      {found && found.length > 0 && (
        <ul className={css.found}>
          {found.map((one) => (
            <li key={one.id}>
              <Link to="/customers/$id" params={{ id: one.id }}>
                <strong>{one.name || t.app.dash}</strong>
                <span>{phone(one.phone)}</span>
                {one.is_erased && <Tag tone="warn">{t.customers.erased}</Tag>}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {isAdding && (
        <AddDialog
          onClose={() => setAdding(false)}
          onAdded={(id) => void navigate({ to: "/customers/$id", params: { id } })}
        />
      )}
    </Page>
  );
}
