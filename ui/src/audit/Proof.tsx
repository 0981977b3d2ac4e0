// The proof that the journal was not altered: the last signed note, and who witnessed it.

import { useQuery } from "@tanstack/react-query";
import { auditApi } from "../api/audit";
import { problemOf } from "../api/problem";
import { toast } from "../app/toast";
import { Button, classes, Empty, Failure, Skeleton } from "../parts/basics";
import { fullTime } from "../parts/format";
import lists from "../parts/lists.module.css";
import { useText } from "../text";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";
import { readNote } from "./note";
import { AuditRoom } from "./Room";

export default function Proof() {
  const w = useAuditText().proof;
  const last = useQuery({ queryKey: ["checkpoint"], queryFn: auditApi.checkpoint, staleTime: 0 });
  const isNone = problemOf(last.error).status === 404;
  return (
    <AuditRoom intro={w.intro}>
      {last.isPending && <Skeleton rows={6} />}
      {last.isError &&
        (isNone ? <Empty title={w.none} /> : <Failure error={last.error} retry={() => void last.refetch()} />)}
      {last.data && <Shown text={last.data} />}
      <section className={lists.section}>
        <h2>{w.how}</h2>
        <p className={lists.intro}>{w.howText}</p>
      </section>
    </AuditRoom>
  );
}

function Shown({ text }: { text: string }) {
  const t = useText();
  const w = useAuditText().proof;
  const note = readNote(text);
  const copy = () => void navigator.clipboard.writeText(text).then(() => toast.good(t.app.copied));
  return (
    <>
      <section className={lists.section}>
        <h2>{w.checkpoint}</h2>
        {note && (
          <dl className={classes(css.facts, css.framed)}>
            <dt>{w.origin}</dt>
            <dd>
              <code>{note.origin}</code>
            </dd>
            <dt>{w.size}</dt>
            <dd>{note.size}</dd>
            <dt>{w.root}</dt>
            <dd>
              <code>{note.root}</code>
            </dd>
            <dt>{w.signer}</dt>
            <dd>{note.signer?.name ?? t.app.dash}</dd>
            <dt>{w.witnesses}</dt>
            <dd>
              {note.witnesses.length === 0
                ? w.noWitness
                : note.witnesses.map((one) => (
                    <span key={one.name} className={css.witness}>
                      {one.name} {one.at_ms !== null && <small>{w.at(fullTime(one.at_ms))}</small>}
                    </span>
                  ))}
            </dd>
          </dl>
        )}
      </section>
      <section className={lists.section}>
        <h2>
          {w.raw}{" "}
          <Button size="small" onClick={copy}>
            {w.copy}
          </Button>
        </h2>
        <pre className={css.note}>{text}</pre>
      </section>
    </>
  );
}
