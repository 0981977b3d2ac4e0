// A sample: its items, and of each everything that is known of it on one page, in order of time.

import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import dayjs from "dayjs";
import { type EvidenceItem, type SampleDetail, useSample } from "../api/audit";
import { Button, classes, Empty, Failure, Skeleton } from "../parts/basics";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";
import { Evidence } from "./Evidence";
import { AuditRoom, dayText } from "./Room";
import { itemWords } from "./words";

export default function Sample() {
  const { id } = useParams({ from: "/inside/shell/audit/samples/$id" });
  const w = useAuditText();
  const sample = useSample(id);
  return (
    <AuditRoom
      tools={
        <Link className={lists.link} to="/audit">
          {w.sample.back}
        </Link>
      }
    >
      {sample.isPending && <Skeleton rows={8} />}
      {sample.isError && <Failure error={sample.error} retry={() => void sample.refetch()} />}
      {sample.data && <Whole of={sample.data} />}
    </AuditRoom>
  );
}

function Whole({ of }: { of: SampleDetail }) {
  const w = useAuditText();
  const { item: asked } = useSearch({ from: "/inside/shell/audit/samples/$id" });
  const navigate = useNavigate();
  const { sample, items } = of;
  const at = items.findIndex((one) => String(one.fact) === asked);
  const shown = items[at];
  const go = (place: number) =>
    void navigate({
      to: "/audit/samples/$id",
      params: { id: sample.id },
      search: { item: String(items[place]?.fact ?? "") },
      replace: true,
    });
  return (
    <>
      <p className={lists.intro}>
        <strong>{w.of[sample.of] ?? sample.of}</strong> · {dayText(dayjs(sample.from_ms))} –{" "}
        {dayText(dayjs(sample.until_ms - 1))} · {w.samples.drawn(sample.drawn.length, sample.population)} ·{" "}
        {w.sample.seed} <code>{sample.seed}</code>
      </p>
      {items.length === 0 && <Empty title={w.sample.none} />}
      {items.length > 0 && (
        <div className={css.columns}>
          <nav aria-label={w.sample.items}>
            <ol className={lists.rows}>
              {items.map((one, place) => (
                <Item key={one.fact} item={one} isHere={place === at} open={() => go(place)} />
              ))}
            </ol>
          </nav>
          <div>
            {shown ? (
              <>
                <p className={css.walk}>
                  <span className={lists.quiet}>{w.sample.place(at + 1, items.length)}</span>
                  <Button size="small" disabled={at === 0} onClick={() => go(at - 1)}>
                    {w.sample.previous}
                  </Button>
                  <Button size="small" disabled={at === items.length - 1} onClick={() => go(at + 1)}>
                    {w.sample.next}
                  </Button>
                </p>
                <Evidence key={shown.fact} item={shown} sample={sample.id} />
              </>
            ) : (
              <Empty title={w.sample.choose} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function Item({ item, isHere, open }: { item: EvidenceItem; isHere: boolean; open: () => void }) {
  const t = useText();
  const w = useAuditText();
  const locale = useLocale();
  const now = useSlowNow();
  return (
    <li>
      <button
        type="button"
        className={classes(css.item, isHere && lists.chosen)}
        aria-current={isHere ? "true" : undefined}
        onClick={open}
      >
        <strong>{item.person?.name ?? item.by?.name ?? t.actor.system}</strong>
        <span className={lists.quiet}>{dayWords(item.at_ms, now, t)}</span>
        <span className={css.what} data-literal>
          {itemWords(item, t, w, locale)}
        </span>
      </button>
    </li>
  );
}
