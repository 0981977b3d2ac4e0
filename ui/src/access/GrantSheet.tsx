// One right for a time, whole: what it covers, everybody who agreed, each use, its story, and its end.

import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  accessApi,
  forgetRights,
  type GrantDetail,
  type GrantEvent,
  type GrantUse,
  type GrantView,
  useGrant,
} from "../api/access";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, Failure, Skeleton, Tag } from "../parts/basics";
import { ChangeLink } from "../parts/ChangeLink";
import { Dialog } from "../parts/Dialog";
import { fullTime } from "../parts/format";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useSlowNow } from "../parts/time";
import { Approvals } from "../parts/Why";
import { named, ofTwoLines, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import css from "./Access.module.css";
import { Fact, GrantStateTag, Left, SensitivityTag, useCapability } from "./Parts";

export default function GrantSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const w = useAccessText();
  const grant = useGrant(id);
  return (
    <Dialog title={w.register.detail} wide onClose={onClose}>
      {grant.isPending && <Skeleton rows={8} />}
      {grant.isError && <Failure error={grant.error} retry={() => void grant.refetch()} />}
      {grant.data && <Whole of={grant.data} />}
    </Dialog>
  );
}

function Whole({ of }: { of: GrantDetail }) {
  const w = useAccessText().register;
  const { grant } = of;
  return (
    <div className={css.sheetBody}>
      <Head grant={grant} />
      <section>
        <h3>{w.approvals}</h3>
        {grant.approvals.length > 0 ? <Approvals grant={grant} /> : <p className={lists.quiet}>{w.noApprovals}</p>}
      </section>
      <section>
        <h3>{w.uses}</h3>
        {of.used.length > 0 ? <Uses used={of.used} /> : <p className={lists.quiet}>{w.noUses}</p>}
      </section>
      <section>
        <h3>{w.story}</h3>
        <ol className={css.events}>
          {of.story.map((event) => (
            <Event key={`${event.at_ms} ${event.what}`} event={event} />
          ))}
        </ol>
      </section>
    </div>
  );
}

function Uses({ used }: { used: GrantUse[] }) {
  const w = useAccessText().register;
  const isReader = may(useMe(), "journal:view");
  return (
    <ol className={css.events}>
      {used.map((use) => (
        <li key={use.seq}>
          <time dateTime={new Date(use.at_ms).toISOString()}>{fullTime(use.at_ms)}</time>
          <span>{w.useKinds[use.kind] ?? use.kind}</span>
          {isReader && (
            <Link to="/journal" search={{ after: String(use.seq - 1) }}>
              {w.inJournal(use.seq)}
            </Link>
          )}
        </li>
      ))}
    </ol>
  );
}

function Event({ event }: { event: GrantEvent }) {
  const t = useText();
  const w = useAccessText().register;
  return (
    <li>
      <time dateTime={new Date(event.at_ms).toISOString()}>{fullTime(event.at_ms)}</time>
      <span>
        {w.events[event.what] ?? event.what}
        {event.text && (
          <>
            {t.app.colon}
            <span data-literal>{event.text}</span>
          </>
        )}
      </span>
      <span className={lists.quiet}>{event.by?.name ?? t.actor.system}</span>
    </li>
  );
}

function Head({ grant }: { grant: GrantView }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const now = useSlowNow();
  const capability = useCapability();
  const words = w.register;
  const at = (ms: number) => dayWords(ms, now, t);
  return (
    <section>
      <p className={lists.name}>
        <strong>{capability(grant)}</strong>
        <SensitivityTag of={grant.sensitivity} />
        <GrantStateTag state={grant.state} />
        {grant.is_joint && <Tag>{w.joint}</Tag>}
        {grant.is_break_glass && <Tag tone="bad">{w.emergency}</Tag>}
      </p>
      <dl className={css.fields}>
        <Fact name={w.columns.person}>
          <Link to="/access/people/$id" params={{ id: grant.person.id }}>
            {grant.person.name}
          </Link>
        </Fact>
        <Fact name={words.scope}>{named(grant.scope, locale)}</Fact>
        <Fact name={w.columns.span}>
          {at(grant.from_ms)} – {at(grant.until_ms)} <Left grant={grant} />
        </Fact>
        <Fact name={words.why}>{grant.why}</Fact>
        {grant.cautions && <Fact name={words.cautions}>{ofTwoLines(grant.cautions, locale)}</Fact>}
        {grant.revoked && (
          <Fact name={w.state.revoked ?? ""}>
            {words.revokedLine({
              by: grant.revoked.by?.name ?? t.actor.system,
              when: at(grant.revoked.at_ms),
              reason: grant.revoked.reason,
            })}
          </Fact>
        )}
        {grant.replaces && (
          <Fact name={words.replaces}>
            <Link to="/access/register" search={{ id: grant.replaces }}>
              …{grant.replaces.slice(-6)}
            </Link>
          </Fact>
        )}
      </dl>
      <p className={lists.acts} style={{ justifyContent: "flex-start", marginTop: 12 }}>
        {grant.instance && (
          <Link className={lists.link} to="/flows/instances/$id" params={{ id: grant.instance }}>
            {words.request}
          </Link>
        )}
        {grant.can.extend && <ChangeLink grant={grant} label={words.change} />}
        {grant.can.revoke && <Revoke grant={grant} />}
      </p>
    </section>
  );
}

function Revoke({ grant }: { grant: GrantView }) {
  const w = useAccessText().register;
  const capability = useCapability();
  const [isOpen, setOpen] = useState(false);
  const what = { person: grant.person.name, right: capability(grant) };
  return (
    <>
      <Button tone="danger" size="small" onClick={() => setOpen(true)}>
        {w.revoke}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={w.revokeTitle(what)}
          effect={w.revokeEffect}
          label={w.revokeReason}
          missing={w.revokeReason}
          submit={w.revoke}
          isDanger
          onClose={() => setOpen(false)}
          act={async (reason) => {
            await accessApi.revoke(grant.id, reason);
            toast.good(w.revoked(what));
            forgetRights();
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
