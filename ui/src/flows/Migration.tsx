// A newer version of a flow, and what runs under an older one: first what would happen, then, on purpose, that it does.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { flowsApi, type InstanceRow, nameOf } from "../api/flows";
import { toast } from "../app/toast";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { summaryOf } from "../parts/fieldWords";
import { useLocale, useText } from "../text";
import css from "./Flow.module.css";

export function Migration({ flow }: { flow: string }) {
  const t = useText();
  const client = useQueryClient();
  const plan = useQuery({ queryKey: ["migration", flow], queryFn: () => flowsApi.migration(flow), staleTime: 0 });
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const words = t.flows.change;
  const apply = async () => {
    setBusy(true);
    try {
      const done = await flowsApi.migrate(flow);
      toast.good(words.done(done.can_migrate.length));
      for (const key of ["migration", "flow", "flows", "instances", "instance"])
        void client.invalidateQueries({ queryKey: [key] });
      setAsking(false);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  if (plan.isPending) return <Skeleton rows={6} />;
  if (plan.isError) return <Failure error={plan.error} retry={() => void plan.refetch()} />;
  const { can_migrate: can, cannot, to_version: version } = plan.data;
  const isNothing = can.length + cannot.length === 0;
  return (
    <section className={css.change}>
      <p className={css.intro}>{words.intro}</p>
      <div className={css.tools}>
        <strong>
          {words.now(version)} {!isNothing && words.summary(can.length, cannot.length)}
        </strong>
        <span>
          <Button onClick={() => void plan.refetch()} disabled={plan.isFetching}>
            {words.again}
          </Button>{" "}
          {can.length > 0 && (
            <Button tone="primary" onClick={() => setAsking(true)}>
              {words.apply(can.length)}
            </Button>
          )}
        </span>
      </div>
      {isNothing && <Empty title={words.nothing} />}
      {cannot.length > 0 && (
        <>
          <h2>{words.cannot(cannot.length)}</h2>
          <ul className={css.plan}>
            {cannot.map(({ instance, why }) => (
              <li key={instance.id}>
                <Instance row={instance} />
                <p className={css.bad}>{why.join(" · ")}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      {can.length > 0 && (
        <>
          <h2>{words.can(can.length)}</h2>
          <ul className={css.plan}>
            {can.map((row) => (
              <li key={row.id}>
                <Instance row={row} />
              </li>
            ))}
          </ul>
        </>
      )}
      {isAsking && (
        <Dialog title={words.confirm(can.length, version)} onClose={() => setAsking(false)}>
          <p>{words.confirmHint}</p>
          <DialogActions>
            <Button onClick={() => setAsking(false)}>{t.app.cancel}</Button>
            <Button tone="primary" disabled={isBusy} onClick={() => void apply()}>
              {words.apply(can.length)}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}

function Instance({ row }: { row: InstanceRow }) {
  const t = useText();
  const locale = useLocale();
  const about = [row.applicant?.name, summaryOf(row.summary, locale)].filter(Boolean);
  return (
    <p>
      <Link to="/flows/instances/$id" params={{ id: row.id }}>
        {nameOf(row.flow.name, locale)} {row.number}
      </Link>{" "}
      <Tag>{t.flows.change.from(row.version)}</Tag> {about.join(" · ")}
    </p>
  );
}
