// Notices: what is unread or must be acknowledged comes first; senders see who has read theirs, and who has not.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useGrant } from "../api/access";
import { flowsApi, type NoticeBox, type NoticeView, nameOf, rowsOf } from "../api/flows";
import { queryClient } from "../api/queries";
import { useNotices } from "../api/tasks";
import { may, useMe, whyNot } from "../app/session";
import { toast } from "../app/toast";
import { Button, classes, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { ChangeLink } from "../parts/ChangeLink";
import { shortTime } from "../parts/due";
import { shownOf } from "../parts/fieldWords";
import { Icon } from "../parts/Icon";
import { PlainPage } from "../parts/PlainPage";
import { useSlowNow } from "../parts/time";
import { Locked } from "../parts/Why";
import { ofTwoLines, useLocale, useText } from "../text";
import css from "./Notices.module.css";
import { byNeed } from "./order";
import { Readers } from "./ReaderDialog";
import { SendNotice } from "./SendNotice";

const BOXES = ["open", "all", "sent"] as const;

export default function Notices() {
  const t = useText();
  const me = useMe();
  const { box: asked, id } = useSearch({ from: "/inside/shell/notices" });
  const box: NoticeBox = BOXES.find((one) => one === asked) ?? "open";
  const notices = useNotices(box);
  const [isSending, setSending] = useState(false);
  const refusal = whyNot(me, "notice:send");
  return (
    <PlainPage
      title={t.notices.title}
      tools={
        <>
          <nav className={css.boxes} aria-label={t.notices.boxes}>
            {BOXES.filter((one) => one !== "sent" || may(me, "notice:send")).map((one) => (
              <Link
                key={one}
                to="/notices"
                search={{ box: one === "open" ? undefined : one }}
                className={classes(one === box && css.here)}
                aria-current={one === box ? "page" : undefined}
                activeProps={{}}
              >
                {t.notices[one]}
              </Link>
            ))}
          </nav>
          {may(me, "notice:send") && (
            <Button icon="send" onClick={() => setSending(true)}>
              {t.notices.send}
            </Button>
          )}
          {refusal && <Locked label={t.notices.send} reasons={refusal.reasons} right="notice:send" />}
        </>
      }
    >
      {notices.isPending && <Skeleton rows={8} />}
      {notices.isError && <Failure error={notices.error} retry={() => void notices.refetch()} />}
      {notices.data && <List key={box} box={box} rows={rowsOf(notices.data)} openId={id} />}
      {notices.hasNextPage && (
        <Button className={css.more} disabled={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
          {t.notices.more}
        </Button>
      )}
      {isSending && <SendNotice onClose={() => setSending(false)} />}
    </PlainPage>
  );
}

function List({ box, rows, openId }: { box: NoticeBox; rows: NoticeView[]; openId: string | undefined }) {
  const t = useText();
  const navigate = useNavigate();
  // What was read here stays in its place until the page is left, although it is unread no more.
  const [kept, setKept] = useState<NoticeView[]>([]);
  const shown = useMemo(() => {
    const fresh = new Map(rows.map((row) => [row.id, row]));
    const places = new Map(kept.map((row) => [row.id, row]));
    const all = [...new Map([...places, ...fresh]).values()];
    // Ordered by what they were when they came, so that nothing moves under the reader's hand.
    return all.sort((a, b) =>
      box === "sent" ? b.sent_ms - a.sent_ms : byNeed(places.get(a.id) ?? a, places.get(b.id) ?? b),
    );
  }, [rows, kept, box]);
  const keep = (row: NoticeView) =>
    setKept((before) => (before.some((one) => one.id === row.id) ? before : [...before, row]));
  const [now, setNow] = useState<Record<string, Partial<NoticeView>>>({});
  const empty = { open: t.notices.emptyOpen, all: t.notices.emptyAll, sent: t.notices.emptySent }[box];
  if (shown.length === 0) return <Empty title={empty} />;
  return (
    <ul className={css.list} aria-label={t.notices[box]}>
      {shown.map((row) => (
        <Notice
          key={row.id}
          notice={{ ...row, ...now[row.id] }}
          box={box}
          isOpen={row.id === openId}
          toggle={() =>
            void navigate({
              to: "/notices",
              search: { box: box === "open" ? undefined : box, id: row.id === openId ? undefined : row.id },
              replace: true,
            })
          }
          changed={(patch) => {
            keep(row);
            setNow((before) => ({ ...before, [row.id]: { ...before[row.id], ...patch } }));
            void queryClient.invalidateQueries({ queryKey: ["task-counts"] });
          }}
        />
      ))}
    </ul>
  );
}

function Notice(props: {
  notice: NoticeView;
  box: NoticeBox;
  isOpen: boolean;
  toggle: () => void;
  changed: (patch: Partial<NoticeView>) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const { notice, box, isOpen } = props;
  const [isBusy, setBusy] = useState(false);
  const isUnread = box !== "sent" && notice.read_ms === null;
  const waits = box !== "sent" && notice.must_acknowledge && notice.acknowledged_ms === null;

  const toggle = () => {
    props.toggle();
    if (isOpen || !isUnread) return;
    props.changed({ read_ms: now });
    // Nothing to tell the reader: it is tried again with the next look.
    flowsApi.readNotice(notice.id).catch(() => props.changed({ read_ms: null }));
  };
  const acknowledge = async () => {
    setBusy(true);
    try {
      await flowsApi.acknowledgeNotice(notice.id);
      props.changed({ read_ms: notice.read_ms ?? now, acknowledged_ms: now });
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className={classes(css.notice, isUnread && css.unread)}>
      <h2>
        <button type="button" aria-expanded={isOpen} className={css.line} onClick={toggle}>
          <span className={css.dot} data-unread={isUnread || undefined}>
            {isUnread && <span className="visually-hidden">{t.notices.unread}</span>}
          </span>
          <span className={css.subject} data-literal>
            {nameOf(notice.title, locale)}
          </span>
          {waits && <Tag tone="bad">{t.notices.must}</Tag>}
          {box === "sent" && (
            <Tag>
              {notice.must_acknowledge
                ? t.notices.count(notice.acknowledged_count, notice.reader_count)
                : t.units.people(notice.reader_count)}
            </Tag>
          )}
          <span className={css.from}>{notice.from?.name ?? t.notices.system}</span>
          <time>{shortTime(notice.sent_ms, now)}</time>
          <Icon name="down" size={16} />
        </button>
      </h2>
      {isOpen && (
        <div className={css.body}>
          <p className={css.text} data-literal>
            {notice.from === null ? ofTwoLines(notice.text, locale) : notice.text}
          </p>
          {notice.fields.length > 0 && (
            <dl>
              {notice.fields.map((field) => (
                <div key={field.key}>
                  <dt>{nameOf(field.label, locale)}</dt>
                  <dd>{shownOf(field, locale)}</dd>
                </div>
              ))}
            </dl>
          )}
          <div className={css.foot}>
            {waits && (
              <Button tone="primary" icon="finish" disabled={isBusy} onClick={() => void acknowledge()}>
                {t.notices.acknowledge}
              </Button>
            )}
            {box !== "sent" && <Status notice={notice} />}
            {notice.grant && box !== "sent" && <Extend grant={notice.grant} />}
            {notice.instance && (
              <Link to="/flows/instances/$id" params={{ id: notice.instance }}>
                {t.notices.instance}
              </Link>
            )}
            {box === "sent" && <Readers id={notice.id} title={nameOf(notice.title, locale)} />}
          </div>
        </div>
      )}
    </li>
  );
}

/** More time for a right that ends soon, in one click. Nothing while it is not the reader's to extend any more. */
function Extend({ grant }: { grant: string }) {
  const t = useText();
  const found = useGrant(grant).data?.grant;
  return found?.can.extend ? <ChangeLink grant={found} label={t.notices.extend} /> : null;
}

function Status({ notice }: { notice: NoticeView }) {
  const t = useText();
  const now = useSlowNow();
  if (notice.acknowledged_ms !== null && notice.must_acknowledge)
    return <span className={css.quiet}>✓ {t.notices.acknowledged(shortTime(notice.acknowledged_ms, now))}</span>;
  if (notice.read_ms !== null)
    return <span className={css.quiet}>{t.notices.read(shortTime(notice.read_ms, now))}</span>;
  return null;
}
