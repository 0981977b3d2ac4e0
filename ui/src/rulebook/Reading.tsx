// Who has read the rules of today, and the own confirmation.

import { useState } from "react";
import { problemOf } from "../api/problem";
import { rulesApi, rulesChanged, useAcknowledgements, useReading } from "../api/rulebook";
import { Button, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { dayTime } from "../parts/format";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export default function Reading() {
  const t = useRulesText().reading;
  const own = useReading();
  return (
    <RulesRoom note={t.note}>
      {own.isPending && <Skeleton rows={4} />}
      {own.isError && <Failure error={own.error} retry={() => void own.refetch()} />}
      {own.data && (
        <>
          <div className={css.own}>
            <p>
              {t.modes[own.data.mode]} · <code title={own.data.version}>{own.data.version.slice(0, 12)}</code>
            </p>
            {own.data.is_read ? <p role="status">{t.own}</p> : <Confirm version={own.data.version} />}
          </div>
          {own.data.may_see_all && <Everybody />}
        </>
      )}
    </RulesRoom>
  );
}

export function Confirm({ version }: { version: string }) {
  const t = useRulesText().reading;
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    try {
      await rulesApi.acknowledge(version);
    } catch (problem) {
      setError(problem);
    }
    rulesChanged();
  };
  return (
    <>
      <Button tone="primary" onClick={() => void confirm()}>
        {t.confirm}
      </Button>
      {error !== null && <ProblemNote problem={problemOf(error)} />}
    </>
  );
}

function Everybody() {
  const t = useRulesText().reading;
  const all = useAcknowledgements();
  if (all.isPending) return <Skeleton rows={6} />;
  if (all.isError) return <Failure error={all.error} retry={() => void all.refetch()} />;
  return (
    <div className={css.columns}>
      <section>
        <h2>
          {t.unread} ({all.data.unread.length})
        </h2>
        {all.data.unread.length === 0 && <p>{t.everybody}</p>}
        <ul>
          {all.data.unread.map((person) => (
            <li key={person.id}>{person.name}</li>
          ))}
        </ul>
      </section>
      <section>
        <h2>
          {t.read} ({all.data.read.length})
        </h2>
        {all.data.read.length === 0 && <p>{t.nobody}</p>}
        <ul>
          {all.data.read.map((row) => (
            <li key={row.person.id}>
              {row.person.name} <span className={css.small}>{dayTime(row.at_ms)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
