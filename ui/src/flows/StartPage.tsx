// Starts a flow: its form in one page, kept as a draft while it is filled in; then who has to act next and until when.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import {
  type DraftView,
  type Fields,
  type FlowView,
  flowsApi,
  type InstanceView,
  type Keyed,
  nameOf,
  useFlow,
} from "../api/flows";
import { newKey } from "../api/http";
import { problemOf } from "../api/problem";
import { useMe } from "../app/session";
import { Button, Empty, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { Icon } from "../parts/Icon";
import { dayWords } from "../parts/lasting";
import { PlainPage } from "../parts/PlainPage";
import { SchemaForm } from "../parts/SchemaForm";
import { type Schema, schemaOf } from "../parts/schema";
import { useSlowNow } from "../parts/time";
import { useDraft } from "../parts/useDraft";
import { useSchemaForm } from "../parts/useSchemaForm";
import { inLanguage, useLocale, useText } from "../text";
import css from "./Flow.module.css";
import { names } from "./storyWords";

const NO_FORM: Schema = { type: "object", properties: {} };

export default function StartPage() {
  const t = useText();
  const { key } = useParams({ from: "/inside/shell/flows/$key/start" });
  const search = useSearch({ from: "/inside/shell/flows/$key/start" });
  const flow = useFlow(key);
  const draft = useQuery({
    queryKey: ["draft", `start:${key}`],
    queryFn: () => draftOf(`start:${key}`),
    staleTime: 0,
    gcTime: 0,
  });
  const [round, setRound] = useState(0);
  if (flow.isPending || draft.isPending) return <Skeleton rows={10} />;
  if (flow.isError) return <Failure error={flow.error} retry={() => void flow.refetch()} />;
  const start = flow.data.starts.find((one) => one.key === search.start) ?? flow.data.starts[0];
  if (!start)
    return (
      <Empty title={t.flows.start.mayNot} hint={t.flows.start.mayNotHint}>
        <Link to="/flows/$key" params={{ key }}>
          {t.flows.start.back}
        </Link>
      </Empty>
    );
  return (
    <Filling
      key={`${key} ${start.key} ${round} ${JSON.stringify(search.fields ?? null)}`}
      flow={flow.data}
      start={start}
      prefilled={round === 0 ? search.fields : undefined}
      // A second one begins empty: the first one's draft was sent. Filled in by a link it is another one's form.
      draft={round === 0 && !search.fields ? (draft.data ?? null) : null}
      again={() => setRound(round + 1)}
    />
  );
}

/** Null: nothing was kept. */
async function draftOf(key: string): Promise<DraftView | null> {
  try {
    return (await flowsApi.draft(key)) ?? null;
  } catch (error) {
    if (problemOf(error).status === 404) return null;
    throw error;
  }
}

interface Attempt {
  text: string;
  key: string;
}

/** The answer to a first try may be lost on its way: a second try with the same content must not start a second one. */
function onceFor(attempt: { current: Attempt }, data: Fields): string {
  const text = JSON.stringify(data);
  if (attempt.current.text !== text) attempt.current = { text, key: newKey() };
  return attempt.current.key;
}

function Filling(props: {
  flow: FlowView;
  start: Keyed;
  prefilled: Fields | undefined;
  draft: DraftView | null;
  again: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const client = useQueryClient();
  const { flow, start } = props;
  const used = flow.start_forms.find((one) => one.start === start.key);
  const schema = flow.forms.find((one) => one.key === used?.form)?.schema;
  const form = useSchemaForm(
    schema ? schemaOf(schema) : NO_FORM,
    props.draft?.data ?? props.prefilled ?? {},
    used?.required ?? [],
  );
  const draft = useDraft(`start:${flow.key}`, form.value, form.isDirty, props.draft?.saved_ms ?? null);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const attempt = useRef<Attempt>({ text: "", key: "" });
  const [started, setStarted] = useState<InstanceView | null>(null);
  const words = t.flows.start;
  const name = nameOf(flow.name, locale);

  const submit = async () => {
    const data = form.submit();
    if (!data || isBusy) return;
    setBusy(true);
    setRefused(null);
    await draft.close();
    try {
      setStarted(await flowsApi.start(flow.key, start.key, data, onceFor(attempt, data)));
      void flowsApi.dropDraft(`start:${flow.key}`).catch(() => undefined); // The server drops it as well.
      for (const key of ["flows", "instances", "tasks", "task-counts"])
        void client.invalidateQueries({ queryKey: [key] });
    } catch (error) {
      draft.reopen();
      if (!form.refuse(problemOf(error))) setRefused(error);
    } finally {
      setBusy(false);
    }
  };
  const drop = async () => {
    form.reset({});
    await draft.drop().catch(() => undefined);
  };

  if (started) return <Done instance={started} again={props.again} />;
  const { status, saved_ms: savedMs } = draft.state;
  return (
    <PlainPage
      title={flow.starts.length > 1 ? `${words.title(name)} · ${nameOf(start.name, locale)}` : words.title(name)}
      note={flow.about ? inLanguage(flow.about, locale) : undefined}
      tools={
        <Link to="/flows/$key" params={{ key: flow.key }}>
          {t.flows.flow.tabs.diagram}
        </Link>
      }
    >
      <form
        className={css.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void submit();
        }}
      >
        {props.draft && <p className={css.note}>{words.draftFound(dayWords(props.draft.saved_ms, now, t))}</p>}
        {schema ? <SchemaForm form={form} label={name} isReadOnly={isBusy} /> : <p>{words.noForm}</p>}
        {refused !== null && <ProblemNote problem={problemOf(refused)} />}
        <footer className={css.send}>
          <Button tone="primary" type="submit" disabled={isBusy} title="Ctrl Enter">
            {isBusy ? words.submitting : words.submit}
          </Button>
          {(form.isDirty || props.draft) && (
            <Button tone="quiet" disabled={isBusy} onClick={() => void drop()}>
              {words.dropDraft}
            </Button>
          )}
          <span className={css.draft} role="status">
            {status === "failed" && words.draftFailed}
            {status === "saved" && savedMs !== null && words.draftAt(dayWords(savedMs, now, t))}
          </span>
        </footer>
      </form>
    </PlainPage>
  );
}

/** What was started, and who has to act next. */
function Done({ instance, again }: { instance: InstanceView; again: () => void }) {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const now = useSlowNow();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const words = t.flows.start;
  const isMine = (people: { id: string }[]) => people.some((one) => one.id === me.person.id);
  return (
    <div className={css.done}>
      <Icon name="finish" size={40} />
      <h1 ref={heading} tabIndex={-1}>
        {words.done(instance.number)}
      </h1>
      {instance.ended_ms !== null && instance.end && <p>{words.ended(nameOf(instance.end.name, locale))}</p>}
      {instance.ended_ms === null && instance.open.length === 0 && <p>{words.running}</p>}
      {instance.open.map((step) => {
        const name = nameOf(step.step.name, locale);
        const due = step.due_ms === null ? "" : dayWords(step.due_ms, now, t);
        return (
          <p key={step.task}>
            {isMine(step.people)
              ? words.toYou(name)
              : words.next({ step: name, people: names(step.people, locale) || t.flows.instance.noPeople, due })}{" "}
            {isMine(step.people) && (
              <Link to="/tasks/$instance/$task" params={{ instance: instance.id, task: String(step.task) }}>
                {words.open}
              </Link>
            )}
          </p>
        );
      })}
      <p className={css.after}>
        <Link to="/flows/instances/$id" params={{ id: instance.id }} className={css.primary}>
          {words.see}
        </Link>
        <Button onClick={again}>{words.again}</Button>
        <Link to="/flows" className={css.button}>
          {words.back}
        </Link>
      </p>
    </div>
  );
}
