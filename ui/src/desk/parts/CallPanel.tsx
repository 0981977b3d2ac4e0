// Centre: who is calling, why, how long they waited, which keys they pressed, and every step so far.

import { useState } from "react";
import { useCall } from "../../api/queries";
import { CustomerCard } from "../../customers/CustomerCard";
import { Button, StateDot, Tag } from "../../parts/basics";
import { FactList } from "../../parts/FactList";
import { nodeName, queueName } from "../../parts/factWords";
import { clock, phone, span } from "../../parts/format";
import { Icon } from "../../parts/Icon";
import { RevealNumber } from "../../parts/RevealNumber";
import { Since, useNow } from "../../parts/time";
import { useNames } from "../../parts/useNames";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { useDesk } from "../desk";
import type { DeskCall } from "../model";
import { Idle } from "./Idle";

export function CallPanel() {
  const t = useText();
  const { call, state } = useDesk().state;
  if (!call || (state.state !== "ringing" && state.state !== "talking" && state.state !== "wrap_up")) {
    return <Idle />;
  }
  return (
    <div className={css.call}>
      <Who call={call} state={state.state} />
      <Figures call={call} isOver={state.state === "wrap_up"} />
      {state.state !== "ringing" && <CustomerCard key={call.id} call={call.id} />}
      <Path call={call} />
      <section className={css.steps} aria-label={t.desk.call.steps}>
        <h2>{t.desk.call.steps}</h2>
        <FactList facts={call.facts} />
      </section>
    </div>
  );
}

function Who({ call, state }: { call: DeskCall; state: "ringing" | "talking" | "wrap_up" }) {
  const t = useText();
  const names = useNames();
  const [isAsking, setAsking] = useState(false);
  const [clear, setClear] = useState<{ call: string; number: string } | null>(null);
  const detail = useCall(state === "ringing" ? null : call.id).data;
  const isHeld = call.held_since_ms !== null;
  const shown = clear?.call === call.id ? clear.number : call.from;
  return (
    <header className={css.who}>
      <div>
        <p className={css.whoState}>
          <StateDot state={state} word={isHeld ? t.state.held : undefined} />
          {call.held_by === "customer" && <Tag tone="warn">{t.desk.call.heldByCustomer}</Tag>}
        </p>
        <p className={css.whoNumber}>
          <span className="visually-hidden">{t.desk.call.number} </span>
          {shown ? phone(shown) : "…"}
        </p>
        <p className={css.whoQueue}>{queueName(names, call.queue)}</p>
      </div>
      {detail?.allowed.reveal.allowed && shown === call.from && (
        <Button size="small" icon="eye" onClick={() => setAsking(true)}>
          {t.desk.call.reveal}
        </Button>
      )}
      {isAsking && (
        <RevealNumber
          call={call.id}
          onClose={() => setAsking(false)}
          onRevealed={(number) => {
            setAsking(false);
            setClear({ call: call.id, number });
          }}
          onHidden={() => setClear(null)}
        />
      )}
    </header>
  );
}

function Figures({ call, isOver }: { call: DeskCall; isOver: boolean }) {
  const t = useText();
  const now = useNow();
  const wait = call.bridged_ms === null && call.queued_ms ? now - call.queued_ms : call.wait_ms;
  const talked = call.bridged_ms === null ? null : (call.ended_ms ?? now) - call.bridged_ms;
  return (
    <dl className={css.figures}>
      <Figure name={t.desk.call.talked} value={talked === null ? t.app.dash : span(talked)} isBig={!isOver} />
      {call.held_since_ms === null ? (
        <Figure name={t.desk.call.waited} value={wait === null ? t.app.dash : span(wait)} />
      ) : (
        <div className={css.figureHeld}>
          <dt>{t.desk.call.heldFor}</dt>
          <dd>
            <Since at={call.held_since_ms} />
          </dd>
        </div>
      )}
      <Figure name={t.desk.call.started} value={call.started_ms ? clock(call.started_ms) : t.app.dash} />
      <Figure name={t.desk.call.calledNumber} value={call.to || t.app.dash} />
    </dl>
  );
}

function Figure({ name, value, isBig }: { name: string; value: string; isBig?: boolean }) {
  return (
    <div data-big={isBig || undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The keys pressed in the menu, as a path: what the customer already told the machine is not asked again. */
function Path({ call }: { call: DeskCall }) {
  const t = useText();
  const names = useNames();
  const steps = call.facts.flatMap((fact) => {
    if (fact.kind === "key_pressed") return [{ at: fact.seq, node: fact.node, key: fact.key }];
    if (fact.kind === "digits_collected") return [{ at: fact.seq, node: fact.node, key: "•".repeat(fact.count) }];
    return [];
  });
  const isKnown = call.facts.some((fact) => fact.kind === "call_started");
  return (
    <div className={css.path}>
      <h2>{t.desk.call.path}</h2>
      {steps.length === 0 ? (
        <span className={css.pathNone}>{isKnown ? t.desk.call.pathNone : t.desk.call.pathUnknown}</span>
      ) : (
        <ol>
          {steps.map((step, place) => (
            <li key={step.at}>
              {place > 0 && <Icon name="right" size={14} />}
              <Tag>
                {nodeName(names, step.node)} <b>{step.key}</b>
              </Tag>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
