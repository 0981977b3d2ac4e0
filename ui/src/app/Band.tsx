// The band that says that the connection is gone, at the latest three seconds after it went.

import { live, useLive } from "../api/live";
import { desk } from "../desk/desk";
import { Button } from "../parts/basics";
import { Icon } from "../parts/Icon";
import { useNow } from "../parts/time";
import { useText } from "../text";
import css from "./Shell.module.css";
import { may, useMe } from "./session";

export function Band() {
  const { connection, bye, lost_at_ms } = useLive();
  const me = useMe();
  // Whoever may not use the desk any more lost it to nobody: the band of the stop says why.
  if (bye === "taken_over" && may(me, "desk:use")) return <TakenOver />;
  if (connection === "lost" && lost_at_ms !== null) return <Lost since={lost_at_ms} isDraining={bye === "draining"} />;
  return <div role="status" />;
}

function Lost({ since, isDraining }: { since: number; isDraining: boolean }) {
  const t = useText();
  useNow();
  const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
  return (
    <div className={css.band} role="alert">
      <Icon name="warn" size={18} />
      <strong>{isDraining ? t.band.draining : t.band.lost}</strong>
      {!isDraining && <span>{t.band.lostDetail}</span>}
      <span className={css.bandTime} aria-hidden="true">
        {t.band.lostSince(seconds)}
      </span>
      <Button size="small" onClick={() => live.retryNow()}>
        {t.band.now}
      </Button>
    </div>
  );
}

function TakenOver() {
  const t = useText();
  const me = useMe();
  return (
    <div className={css.band} role="alert">
      <Icon name="warn" size={18} />
      <strong>{t.desk.takenOver}</strong>
      <Button
        size="small"
        onClick={() => {
          desk.stop();
          live.stop();
          desk.start(me);
        }}
      >
        {t.desk.takeBack}
      </Button>
    </div>
  );
}
