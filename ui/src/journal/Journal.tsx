// The journal: every fact in order, in words, with its number; the raw entry opens below.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useJournal } from "../api/queries";
import type { Fact } from "../api/types";
import { Button, Empty, Failure, Skeleton } from "../parts/basics";
import { type Columns, DataTable, Page } from "../parts/console";
import { actorName, factTone, factWords } from "../parts/factWords";
import { fullTime } from "../parts/format";
import { useNames } from "../parts/useNames";
import { useText } from "../text";
import css from "./Journal.module.css";

const ROWS = 100;

export default function Journal() {
  const t = useText();
  const search = useSearch({ from: "/inside/shell/journal" });
  const navigate = useNavigate();
  // Without a place in the URL the newest are shown: one short question tells how many there are.
  const last = useJournal(0, 1).data?.last_seq;
  const wanted = search.after === undefined ? undefined : Number(search.after);
  const after = Math.max(0, wanted ?? (last ?? 0) - ROWS);
  const page = useJournal(after, ROWS);
  const go = (next: number | null) =>
    void navigate({ to: "/journal", search: next === null ? {} : { after: String(Math.max(0, next)) } });
  const [typed, setTyped] = useState("");
  const jump = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d+$/.test(typed)) go(Number(typed) - 1);
  };
  const total = page.data?.last_seq ?? 0;
  return (
    <Page
      title={t.journal.title}
      note={t.journal.intro}
      tools={
        <>
          <span className={css.total}>{total > 0 && t.journal.last(total)}</span>
          <form onSubmit={jump}>
            <input
              type="text"
              inputMode="numeric"
              className={css.jump}
              aria-label={t.journal.goto}
              placeholder={t.journal.goto}
              value={typed}
              onChange={(event) => setTyped(event.target.value.replace(/\D/g, ""))}
            />
          </form>
          <Button icon="left" disabled={after === 0} onClick={() => go(after - ROWS)}>
            {t.journal.older}
          </Button>
          <Button icon="right" disabled={page.data?.next === null} onClick={() => go(after + ROWS)}>
            {t.journal.newer}
          </Button>
          <Button onClick={() => go(null)}>{t.journal.newest}</Button>
        </>
      }
    >
      {page.isPending && <Skeleton rows={14} />}
      {page.isError && <Failure error={page.error} retry={() => void page.refetch()} />}
      {page.data && <Facts facts={page.data.items.toReversed()} />}
    </Page>
  );
}

function Facts({ facts }: { facts: Fact[] }) {
  const t = useText();
  const names = useNames();
  const columns: Columns<Fact> = [
    { title: t.journal.seq, width: 88, align: "right", dataIndex: "seq" },
    { title: t.journal.time, width: 176, render: (_, fact) => fullTime(fact.at_ms) },
    { title: t.journal.actor, width: 112, render: (_, fact) => actorName(names, fact.actor) },
    {
      title: t.journal.what,
      render: (_, fact) => <span className={css[factTone(fact)]}>{factWords(fact, names)}</span>,
    },
    {
      title: t.journal.call,
      width: 88,
      render: (_, fact) =>
        "call" in fact && typeof fact.call === "string" ? (
          <Link to="/calls/$id" params={{ id: fact.call }}>
            …{fact.call.slice(-6)}
          </Link>
        ) : (
          <OfFlow fact={fact} />
        ),
    },
  ];
  return (
    <DataTable
      label={t.journal.title}
      rows={facts}
      columns={columns}
      rowKey={(fact) => String(fact.seq)}
      empty={<Empty title={t.journal.none} />}
      expand={(fact) => <Raw fact={fact} />}
    />
  );
}

/** Facts of flows lead to their instance. */
function OfFlow({ fact }: { fact: object }) {
  const instance = "instance" in fact && typeof fact.instance === "string" ? fact.instance : null;
  if (!instance) return null;
  return (
    <Link to="/flows/instances/$id" params={{ id: instance }}>
      …{instance.slice(-6)}
    </Link>
  );
}

function Raw({ fact }: { fact: Fact }) {
  const t = useText();
  return (
    <div>
      {fact.reasons && fact.reasons.length > 0 && (
        <p className={css.total}>
          {t.journal.reasons}: {fact.reasons.join(", ")}
        </p>
      )}
      <pre className={css.raw}>{JSON.stringify(fact, null, 2)}</pre>
    </div>
  );
}
