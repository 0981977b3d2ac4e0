// One flow: its drawing, what it reads, its numbers, the rule's own text, and the change of what runs under it.

import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { type FlowView, flowsApi, nameOf, type ParameterView, useFlow } from "../api/flows";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, Failure, Skeleton, Tag } from "../parts/basics";
import { Diagram } from "../parts/Diagram";
import { Icon } from "../parts/Icon";
import { dayWords } from "../parts/lasting";
import { PlainPage } from "../parts/PlainPage";
import { useSlowNow } from "../parts/time";
import { inLanguage, useLocale, useText } from "../text";
import css from "./Flow.module.css";
import { Migration } from "./Migration";
import { OTHER } from "./search";
import { names } from "./storyWords";

/** Brings tables and a calendar, which the rest does not need. */
const Numbers = lazy(() => import("./Numbers"));

type Tab = "diagram" | "parameters" | "numbers" | "text" | "change";

export default function FlowPage() {
  const { key } = useParams({ from: "/inside/shell/flows/$key" });
  const flow = useFlow(key);
  if (flow.isPending) return <Skeleton rows={10} />;
  if (flow.isError) return <Failure error={flow.error} retry={() => void flow.refetch()} />;
  return <Loaded flow={flow.data} />;
}

function Loaded({ flow }: { flow: FlowView }) {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const now = useSlowNow();
  const search = useSearch({ from: "/inside/shell/flows/$key" });
  const navigate = useNavigate();
  const name = nameOf(flow.name, locale);
  const tabs = [
    "diagram",
    "parameters",
    ...(may(me, "report:view") || may(me, "flow:export") ? ["numbers"] : []),
    "text",
    ...(may(me, "flow:migrate") ? ["change"] : []),
  ] as Tab[];
  const tab = tabs.find((one) => one === search.tab) ?? "diagram";
  const words = t.flows.flow;
  return (
    <PlainPage
      title={name}
      note={flow.about ? inLanguage(flow.about, locale) : undefined}
      tools={
        <>
          <a className={css.button} href={flowsApi.bpmnUrl(flow.key)} download={`${flow.key}.bpmn`}>
            <Icon name="download" size={18} />
            {words.bpmn}
          </a>
          {flow.starts.map((start) => (
            <Link
              key={start.key}
              className={css.primary}
              to="/flows/$key/start"
              params={{ key: flow.key }}
              search={{ start: start.key }}
            >
              {flow.starts.length > 1
                ? `${t.flows.catalogue.start} · ${nameOf(start.name, locale) || start.key}`
                : t.flows.catalogue.start}
            </Link>
          ))}
        </>
      }
    >
      <dl className={css.head}>
        <Head name={words.source}>
          <Tag>{flow.source}</Tag>
        </Head>
        <Head name={words.shelf}>{t.flows.groups[flow.group ?? OTHER] ?? flow.group}</Head>
        <Head name={words.owner}>{names(flow.owner, locale) || t.app.dash}</Head>
        <Head name={words.version}>
          {t.flows.catalogue.version(flow.version)}{" "}
          <code title={`${words.hash} ${flow.hash}`}>{flow.hash.slice(0, 8)}</code>
        </Head>
        <Head name={words.openCount}>
          <Link to="/flows/instances" search={{ box: "all", flow: flow.key, state: "open" }}>
            {flow.open_instances}
          </Link>
        </Head>
        {flow.next_start_ms !== null && <Head name={words.nextStart}>{dayWords(flow.next_start_ms, now, t)}</Head>}
      </dl>
      <nav className={css.tabs} aria-label={name}>
        {tabs.map((one) => (
          <button
            type="button"
            key={one}
            aria-current={one === tab ? "page" : undefined}
            onClick={() =>
              void navigate({
                to: "/flows/$key",
                params: { key: flow.key },
                search: { ...search, tab: one === "diagram" ? undefined : one },
                replace: true,
              })
            }
          >
            {words.tabs[one]}
          </button>
        ))}
      </nav>
      {tab === "diagram" && <Diagram diagram={flow.diagram} title={name} />}
      {tab === "parameters" && <Parameters parameters={flow.parameters} />}
      {tab === "numbers" && (
        <Suspense fallback={<Skeleton rows={8} />}>
          <Numbers flow={flow.key} />
        </Suspense>
      )}
      {tab === "text" && <RuleText flow={flow} />}
      {tab === "change" && <Migration flow={flow.key} />}
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

function Parameters({ parameters }: { parameters: ParameterView[] }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.parameters;
  if (parameters.length === 0) return <p className={css.intro}>{words.none}</p>;
  return (
    <>
      <p className={css.intro}>{words.intro}</p>
      <ul className={css.parameters}>
        {parameters.map((one) => (
          <li key={one.key}>
            <div>
              <strong>{nameOf(one.name, locale)}</strong>
              <small>
                {[
                  one.clock && words.clock(one.clock),
                  one.switch !== null && words.switch(one.switch),
                  `${words.source} ${one.source}`,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </div>
            <div>
              <code>{one.value}</code>{" "}
              {one.value === one.default ? (
                <Tag>{words.isDefault}</Tag>
              ) : (
                <>
                  <Tag tone="warn">{words.changed}</Tag>
                  <small>
                    {words.default} <code>{one.default}</code>
                  </small>
                </>
              )}
            </div>
            <p>
              <small>{words.reason}</small> {one.reason}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The canonical text with numbered lines; comments are dimmed, because they do not rule. */
function RuleText({ flow }: { flow: FlowView }) {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(flow.text);
      setCopied(true);
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <section className={css.text}>
      <header>
        <p>{t.flows.flow.textNote}</p>
        <Button size="small" onClick={() => void copy()}>
          {isCopied ? t.app.copied : t.flows.flow.copy}
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by keyboard */}
      <pre tabIndex={0}>
        {flow.text
          .trimEnd()
          .split("\n")
          .map((line, number) => (
            <code
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
              key={number}
              data-line={number + 1}
              className={line.trimStart().startsWith("#") ? css.comment : undefined}
            >
              {line || " "}
            </code>
          ))}
      </pre>
    </section>
  );
}
