// Who has read a notice and who has not: the latter first, since they are whom the sender will call.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { flowsApi, type NoticeReader } from "../api/flows";
import { toast } from "../app/toast";
import { Button, Failure, Skeleton } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { shortTime } from "../parts/due";
import { useSlowNow } from "../parts/time";
import { useText } from "../text";
import css from "./Notices.module.css";
import { groupReaders } from "./readers";

export function Readers({ id, title }: { id: string; title: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="small" icon="people" onClick={() => setOpen(true)}>
        {t.notices.readers}
      </Button>
      {isOpen && (
        <Dialog title={t.notices.readersOf(title)} wide onClose={() => setOpen(false)}>
          <ReaderList id={id} />
        </Dialog>
      )}
    </>
  );
}

function ReaderList({ id }: { id: string }) {
  const t = useText();
  const query = useQuery({ queryKey: ["notice", id], queryFn: () => flowsApi.notice(id), staleTime: 0 });
  if (query.isPending) return <Skeleton rows={5} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const must = query.data.notice.must_acknowledge;
  const groups = groupReaders(query.data.readers, must);
  const copy = async () => {
    await navigator.clipboard.writeText(groups.unread.map((one) => one.person.name).join("、"));
    toast.good(t.app.copied);
  };
  return (
    <div className={css.readers}>
      <Group title={t.notices.notYet(groups.unread.length)} readers={groups.unread}>
        <Button size="small" tone="quiet" onClick={() => void copy().catch(() => undefined)}>
          {t.notices.remindText}
        </Button>
      </Group>
      <Group title={t.notices.readOnly(groups.read.length)} readers={groups.read} />
      <Group title={(must ? t.notices.doneReaders : t.notices.readReaders)(groups.done.length)} readers={groups.done} />
    </div>
  );
}

function Group(props: { title: string; readers: NoticeReader[]; children?: React.ReactNode }) {
  const t = useText();
  const now = useSlowNow();
  if (props.readers.length === 0) return null;
  return (
    <section>
      <header>
        <h3>{props.title}</h3>
        {props.children}
      </header>
      <ul>
        {props.readers.map((one) => {
          const at = one.acknowledged_ms ?? one.read_ms;
          return (
            <li key={one.person.id}>
              <span>{one.person.name}</span>
              {at !== null && <time>{shortTime(at, now)}</time>}
              {at === null && t.notices.mail[one.mail] && <small>{t.notices.mail[one.mail]}</small>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
