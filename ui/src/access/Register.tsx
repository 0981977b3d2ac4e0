// The register of rights for a time (AUTH-36): who holds what, until when, who agreed, and whether it is used.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { type GrantView, useGrants } from "../api/access";
import { rowsOf } from "../api/flows";
import { useConfig } from "../api/queries";
import { classes, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { named, useLocale, useText } from "../text";
import { useAccessText } from "../text/access";
import { GrantStateTag, Left, More, Pick, SensitivityTag, useCapability } from "./Parts";
import { AccessRoom } from "./Room";

const GrantSheet = lazy(() => import("./GrantSheet"));

const STATES = ["live", "coming", "expired", "revoked", "replaced"];

export default function Register() {
  const w = useAccessText();
  const locale = useLocale();
  const search = useSearch({ from: "/inside/shell/access/register" });
  const navigate = useNavigate();
  const config = useConfig().data;
  const { id, ...filter } = search;
  const grants = useGrants(filter);
  const rows = rowsOf(grants.data);
  const change = (patch: Partial<typeof search>) =>
    void navigate({ to: "/access/register", search: { ...search, ...patch }, replace: true });
  const words = w.register;
  return (
    <AccessRoom intro={words.intro}>
      <div className={lists.filters}>
        <Pick
          label={w.columns.state}
          any={words.any.state}
          value={search.state}
          choices={STATES.map((state) => ({ value: state, label: w.state[state] ?? state }))}
          onChange={(state) => change({ state })}
        />
        <Pick
          label={w.columns.person}
          any={words.any.person}
          value={search.person}
          choices={(config?.people ?? []).map((one) => ({ value: one.id, label: one.name || one.username }))}
          onChange={(person) => change({ person })}
        />
        <Pick
          label={w.columns.right}
          any={words.any.capability}
          value={search.capability}
          choices={(config?.capabilities ?? [])
            .filter((one) => one.can_be_asked_for)
            .map((one) => ({ value: one.id, label: named(one, locale) }))}
          onChange={(capability) => change({ capability })}
        />
      </div>
      {grants.isPending && <Skeleton rows={8} />}
      {grants.isError && <Failure error={grants.error} retry={() => void grants.refetch()} />}
      {grants.data && rows.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      {rows.length > 0 && (
        <ul className={lists.rows} aria-label={w.tabs.register}>
          {rows.map((grant) => (
            <GrantRow key={grant.id} grant={grant} isOpen={grant.id === id} open={() => change({ id: grant.id })} />
          ))}
        </ul>
      )}
      {rows.length > 0 && (
        <More
          count={rows.length}
          hasMore={grants.hasNextPage}
          isBusy={grants.isFetchingNextPage}
          more={() => void grants.fetchNextPage()}
        />
      )}
      {id && (
        <Suspense fallback={null}>
          <GrantSheet id={id} onClose={() => change({ id: undefined })} />
        </Suspense>
      )}
    </AccessRoom>
  );
}

function GrantRow({ grant, isOpen, open }: { grant: GrantView; isOpen: boolean; open: () => void }) {
  const t = useText();
  const w = useAccessText();
  const locale = useLocale();
  const now = useSlowNow();
  const capability = useCapability();
  const agreed = grant.approvals.map((one) => one.person.name).join(t.app.listed);
  return (
    <li>
      <button type="button" className={classes(lists.row, lists.opens, isOpen && lists.chosen)} data-row onClick={open}>
        <span>
          <span className={lists.name}>
            <strong>{grant.person.name}</strong>
            {capability(grant)}
            <SensitivityTag of={grant.sensitivity} />
            {grant.is_joint && <Tag>{w.joint}</Tag>}
            {grant.is_break_glass && <Tag tone="bad">{w.emergency}</Tag>}
          </span>
          <small>
            {named(grant.scope, locale)}
            {agreed && ` · ${w.columns.approved}${t.app.colon}${agreed}`}
          </small>
        </span>
        <span>
          {dayWords(grant.from_ms, now, t)} – {dayWords(grant.until_ms, now, t)} <Left grant={grant} />
          <br />
          <small>
            {grant.last_used_ms === null
              ? w.never
              : `${w.columns.lastUse} ${dayWords(grant.last_used_ms, now, t)} · ${w.usedTimes(grant.uses)}`}
          </small>
        </span>
        <GrantStateTag state={grant.state} />
      </button>
    </li>
  );
}
