// One instance as a story: where it is now and whom it waits for, its picture, who did what under which rule.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { type InstanceView, nameOf, type OpenStep, useInstance } from "../api/flows";
import { useMe } from "../app/session";
import { classes, Failure, Skeleton } from "../parts/basics";
import { Diagram, type NodeInfo } from "../parts/Diagram";
import { DueClock } from "../parts/DueClock";
import { isNamed, summaryOf } from "../parts/fieldWords";
import { fullTime } from "../parts/format";
import { dayWords, lasting } from "../parts/lasting";
import { PlainPage } from "../parts/PlainPage";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { Acts } from "./Acts";
import { StateTag } from "./Boxes";
import css from "./Instance.module.css";
import { Records } from "./Records";
import { Story } from "./Story";
import { aroundOf, stepInfo } from "./stepInfo";
import { names, shownOf } from "./storyWords";

export default function InstancePage() {
  const { id } = useParams({ from: "/inside/shell/flows/instances/$id" });
  const instance = useInstance(id);
  if (instance.isPending) return <Skeleton rows={12} />;
  if (instance.isError) return <Failure error={instance.error} retry={() => void instance.refetch()} />;
  return <Loaded instance={instance.data} />;
}

function Loaded({ instance }: { instance: InstanceView }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const client = useQueryClient();
  const words = t.flows.instance;
  const flow = nameOf(instance.flow.name, locale);
  const changed = (next: InstanceView) => {
    client.setQueryData(["instance", instance.id], next);
    for (const key of ["instances", "tasks", "task-counts", "flows"])
      void client.invalidateQueries({ queryKey: [key] });
  };
  return (
    <PlainPage
      title={
        <>
          {words.title({ flow, number: instance.number })} <StateTag row={instance} />
        </>
      }
      note={summaryOf(instance.summary, locale)}
      tools={<Acts instance={instance} changed={changed} />}
    >
      <dl className={css.head}>
        <Head name={words.applicant}>{instance.applicant?.name ?? words.bySystem}</Head>
        <Head name={words.started}>
          <time title={fullTime(instance.started_ms)}>{dayWords(instance.started_ms, now, t)}</time>
        </Head>
        {instance.ended_ms !== null && (
          <Head name={words.ended}>
            <time title={fullTime(instance.ended_ms)}>{dayWords(instance.ended_ms, now, t)}</time>
          </Head>
        )}
        <Head name={words.version}>
          <Link to="/flows/$key" params={{ key: instance.flow.key }} title={words.versionHint}>
            {t.flows.catalogue.version(instance.version)}
          </Link>{" "}
          <code title={instance.definition}>{instance.definition.slice(0, 8)}</code>
        </Head>
        {instance.parent && (
          <Head name={words.parent}>
            <Link to="/flows/instances/$id" params={{ id: instance.parent }}>
              {t.flows.boxes.select}
            </Link>
          </Head>
        )}
      </dl>
      {instance.ended_ms === null && <Now instance={instance} />}
      <div className={css.columns}>
        <div className={css.told}>
          <h2>{words.story}</h2>
          <Story instance={instance} />
        </div>
        <div className={css.side}>
          <h2>{words.fields}</h2>
          <Content instance={instance} />
          <h2>{words.steps}</h2>
          <Steps instance={instance} />
          {instance.records.length > 0 && (
            <>
              <h2>{words.records}</h2>
              <Records records={instance.records} fields={instance.fields} />
            </>
          )}
        </div>
        <div className={css.picture}>
          <h2>{words.diagram}</h2>
          <Picture instance={instance} title={flow} />
        </div>
      </div>
    </PlainPage>
  );
}

function Head({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What somebody has to do, and the way to it for whom it waits for. */
function Now({ instance }: { instance: InstanceView }) {
  const t = useText();
  const words = t.flows.instance;
  return (
    <section className={css.now}>
      <h2>{words.now}</h2>
      {instance.open.length === 0 && <p>{words.nowNone}</p>}
      <ul>
        {instance.open.map((step) => (
          <Open key={step.task} instance={instance.id} step={step} />
        ))}
      </ul>
    </section>
  );
}

function Open({ instance, step }: { instance: string; step: OpenStep }) {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const now = useSlowNow();
  const words = t.flows.instance;
  const isMine = step.people.some((one) => one.id === me.person.id);
  const people = names(step.people, locale);
  return (
    <li>
      <span>
        <strong>{nameOf(step.step.name, locale)}</strong> {people === "" ? words.noPeople : words.waitsFor(people)}
        <small>{words.since(dayWords(step.opened_ms, now, t), lasting(now - step.opened_ms, t))}</small>
      </span>
      <DueClock due={step.due_ms} />
      {isMine && (
        <Link to="/tasks/$instance/$task" params={{ instance, task: String(step.task) }} className={css.primary}>
          {words.go}
        </Link>
      )}
    </li>
  );
}

function Picture({ instance, title }: { instance: InstanceView; title: string }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const states = useMemo(() => {
    const infos = new Map<string, NodeInfo>();
    for (const view of instance.steps) {
      const info = stepInfo(view, now, t, locale, aroundOf(view, instance));
      const card = (
        <>
          <strong>{info.name}</strong>
          {info.lines.map((line) => (
            <span key={line} style={{ display: "block" }}>
              {line}
            </span>
          ))}
        </>
      );
      infos.set(view.step.key, {
        state: info.state,
        words: [info.name, ...info.lines].join(locale === "en" ? ", " : "，"),
        card,
      });
    }
    return infos;
  }, [instance, now, t, locale]);
  return <Diagram diagram={instance.diagram} title={title} states={states} />;
}

/** The same as the picture, as a list. */
function Steps({ instance }: { instance: InstanceView }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <ol className={css.steps}>
      {instance.steps.map((view) => {
        const info = stepInfo(view, now, t, locale, aroundOf(view, instance));
        return (
          <li key={view.step.key} className={classes(css[info.state])}>
            <span>{info.name}</span>
            <small>{info.lines.join(" · ")}</small>
          </li>
        );
      })}
    </ol>
  );
}

function Content({ instance }: { instance: InstanceView }) {
  const t = useText();
  const locale = useLocale();
  const fields = instance.fields.filter(isNamed);
  if (fields.length === 0) return <p className={css.none}>{t.flows.instance.noFields}</p>;
  return (
    <dl className={css.fields}>
      {fields.map((field) => (
        <div key={field.key}>
          <dt>{nameOf(field.label, locale)}</dt>
          <dd title={field.is_masked ? t.flows.instance.maskedHint : undefined}>{shownOf(field, t, locale)}</dd>
        </div>
      ))}
    </dl>
  );
}
