// Centre without a call: a greeting and my figures of today. Quiet on purpose; the next call comes by itself.

import { useLive } from "../../api/live";
import { may, useMe } from "../../app/session";
import { Button, Kbd } from "../../parts/basics";
import { percent, spanOrDash } from "../../parts/format";
import { useNow } from "../../parts/time";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";
import { can } from "../model";

function greeting(words: ReturnType<typeof useText>["desk"]["idle"], hour: number): (name: string) => string {
  if (hour >= 5 && hour < 11) return words.morning;
  if (hour >= 11 && hour < 13) return words.noon;
  if (hour >= 13 && hour < 18) return words.afternoon;
  return words.evening;
}

export function Idle() {
  const t = useText();
  const me = useMe();
  const now = useNow();
  const own = useLive().floor.agents[me.person.id];
  const view = useDesk();
  const greet = greeting(t.desk.idle, new Date(now).getHours());
  const figures = [
    { name: t.desk.idle.calls, value: String(own?.calls_today ?? 0) },
    { name: t.desk.idle.aht, value: spanOrDash(own?.aht_ms) },
    { name: t.desk.idle.missed, value: String(own?.missed_today ?? 0) },
    { name: t.desk.idle.occupancy, value: percent(own?.occupancy_percent) },
  ];
  return (
    <div className={css.idle}>
      <p className={css.greeting}>{greet(me.person.name)}</p>
      <dl className={css.figures}>
        {figures.map((figure) => (
          <div key={figure.name}>
            <dt>{figure.name}</dt>
            <dd>{figure.value}</dd>
          </div>
        ))}
      </dl>
      <p className={css.idleHint}>{t.desk.call.noneHint}</p>
      {can.goReady(view.state) && may(me, "desk:take_calls") && (
        <p>
          <Button tone="primary" onClick={() => desk.goReady()}>
            {t.desk.idle.getReady} <Kbd>Alt+R</Kbd>
          </Button>
        </p>
      )}
    </div>
  );
}
