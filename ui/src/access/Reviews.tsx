// Reviews of rights (AUTH-27): how far each is, who still has to answer, and every right with what was decided of it.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import dayjs from "dayjs";
import { type ReviewItemView, type ReviewView, useReview, useReviews } from "../api/access";
import { useMe } from "../app/session";
import { Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";
import { SensitivityTag, useCapability } from "./Parts";
import { AccessRoom } from "./Room";

/** Those by whom the flow may be started. */
const STARTERS = ["permission_admin", "manager"];

export default function Reviews() {
  const w = useAccessText().reviews;
  const me = useMe();
  const { id } = useSearch({ from: "/inside/shell/access/reviews" });
  const navigate = useNavigate();
  const reviews = useReviews();
  const rows = reviews.data?.items ?? [];
  const open = (next: string | undefined) =>
    void navigate({ to: "/access/reviews", search: next ? { id: next } : {}, replace: true });
  return (
    <AccessRoom
      intro={w.intro}
      tools={
        me.person.roles.some((role) => STARTERS.includes(role)) && (
          <Link className={lists.link} to="/flows/$key/start" params={{ key: "access-review" }} search={{}}>
            {w.start}
          </Link>
        )
      }
    >
      {reviews.isPending && <Skeleton rows={5} />}
      {reviews.isError && <Failure error={reviews.error} retry={() => void reviews.refetch()} />}
      {reviews.data && rows.length === 0 && <Empty title={w.none} hint={w.noneHint} />}
      {rows.length > 0 && (
        <ul className={lists.rows} aria-label={w.intro}>
          {rows.map((one) => (
            <Line key={one.instance} one={one} open={() => open(one.instance)} />
          ))}
        </ul>
      )}
      {id && <Whole id={id} onClose={() => open(undefined)} />}
    </AccessRoom>
  );
}

function Line({ one, open }: { one: ReviewView; open: () => void }) {
  const t = useText();
  const w = useAccessText().reviews;
  const now = useSlowNow();
  return (
    <li>
      <button type="button" className={`${lists.row} ${lists.opens}`} onClick={open}>
        <span>
          <strong>{one.title}</strong>
          <small style={{ display: "block" }}>
            {one.until && w.due(dayWords(dayjs(one.until).valueOf(), now, t))}
            {one.by && ` · ${one.by.name}`}
          </small>
        </span>
        <span>
          <Progress done={one.decided} all={one.items} />
          {w.progress(one.decided, one.items)}
        </span>
        <Tag tone={one.ended_ms === null ? "good" : undefined}>
          {one.ended_ms === null ? w.state.open : w.state.done}
        </Tag>
      </button>
    </li>
  );
}

function Progress({ done, all }: { done: number; all: number }) {
  return (
    <span className={css.meter} aria-hidden="true" style={{ display: "block" }}>
      <i style={{ width: `${all === 0 ? 0 : (100 * done) / all}%` }} />
    </span>
  );
}

function Whole({ id, onClose }: { id: string; onClose: () => void }) {
  const w = useAccessText();
  const detail = useReview(id);
  return (
    <Dialog title={detail.data?.review.title ?? w.tabs.reviews} wide onClose={onClose}>
      {detail.isPending && <Skeleton rows={8} />}
      {detail.isError && <Failure error={detail.error} retry={() => void detail.refetch()} />}
      {detail.data && (
        <div className={css.sheetBody}>
          <p>
            {w.reviews.progress(detail.data.review.decided, detail.data.review.items)}{" "}
            <Link to="/flows/instances/$id" params={{ id }}>
              {w.openCase}
            </Link>
          </p>
          <section>
            <h3>{w.reviews.reviewers}</h3>
            <ul className={lists.rows}>
              {detail.data.review.reviewers.map((one) => (
                <li key={one.person.id} className={lists.row}>
                  <strong>{one.person.name}</strong>
                  <Progress done={one.decided} all={one.items} />
                  <small>{w.reviews.progress(one.decided, one.items)}</small>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h3>{w.reviews.items}</h3>
            <ul className={lists.rows} aria-label={w.reviews.items}>
              {detail.data.items.map((item) => (
                <Item key={item.item} item={item} />
              ))}
            </ul>
          </section>
        </div>
      )}
    </Dialog>
  );
}

function Item({ item }: { item: ReviewItemView }) {
  const t = useText();
  const w = useAccessText();
  const now = useSlowNow();
  const capability = useCapability();
  const verdict = item.verdict ? (w.reviews.decided[item.verdict] ?? item.verdict) : w.reviews.pending;
  return (
    <li className={lists.row}>
      <span>
        <span className={lists.name}>
          <strong>{item.holder.name}</strong> {capability(item)}
          <SensitivityTag of={item.sensitivity} />
        </span>
        <small>
          {w.reviews.peers(item.peers_percent)} ·{" "}
          {item.last_used_ms === null ? w.never : `${w.columns.lastUse} ${dayWords(item.last_used_ms, now, t)}`}
        </small>
      </span>
      <small>
        {item.decided_by ? `${item.decided_by.name}` : item.reviewer.name}
        {item.why && ` · ${item.why}`}
      </small>
      <Tag tone={item.verdict === "revoke" ? "bad" : item.verdict === "keep" ? "good" : undefined}>{verdict}</Tag>
    </li>
  );
}
