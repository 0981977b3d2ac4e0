// Facts in words with their numbers in the journal, oldest first: what evidence and stories show.

import { Link } from "@tanstack/react-router";
import type { Fact } from "../api/types";
import { may, useMe } from "../app/session";
import { classes } from "./basics";
import css from "./FactTable.module.css";
import { actorName, factTone, factWords } from "./factWords";
import { fullTime } from "./format";
import { useNames } from "./useNames";

export function FactTable({ facts, label }: { facts: Fact[]; label: string }) {
  const names = useNames();
  const isReader = may(useMe(), "journal:view");
  return (
    <ol className={css.facts} aria-label={label}>
      {facts.map((fact) => (
        <li key={fact.seq} className={classes(css[factTone(fact)])}>
          {isReader ? (
            <Link className={css.seq} to="/journal" search={{ after: String(fact.seq - 1) }}>
              {fact.seq}
            </Link>
          ) : (
            <span className={css.seq}>{fact.seq}</span>
          )}
          <time dateTime={new Date(fact.at_ms).toISOString()}>{fullTime(fact.at_ms)}</time>
          <span className={css.actor}>{actorName(names, fact.actor)}</span>
          <p>{factWords(fact, names)}</p>
        </li>
      ))}
    </ol>
  );
}
