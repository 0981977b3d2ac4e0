// The same of somebody else, for those who look after it; with the stop beside it.

import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useRights } from "../api/access";
import { useMe } from "../app/session";
import { Button, Failure, Skeleton } from "../parts/basics";
import { useReach } from "../parts/useReach";
import { useAccessText } from "../text/access";
import { Rights } from "./Rights";
import { AccessRoom } from "./Room";

const SuspendDialog = lazy(() => import("../parts/SuspendDialog"));

export default function PersonRights() {
  const w = useAccessText();
  const me = useMe();
  const has = useReach();
  const { id } = useParams({ from: "/inside/shell/access/people/$id" });
  const rights = useRights(id);
  const [isStopping, setStopping] = useState(false);
  const person = rights.data?.person;
  return (
    <AccessRoom
      tools={
        person &&
        person.id !== me.person.id &&
        has("access:suspend") && (
          <Button icon="stop" onClick={() => setStopping(true)}>
            {w.stops.stopOf(person.name)}
          </Button>
        )
      }
    >
      {rights.isPending && <Skeleton rows={10} />}
      {rights.isError && <Failure error={rights.error} retry={() => void rights.refetch()} />}
      {rights.data && <Rights view={rights.data} />}
      {isStopping && person && (
        <Suspense fallback={null}>
          <SuspendDialog person={person} onClose={() => setStopping(false)} />
        </Suspense>
      )}
    </AccessRoom>
  );
}
