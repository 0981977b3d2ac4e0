// Instances in boxes: mine, those I took part in, my team's, what is overdue and why, all. The URL holds what is shown.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import {
  type InstanceBox,
  type InstanceRow,
  nameOf,
  type OpenStep,
  rowsOf,
  useFlows,
  useInstances,
} from "../api/flows";
import { may, useMe } from "../app/session";
import { Button, classes, Empty, Failure, Segmented, Skeleton, Tag } from "../parts/basics";
import { summaryOf } from "../parts/fieldWords";
import { dayWords, lasting } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Flows.module.css";
import { FlowsRoom, walkRows } from "./Room";
import { names } from "./storyWords";

/** Of overdue ones everybody sees at least the own. */
const OWN: InstanceBox[] = ["mine", "took", "overdue"];
const OTHERS: InstanceBox[] = ["team", "all"];

export default function Boxes() {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const search = useSearch({ from: "/inside/shell/flows/instances" });
  const navigate = useNavigate();
  const flows = useFlows();
  // Who reads reports follows the cases of others too; how far, the server says.
  const boxes = may(me, "report:view") ? [...OWN, ...OTHERS] : OWN;
  const box = boxes.find((one) => one === search.box) ?? "mine";
  const list = useInstances({ box, flow: search.flow, state: search.state });
  const rows = rowsOf(list.data);
  const collator = new Intl.Collator(locale);
  const byName = [...(flows.data?.items ?? [])].sort((a, b) =>
    collator.compare(nameOf(a.name, locale), nameOf(b.name, locale)),
  );
  const words = t.flows.boxes;
  const change = (patch: Partial<typeof search>) =>
    void navigate({ to: "/flows/instances", search: { ...search, ...patch }, replace: true });
  const isFiltered = Boolean(search.flow || search.state);
  return (
    <FlowsRoom>
      <div className={css.filters}>
        <div className={css.boxes}>
          <Segmented
            label={words.box}
            value={box}
            options={boxes.map((one) => ({ value: one, label: words[one] }))}
            onChange={(next) => change({ box: next === "mine" ? undefined : next })}
          />
        </div>
        <select
          aria-label={words.flow}
          className={css.select}
          value={search.flow ?? ""}
          onChange={(event) => change({ flow: event.target.value || undefined })}
        >
          <option value="">{words.anyFlow}</option>
          {byName.map((flow) => (
            <option key={flow.key} value={flow.key}>
              {nameOf(flow.name, locale)}
            </option>
          ))}
        </select>
        {box !== "overdue" && (
          <select
            aria-label={words.state}
            className={css.select}
            value={search.state ?? ""}
            onChange={(event) => change({ state: event.target.value || undefined })}
          >
            <option value="">{words.anyState}</option>
            <option value="open">{words.stateOpen}</option>
            <option value="ended">{words.stateEnded}</option>
          </select>
        )}
      </div>
      {list.isPending && <Skeleton rows={8} />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <Empty title={words.none} hint={isFiltered ? words.filtered : words.noneHints[box]} />
      )}
      {rows.length > 0 && (
        <>
          <ul className={lists.rows} onKeyDown={walkRows} aria-label={words[box]}>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
          <p className={lists.more}>
            {list.hasNextPage ? (
              <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {words.more}
              </Button>
            ) : (
              words.end
            )}
          </p>
        </>
      )}
    </FlowsRoom>
  );
}

function Row({ row }: { row: InstanceRow }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const words = t.flows.boxes;
  const started = dayWords(row.started_ms, now, t);
  return (
    <li>
      <Link to="/flows/instances/$id" params={{ id: row.id }} className={css.instance} data-row>
        <span>
          <strong>{nameOf(row.flow.name, locale)}</strong> <small>{words.number(row.number)}</small>
          <br />
          <span className={css.summary}>{summaryOf(row.summary, locale)}</span>
          {row.summary.length > 0 && <br />}
          <small>{row.applicant ? words.by(row.applicant.name, started) : words.bySystem(started)}</small>
        </span>
        <span>
          {row.open.map((step) => (
            <Waits key={step.task} step={step} />
          ))}
          {row.ended_ms === null && row.open.length === 0 && <small>{words.running}</small>}
          {row.ended_ms !== null && <small>{dayWords(row.ended_ms, now, t)}</small>}
        </span>
        <span className={lists.right}>
          <StateTag row={row} />
        </span>
      </Link>
    </li>
  );
}

export function StateTag({ row }: { row: Pick<InstanceRow, "ended_ms" | "end" | "is_overdue"> }) {
  const t = useText();
  const locale = useLocale();
  if (row.ended_ms !== null)
    return <Tag>{row.end ? nameOf(row.end.name, locale) || row.end.key : t.flows.instance.state.ended}</Tag>;
  if (row.is_overdue) return <Tag tone="bad">{t.flows.instance.state.overdue}</Tag>;
  return <Tag tone="good">{t.flows.instance.state.open}</Tag>;
}

/** Who it waits for and since when: for an overdue one this is the reason. */
function Waits({ step }: { step: OpenStep }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const words = t.flows.boxes;
  const name = nameOf(step.step.name, locale);
  const since = dayWords(step.opened_ms, now, t);
  const isLate = step.due_ms !== null && step.due_ms < now;
  const clock =
    step.due_ms === null
      ? words.noDue
      : isLate
        ? words.late(lasting(now - step.due_ms, t))
        : words.due(dayWords(step.due_ms, now, t));
  return (
    <span style={{ display: "block" }}>
      {step.people.length > 0
        ? words.waits({ people: names(step.people, locale), step: name, since })
        : words.waitsOwner({ step: name, since })}
      <br />
      <small className={classes(isLate && lists.late)}>{clock}</small>
    </span>
  );
}
