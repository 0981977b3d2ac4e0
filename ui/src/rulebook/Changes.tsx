// All changes of the rules, the latest first.

import { Link, useNavigate } from "@tanstack/react-router";
import { type ChangeState, useChanges } from "../api/rulebook";
import { may, useMe } from "../app/session";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { dayTime } from "../parts/format";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export const toneOf = (state: ChangeState) =>
  state === "applied" ? "good" : state === "failed" ? "bad" : state === "refused" ? undefined : "warn";

export default function Changes() {
  const t = useRulesText();
  const me = useMe();
  const navigate = useNavigate();
  const changes = useChanges();
  const tools = may(me, "rulebook:propose") && (
    <Button tone="primary" onClick={() => void navigate({ to: "/rulebook/propose" })}>
      {t.changes.propose}
    </Button>
  );
  return (
    <RulesRoom note={t.changes.note} tools={tools}>
      {changes.isPending && <Skeleton rows={6} />}
      {changes.isError && <Failure error={changes.error} retry={() => void changes.refetch()} />}
      {changes.data?.items.length === 0 && <Empty title={t.changes.none} hint={t.changes.noneHint} />}
      {changes.data && changes.data.items.length > 0 && (
        <div className={css.scroll}>
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t.changes.reason}</th>
                <th>{t.changes.files}</th>
                <th>{t.changes.author}</th>
                <th>{t.changes.at}</th>
                <th>{t.changes.state}</th>
              </tr>
            </thead>
            <tbody>
              {changes.data.items.map((row) => (
                <tr key={row.id}>
                  <td>
                    <Link to="/rulebook/changes/$id" params={{ id: row.id }}>
                      {row.reason}
                    </Link>
                    {row.rolls_back && <p className={css.clause}>{t.changes.rollsBack}</p>}
                  </td>
                  <td>
                    <code>{row.files.slice(0, 3).join(", ")}</code>
                    {row.files.length > 3 && ` +${row.files.length - 3}`}
                  </td>
                  <td>{row.author.name}</td>
                  <td>{dayTime(row.proposed_ms)}</td>
                  <td>
                    <Tag tone={toneOf(row.state)}>{t.changes.states[row.state]}</Tag>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </RulesRoom>
  );
}
