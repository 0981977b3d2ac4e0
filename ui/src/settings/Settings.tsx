// The rulebook in force, to read. Each part as a list; what a thing consists of opens below it.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useRulebook } from "../api/queries";
import { classes, Empty, Failure, Skeleton } from "../parts/basics";
import { Page } from "../parts/console";
import { useNames } from "../parts/useNames";
import { useText } from "../text";
import { type Entry, entriesOf, fieldsOf } from "./entries";
import css from "./Settings.module.css";

/** The parts that people look for first; what else the server sends follows. */
const ORDER = ["centre", "queues", "flows", "dispositions", "roles", "teams", "policies", "clauses", "wallboard"];

export default function Settings() {
  const t = useText();
  const { part: asked } = useSearch({ from: "/inside/shell/settings" });
  const navigate = useNavigate();
  const book = useRulebook();
  const parts = Object.keys(book.data ?? {})
    .filter((key) => key !== "hash")
    .sort((a, b) => rank(a) - rank(b));
  const part = parts.find((key) => key === asked) ?? parts[0];
  const hash = typeof book.data?.hash === "string" ? book.data.hash : "";
  return (
    <Page
      title={t.settings.title}
      note={t.settings.intro}
      tools={
        hash && (
          <span className={css.hash}>
            {t.settings.hash} <code title={hash}>{hash.slice(0, 16)}</code>
          </span>
        )
      }
    >
      {book.isPending && <Skeleton rows={10} />}
      {book.isError && <Failure error={book.error} retry={() => void book.refetch()} />}
      {book.data && (
        <div className={css.book}>
          <nav aria-label={t.settings.title}>
            <ul>
              {parts.map((key) => (
                <li key={key}>
                  <button
                    type="button"
                    className={classes(css.part, key === part && css.here)}
                    aria-current={key === part ? "page" : undefined}
                    onClick={() => void navigate({ to: "/settings", search: { part: key } })}
                  >
                    {t.settings.parts[key] ?? key}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          {part && <Part key={part} title={t.settings.parts[part] ?? part} value={book.data[part]} />}
        </div>
      )}
    </Page>
  );
}

function rank(key: string): number {
  const place = ORDER.indexOf(key);
  return place === -1 ? ORDER.length : place;
}

function Part({ title, value }: { title: string; value: unknown }) {
  const t = useText();
  const { locale } = useNames();
  const [filter, setFilter] = useState("");
  const entries = entriesOf(value, locale);
  const wanted = filter.trim().toLowerCase();
  const shown = entries.filter((entry) => wanted === "" || JSON.stringify(entry).toLowerCase().includes(wanted));
  return (
    <section className={css.entries} aria-label={title}>
      <header>
        <h2>
          {title} <span>{entries.length}</span>
        </h2>
        {entries.length > 6 && (
          <input
            type="search"
            aria-label={t.settings.search}
            placeholder={t.settings.search}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
      </header>
      {shown.length === 0 && <Empty title={t.settings.none} />}
      {shown.map((entry) => (
        <EntryView key={entry.key} entry={entry} isOpen={shown.length === 1} />
      ))}
    </section>
  );
}

function EntryView({ entry, isOpen }: { entry: Entry; isOpen: boolean }) {
  const { locale } = useNames();
  if (typeof entry.value !== "object" || entry.value === null) {
    return (
      <p className={css.plain}>
        <span>{entry.title}</span>
        <span>{String(entry.value)}</span>
      </p>
    );
  }
  return (
    <details className={css.entry} open={isOpen}>
      <summary>
        <span>{entry.title}</span>
        <code>{entry.code}</code>
      </summary>
      <dl>
        {fieldsOf(entry.value, locale).map((field) => (
          <div key={field.name}>
            <dt>{field.name}</dt>
            <dd className={classes(field.isCode && css.code)} data-literal={field.isCode || undefined}>
              {field.text}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
