// Who is stopped, since when, why, and the case; stop somebody, give the rights back.

import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { accessApi, forgetRights, type SuspensionView, useSuspensions } from "../api/access";
import { useMe, whyNot } from "../app/session";
import { toast } from "../app/toast";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useSlowNow } from "../parts/time";
import { useReach } from "../parts/useReach";
import { Locked } from "../parts/Why";
import { useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { capabilityOf } from "./Parts";
import { AccessRoom } from "./Room";

const SuspendDialog = lazy(() => import("../parts/SuspendDialog"));

export default function Stops() {
  const w = useAccessText().stops;
  const me = useMe();
  const has = useReach();
  const { person } = useSearch({ from: "/inside/shell/access/stops" });
  const stops = useSuspensions(person);
  const [isStopping, setStopping] = useState(false);
  const [lifting, setLifting] = useState<SuspensionView | null>(null);
  const rows = stops.data?.items ?? [];
  const isLive = (one: SuspensionView) => one.is_in_force;
  const refusal = has("access:suspend") ? undefined : whyNot(me, "access:suspend");
  return (
    <AccessRoom
      intro={w.intro}
      tools={
        refusal ? (
          <Locked label={w.stop} reasons={refusal.reasons} right="access:suspend" />
        ) : (
          <Button icon="stop" onClick={() => setStopping(true)}>
            {w.stop}
          </Button>
        )
      }
    >
      {stops.isPending && <Skeleton rows={6} />}
      {stops.isError && <Failure error={stops.error} retry={() => void stops.refetch()} />}
      {stops.data && rows.length === 0 && <Empty title={w.none} hint={w.noneHint} />}
      {rows.length > 0 && (
        <>
          <Section title={w.live} rows={rows.filter(isLive)} lift={setLifting} />
          <Section title={w.past} rows={rows.filter((one) => !isLive(one))} />
        </>
      )}
      {isStopping && (
        <Suspense fallback={null}>
          <SuspendDialog onClose={() => setStopping(false)} />
        </Suspense>
      )}
      {lifting && <Lift of={lifting} onClose={() => setLifting(null)} />}
    </AccessRoom>
  );
}

function Section(props: { title: string; rows: SuspensionView[]; lift?: (of: SuspensionView) => void }) {
  const w = useAccessText().stops;
  if (props.rows.length === 0) return null;
  return (
    <section className={lists.section}>
      <h2>{props.title}</h2>
      <ul className={lists.rows}>
        {props.rows.map((one) => (
          <li key={one.id} className={lists.row}>
            <What of={one} />
            <Since of={one} />
            <span className={lists.acts}>
              {one.instance && (
                <Link to="/flows/instances/$id" params={{ id: one.instance }}>
                  {w.openCase}
                </Link>
              )}
              {props.lift && one.may_lift && (
                <Button size="small" onClick={() => props.lift?.(one)}>
                  {w.lift}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function What({ of }: { of: SuspensionView }) {
  const w = useAccessText().stops;
  const locale = useLocale();
  return (
    <span>
      <span className={lists.name}>
        <Link to="/access/people/$id" params={{ id: of.person.id }}>
          {of.person.name}
        </Link>
        <Tag tone="bad">{of.capability ? capabilityOf(of, locale) : w.everything}</Tag>
      </span>
      <small>{of.reason}</small>
    </span>
  );
}

function Since({ of }: { of: SuspensionView }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const until = of.until_ms === null ? w.stops.forever : w.stops.until(dayWords(of.until_ms, now, t));
  return (
    <span>
      {dayWords(of.since_ms, now, t)} · {of.by?.name ?? t.actor.system} · {of.is_in_force ? until : w.stops.over}
      {of.lifted && (
        <small style={{ display: "block" }}>
          {w.stops.liftedBy({
            by: of.lifted.by?.name ?? t.actor.system,
            when: dayWords(of.lifted.at_ms, now, t),
            reason: of.lifted.reason,
          })}
        </small>
      )}
      {of.call && (
        <small style={{ display: "block" }}>
          <Link to="/calls/$id" params={{ id: of.call }}>
            {w.stops.call}
          </Link>
        </small>
      )}
    </span>
  );
}

function Lift({ of, onClose }: { of: SuspensionView; onClose: () => void }) {
  const w = useAccessText().stops;
  return (
    <ReasonDialog
      title={w.liftTitle(of.person.name)}
      effect={w.liftEffect}
      label={w.liftReason}
      missing={w.reasonNeeded}
      submit={w.lift}
      onClose={onClose}
      act={async (reason) => {
        await accessApi.lift(of.id, reason);
        toast.good(w.lifted(of.person.name));
        forgetRights();
        onClose();
      }}
    />
  );
}
