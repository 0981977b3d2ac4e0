// 代理: who stands in for whom, from when until when; give one, end one.

import { useQueryClient } from "@tanstack/react-query";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { type DelegationView, type Fields, flowsApi, useDelegations } from "../api/flows";
import { live } from "../api/live";
import { problemOf } from "../api/problem";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, Empty, Failure, ProblemNote, Skeleton, Tag } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import lists from "../parts/lists.module.css";
import { SchemaForm } from "../parts/SchemaForm";
import type { Schema } from "../parts/schema";
import { useSlowNow } from "../parts/time";
import { useSchemaForm } from "../parts/useSchemaForm";
import { type Text, useText } from "../text";
import { newDelegation, refusedAt, stateOf, whatIsWrong } from "./delegation";
import css from "./Flows.module.css";
import { FlowsRoom } from "./Room";

const minute = (ms: number) => dayjs(ms).format("YYYY-MM-DD HH:mm");

export default function Delegations() {
  const t = useText();
  const me = useMe();
  const list = useDelegations();
  const [isGiving, setGiving] = useState(false);
  const [ending, setEnding] = useState<DelegationView | null>(null);
  const words = t.delegations;
  return (
    <FlowsRoom
      note={words.intro}
      tools={
        may(me, "delegation:give") && (
          <Button tone="primary" onClick={() => setGiving(true)}>
            {words.give}
          </Button>
        )
      }
    >
      {list.isPending && <Skeleton rows={6} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {list.data && list.data.items.length > 0 && (
        <ul className={lists.rows}>
          {list.data.items.map((one) => (
            <Row key={one.id} one={one} end={setEnding} />
          ))}
        </ul>
      )}
      {isGiving && <Give onClose={() => setGiving(false)} />}
      {ending && <End one={ending} onClose={() => setEnding(null)} />}
    </FlowsRoom>
  );
}

function Row({ one, end }: { one: DelegationView; end: (one: DelegationView) => void }) {
  const t = useText();
  const now = useSlowNow();
  const words = t.delegations;
  const state = stateOf(one, now);
  return (
    <li className={css.flow}>
      <div className={css.what}>
        <p>
          <strong>{words.line({ absent: one.absent.name, deputy: one.deputy.name })}</strong>{" "}
          <Tag tone={state === "live" ? "good" : undefined}>{words.state[state]}</Tag>
        </p>
        <p className={css.meta}>
          <span>{words.span({ from: minute(one.from_ms), until: minute(one.ended_ms ?? one.until_ms) })}</span>
          <span>{one.reason}</span>
        </p>
      </div>
      {one.may_end && state !== "over" && <Button onClick={() => end(one)}>{words.end}</Button>}
    </li>
  );
}

/** The next whole hour, and the evening of the next day. */
function proposed(me: string): Fields {
  const from = dayjs().add(1, "hour").startOf("hour");
  const until = from.add(1, "day").hour(18);
  return { absent: me, from: from.format("YYYY-MM-DDTHH:mm:ssZ"), until: until.format("YYYY-MM-DDTHH:mm:ssZ") };
}

type Said = "same" | "wrongTimes" | "past" | "badDeputy" | "badUntil" | "badAbsent";

/** One line on the list. */
const REASON_LETTERS_MAX = 200;

function schemaIn(t: Text): Schema {
  const words = t.delegations;
  const titled = (title: string, more: Schema): Schema => ({ type: "string", title, "x-title-en": title, ...more });
  return {
    type: "object",
    properties: {
      absent: titled(words.absent, { format: "person" }),
      deputy: titled(words.deputy, { format: "person" }),
      from: titled(words.from, { format: "date-time" }),
      until: titled(words.until, { format: "date-time" }),
      reason: titled(words.reason, {
        minLength: 1,
        maxLength: REASON_LETTERS_MAX,
        description: words.reasonHint,
        "x-description-en": words.reasonHint,
      }),
    },
    required: ["absent", "deputy", "from", "until", "reason"],
  };
}

function Give({ onClose }: { onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const client = useQueryClient();
  const words = t.delegations;
  const schema = useMemo(() => schemaIn(t), [t]);
  const [first] = useState(() => proposed(me.person.id));
  const form = useSchemaForm(schema, first);
  const [refused, setRefused] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const give = async () => {
    const data = form.submit();
    if (!data) return;
    const asked = newDelegation(data);
    const wrong = whatIsWrong(asked, live.now());
    const say = ({ path, word }: { path: string; word: Said }) => {
      const said = { path, code: "check", zh: words[word], en: words[word] };
      form.refuse({ status: 422, code: "bad_form", title: "", reasons: [], fields: [said] });
    };
    if (wrong) {
      say(wrong);
      return;
    }
    setBusy(true);
    setRefused(null);
    try {
      const given = await flowsApi.giveDelegation(asked);
      toast.good(words.given({ absent: given.absent.name, deputy: given.deputy.name }));
      await client.invalidateQueries({ queryKey: ["delegations"] });
      onClose();
    } catch (error) {
      setBusy(false);
      const problem = problemOf(error);
      const named = refusedAt(problem);
      if (named) say(named);
      else if (!form.refuse(problem)) setRefused(error);
    }
  };
  return (
    <Dialog title={words.giveTitle} onClose={onClose} wide>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void give();
        }}
      >
        <SchemaForm form={form} label={words.giveTitle} isReadOnly={isBusy} />
        {refused !== null && <ProblemNote problem={problemOf(refused)} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button tone="primary" type="submit" disabled={isBusy}>
            {words.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function End({ one, onClose }: { one: DelegationView; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const words = t.delegations;
  const end = async () => {
    setBusy(true);
    try {
      await flowsApi.endDelegation(one.id);
      toast.good(words.ended);
      await client.invalidateQueries({ queryKey: ["delegations"] });
      onClose();
    } catch (error) {
      toast.problem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.endTitle({ absent: one.absent.name, deputy: one.deputy.name })} onClose={onClose}>
      <p>{words.endEffect}</p>
      <DialogActions>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button tone="danger" disabled={isBusy} onClick={() => void end()}>
          {words.end}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
