// Stops somebody from where they are seen: a row of the floor, of the people, a call. Not oneself, and only who may.

import { lazy, Suspense, useState } from "react";
import { useMe } from "../app/session";
import { useText } from "../text";
import { Button } from "./basics";
import { useReach } from "./useReach";

const SuspendDialog = lazy(() => import("./SuspendDialog"));

export function StopButton({ person, call }: { person: { id: string; name: string }; call?: string }) {
  const t = useText();
  const me = useMe();
  const has = useReach();
  const [isOpen, setOpen] = useState(false);
  if (!has("access:suspend") || person.id === me.person.id) return null;
  return (
    <>
      <Button
        size="small"
        tone="quiet"
        icon="stop"
        aria-label={t.people.stopOf(person.name)}
        title={t.people.stopOf(person.name)}
        onClick={() => setOpen(true)}
      >
        {t.people.stop}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <SuspendDialog person={person} call={call} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
