// The clause board: every rule, what makes it hold, and how it was kept lately.

import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import { type ClauseRow, useClauses } from "../api/rulebook";
import { Empty, Failure, Segmented, Skeleton, Tag } from "../parts/basics";
import { inLanguage, useLocale } from "../text";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

type Wanted = "all" | ClauseRow["state"];

export default function Clauses() {
  const t = useRulesText();
  const locale = useLocale();
  const board = useClauses();
  // A link to a clause shows that one.
  const { hash } = useLocation();
  const [words, setWords] = useState(hash);
  const [state, setState] = useState<Wanted>("all");
  const all = board.data?.items ?? [];
  const wanted = words.trim().toLowerCase();
  const shown = all.filter(
    (row) =>
      (state === "all" || row.state === state) &&
      (wanted === "" || `${row.id} ${row.text_zh} ${row.text_en}`.toLowerCase().includes(wanted)),
  );
  return (
    <RulesRoom note={board.data && t.clauses.note(all.length, board.data.days)}>
      <div className={css.finder}>
        <input
          type="search"
          className={css.search}
          aria-label={t.clauses.search}
          placeholder={t.clauses.search}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Segmented<Wanted>
          label={t.clauses.by}
          value={state}
          onChange={setState}
          options={[
            { value: "all", label: t.clauses.all },
            { value: "enforced", label: t.clauses.states.enforced },
            { value: "human", label: t.clauses.states.human },
            { value: "not_yet", label: t.clauses.states.not_yet },
          ]}
        />
      </div>
      {board.isPending && <Skeleton rows={12} />}
      {board.isError && <Failure error={board.error} retry={() => void board.refetch()} />}
      {board.data && shown.length === 0 && <Empty title={t.clauses.none} />}
      {shown.length > 0 && (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t.clauses.clause}</th>
                <th>{t.clauses.by}</th>
                <th className={css.number}>{t.clauses.used}</th>
                <th className={css.number}>{t.clauses.refused}</th>
                <th className={css.number}>{t.clauses.late}</th>
                <th className={css.number}>{t.clauses.broken}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.id}>
                  <td>
                    <code className={css.id}>{row.id}</code>{" "}
                    <Tag tone={row.state === "enforced" ? "good" : row.state === "not_yet" ? "warn" : undefined}>
                      {t.clauses.states[row.state]}
                    </Tag>
                    <p className={css.clause}>{locale === "en" ? row.text_en : row.text_zh}</p>
                  </td>
                  <td>
                    <ul className={css.by}>
                      {row.enforced_by.map((by) => (
                        <li key={by.kind + by.name}>
                          <span className={css.kind}>{t.clauses.kinds[by.kind] ?? by.kind}</span>{" "}
                          {by.kind === "flow" ? (
                            <Link data-literal to="/flows/$key" params={{ key: by.name.split(".")[0] ?? by.name }}>
                              {by.name}
                            </Link>
                          ) : (
                            inLanguage(by.name, locale)
                          )}
                        </li>
                      ))}
                    </ul>
                  </td>
                  <Count value={row.used} />
                  <Count value={row.refused} />
                  <Count value={row.late} isBad />
                  <Count value={row.broken} isBad />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </RulesRoom>
  );
}

function Count({ value, isBad }: { value: number; isBad?: boolean }) {
  return <td className={`${css.number} ${isBad && value > 0 ? css.bad : ""}`}>{value === 0 ? "·" : value}</td>;
}
