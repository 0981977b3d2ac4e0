// The steps of a call in words, oldest first.

import type { Fact } from "../api/types";
import { classes } from "./basics";
import { factTone, factWords } from "./factWords";
import { clock } from "./format";
import css from "./parts.module.css";
import { useNames } from "./useNames";

export function FactList({ facts }: { facts: Fact[] }) {
  const names = useNames();
  return (
    <ol className={css.facts}>
      {facts.map((fact) => (
        <li key={fact.seq} className={classes(css[factTone(fact)])}>
          <time dateTime={new Date(fact.at_ms).toISOString()}>{clock(fact.at_ms)}</time>
          <span className={css.line} aria-hidden="true" />
          <p>
            {factWords(fact, names)}
            {fact.kind === "disposition_set" && fact.note && (
              <>
                <br />
                <small>{names.t.fact.disposition_note({ note: fact.note })}</small>
              </>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}
