// How long a flow and its steps take, how often in time and how often again: a few figures, a chart, a table, an export.

import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { type FlowNumbers, flowsApi, nameOf, type StepNumbers, useFlowNumbers } from "../api/flows";
import { may, useMe } from "../app/session";
import { Empty, Failure, Skeleton } from "../parts/basics";
import { type Columns, Console, DataTable, Period, periodMs, today } from "../parts/console";
import { percent } from "../parts/format";
import { Icon } from "../parts/Icon";
import { lastingOrDash } from "../parts/lasting";
import { useLocale, useText } from "../text";
import css from "./Flow.module.css";
import { axisOf } from "./figures";

/** A month shows enough of a weekly flow to speak of a median. */
const DAYS = 29;

const share = (value: number | null) => percent(value === null ? null : value * 100);

export default function Numbers({ flow }: { flow: string }) {
  const t = useText();
  const me = useMe();
  const { key } = useParams({ from: "/inside/shell/flows/$key" });
  const search = useSearch({ from: "/inside/shell/flows/$key" });
  const navigate = useNavigate();
  const from = search.from ?? dayjs().subtract(DAYS, "day").format("YYYY-MM-DD");
  const until = search.until ?? today();
  const { from_ms, until_ms } = periodMs(from, until);
  const mayRead = may(me, "report:view");
  const numbers = useFlowNumbers({ flow, from_ms, to_ms: until_ms }, mayRead);
  const of = numbers.data?.items.find((one) => one.flow.key === flow);
  const words = t.flows.numbers;
  return (
    <Console>
      <div className={css.tools}>
        <Period
          from={from}
          until={until}
          onChange={(first, last) =>
            void navigate({
              to: "/flows/$key",
              params: { key },
              search: { ...search, from: first, until: last },
              replace: true,
            })
          }
        />
        {may(me, "flow:export") && (
          <span className={css.export} title={words.exportHint}>
            {words.exportTitle}
            {(["ocel", "xes"] as const).map((format) => (
              <a
                key={format}
                className={css.button}
                href={flowsApi.exportUrl(format, flow, from_ms, until_ms)}
                download={`${flow}-${from}-${until}.${format === "ocel" ? "json" : "xes"}`}
              >
                <Icon name="download" size={16} />
                {words[format]}
              </a>
            ))}
          </span>
        )}
      </div>
      {!mayRead && <Empty title={words.denied} />}
      {mayRead && numbers.isPending && <Skeleton rows={8} />}
      {numbers.isError && <Failure error={numbers.error} retry={() => void numbers.refetch()} />}
      {numbers.data && (!of || of.started + of.ended + of.open === 0) && <Empty title={words.none} />}
      {of && of.started + of.ended + of.open > 0 && <Figures numbers={of} />}
    </Console>
  );
}

function Figures({ numbers }: { numbers: FlowNumbers }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.numbers;
  return (
    <>
      <dl className={css.figures}>
        <Figure name={words.started}>{words.pieces(numbers.started)}</Figure>
        <Figure name={words.ended}>{words.pieces(numbers.ended)}</Figure>
        <Figure name={words.open}>{words.pieces(numbers.open)}</Figure>
        <Figure name={words.overdue} isBad={numbers.overdue > 0}>
          {words.pieces(numbers.overdue)}
        </Figure>
        <Figure name={words.cycle}>{lastingOrDash(numbers.cycle_median_ms, t)}</Figure>
        <Figure name={words.cycleP90}>{lastingOrDash(numbers.cycle_p90_ms, t)}</Figure>
        <Figure name={words.onTime}>{share(numbers.on_time_share)}</Figure>
        <Figure name={words.rework}>{share(numbers.rework_share)}</Figure>
      </dl>
      {numbers.ends.length > 0 && (
        <p className={css.ends}>
          {words.ends}
          {numbers.ends.map((one) => (
            <span key={one.end.key}>
              {nameOf(one.end.name, locale) || one.end.key} <strong>{one.count}</strong>
            </span>
          ))}
        </p>
      )}
      <StepChart steps={numbers.steps} />
      <Steps steps={numbers.steps} />
      <p className={css.explain}>{words.explain}</p>
    </>
  );
}

function Figure(props: { name: string; isBad?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd className={props.isBad ? css.bad : undefined}>{props.children}</dd>
    </div>
  );
}

/** One bar for each step: the part before somebody claimed it, and the part in which it was done. */
function StepChart({ steps }: { steps: StepNumbers[] }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.numbers;
  const timed = steps.filter((one) => one.cycle_median_ms !== null);
  if (timed.length === 0) return null;
  const axis = axisOf(timed.map((one) => one.cycle_median_ms ?? 0));
  const width = (ms: number) => `${(Math.min(ms, axis.max) / axis.max) * 100}%`;
  return (
    <figure className={css.chart} role="img" aria-label={words.chart}>
      <figcaption>
        <span>
          <i className={css.waiting} /> {words.waiting}
        </span>
        <span>
          <i className={css.working} /> {words.working}
        </span>
        <span className={css.unit}>{words.chartUnit(words[axis.unit])}</span>
      </figcaption>
      {timed.map((one) => {
        const cycle = one.cycle_median_ms ?? 0;
        // Two medians: the waiting one may be the longer one.
        const waiting = Math.min(one.waiting_median_ms ?? 0, cycle);
        return (
          <div className={css.bar} key={one.step.key}>
            <span>{nameOf(one.step.name, locale) || one.step.key}</span>
            <div>
              <i className={css.waiting} style={{ width: width(waiting) }} />
              <i className={css.working} style={{ width: width(cycle - waiting) }} />
              <b>{lastingOrDash(cycle, t)}</b>
            </div>
          </div>
        );
      })}
      <div className={css.axis}>
        {axis.ticks.map((tick) => (
          <span key={tick} style={{ left: width(tick * axis.unitMs) }}>
            {tick}
          </span>
        ))}
      </div>
    </figure>
  );
}

function Steps({ steps }: { steps: StepNumbers[] }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.numbers;
  const number = (title: string, of: (row: StepNumbers) => string | number) => ({
    title,
    align: "right" as const,
    render: (_: unknown, row: StepNumbers) => of(row),
  });
  const columns: Columns<StepNumbers> = [
    { title: words.step, render: (_, row) => nameOf(row.step.name, locale) || row.step.key },
    number(words.done, (row) => row.done),
    number(words.open, (row) => row.open),
    number(words.stepCycle, (row) => lastingOrDash(row.cycle_median_ms, t)),
    number(words.waiting, (row) => lastingOrDash(row.waiting_median_ms, t)),
    number(words.onTime, (row) => share(row.on_time_share)),
    number(words.escalated, (row) => row.escalated),
    number(words.returned, (row) => row.returned),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by keyboard
    <section className={css.wide} tabIndex={0} aria-label={words.steps}>
      <DataTable
        label={words.steps}
        rows={steps}
        columns={columns}
        rowKey={(row) => row.step.key}
        empty={<Empty title={words.none} />}
      />
    </section>
  );
}
