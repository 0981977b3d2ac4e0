// Who works here. Those who may can disable and enable an account; everybody else sees why not.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { accountApi, useDoor } from "../api/account";
import { api, usePeople } from "../api/queries";
import type { PersonRow } from "../api/types";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { type Columns, DataTable, Page } from "../parts/console";
import { Dialog, DialogActions } from "../parts/Dialog";
import { roleName, teamName } from "../parts/factWords";
import { isFoundBy } from "../parts/pinyin";
import { StopButton } from "../parts/StopButton";
import { useNames } from "../parts/useNames";
import { useReach } from "../parts/useReach";
import { WhyButton } from "../parts/Why";
import { useText } from "../text";
import { Identities } from "./Identities";

export default function People() {
  const t = useText();
  const names = useNames();
  const { q = "" } = useSearch({ from: "/inside/shell/people" });
  const navigate = useNavigate();
  const me = useMe();
  const people = usePeople();
  const [disabling, setDisabling] = useState<PersonRow | null>(null);
  const [linking, setLinking] = useState<PersonRow | null>(null);
  const collator = useMemo(() => new Intl.Collator(names.locale), [names.locale]);
  const rows = (people.data?.items ?? [])
    .filter((row) =>
      [row.name, row.username, teamName(names, row.team), ...row.roles.map((role) => roleName(names, role))].some(
        (word) => isFoundBy(q, word),
      ),
    )
    .sort((a, b) => Number(b.is_active) - Number(a.is_active) || collator.compare(a.name, b.name));
  return (
    <Page
      title={t.people.title}
      note={t.people.count(rows.length)}
      tools={
        <>
          {may(me, "flow:start") && (
            <>
              <Link to="/flows/$key/start" params={{ key: "account-opening" }}>
                {t.account.open}
              </Link>
              <Link to="/flows/$key/start" params={{ key: "account-move" }}>
                {t.account.move}
              </Link>
            </>
          )}
          <input
            type="search"
            style={{ width: 288 }}
            aria-label={t.people.search}
            placeholder={t.people.search}
            value={q}
            onChange={(event) =>
              void navigate({
                to: "/people",
                search: event.target.value ? { q: event.target.value } : {},
                replace: true,
              })
            }
          />
        </>
      }
    >
      {people.isPending && <Skeleton rows={12} />}
      {people.isError && <Failure error={people.error} retry={() => void people.refetch()} />}
      {people.data && <List rows={rows} disable={setDisabling} link={setLinking} />}
      {linking && <Identities person={linking} onClose={() => setLinking(null)} />}
      {disabling && <Disable person={disabling} onClose={() => setDisabling(null)} />}
    </Page>
  );
}

function List(props: { rows: PersonRow[]; disable: (row: PersonRow) => void; link: (row: PersonRow) => void }) {
  const { rows, disable } = props;
  const offersSignOn = (useDoor().data?.sign_on.length ?? 0) > 0;
  const t = useText();
  const names = useNames();
  const me = useMe();
  const has = useReach();
  const client = useQueryClient();
  const enable = async (row: PersonRow) => {
    try {
      await api.setPersonActive(row.id, true);
      toast.good(t.people.enabled(row.name));
      await client.invalidateQueries({ queryKey: ["people"] });
    } catch (error) {
      toast.problem(error);
    }
  };
  const endSessions = async (row: PersonRow) => {
    try {
      await accountApi.endSessionsOf(row.id);
      toast.good(t.account.sessionsEnded(row.name));
    } catch (error) {
      toast.problem(error);
    }
  };
  const columns: Columns<PersonRow> = [
    { title: t.people.name, width: 140, render: (_, row) => <strong style={{ fontWeight: 500 }}>{row.name}</strong> },
    { title: t.people.username, width: 140, dataIndex: "username" },
    { title: t.people.roles, render: (_, row) => row.roles.map((role) => roleName(names, role)).join(" · ") },
    { title: t.people.team, width: 140, render: (_, row) => teamName(names, row.team) },
    {
      title: t.account.employmentTitle,
      width: 100,
      render: (_, row) => t.account.employment[row.employment ?? ""] ?? "",
    },
    {
      title: t.people.status,
      width: 110,
      render: (_, row) =>
        row.is_active ? <Tag tone="good">{t.people.active}</Tag> : <Tag tone="bad">{t.people.inactive}</Tag>,
    },
    {
      title: <span className="visually-hidden">{t.people.status}</span>,
      width: offersSignOn ? 460 : 380,
      align: "right",
      render: (_, row) => (
        <span style={{ display: "inline-flex", gap: 12, alignItems: "center", whiteSpace: "nowrap" }}>
          {may(me, "call:view") && (
            <Link to="/calls" search={{ agent: row.id }}>
              {t.people.calls}
            </Link>
          )}
          {has("access:suspend") && (
            <Link to="/access/people/$id" params={{ id: row.id }}>
              {t.people.rights}
            </Link>
          )}
          {row.is_active && <StopButton person={row} />}
          {may(me, "people:manage") &&
            (row.allowed?.manage && !row.allowed.manage.allowed ? (
              <WhyButton reasons={row.allowed.manage.reasons} />
            ) : row.is_active ? (
              <>
                {offersSignOn && (
                  <Button size="small" tone="quiet" onClick={() => props.link(row)}>
                    {t.account.signOn}
                  </Button>
                )}
                <Button size="small" tone="quiet" onClick={() => void endSessions(row)}>
                  {t.account.endSessions}
                </Button>
                <Button size="small" tone="quiet" onClick={() => disable(row)}>
                  {t.people.disable}
                </Button>
              </>
            ) : (
              <Button size="small" tone="quiet" onClick={() => void enable(row)}>
                {t.people.enable}
              </Button>
            ))}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      label={t.people.title}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      empty={<Empty title={t.people.none} />}
    />
  );
}

function Disable({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const disable = async () => {
    setBusy(true);
    try {
      await api.setPersonActive(person.id, false);
      toast.good(t.people.disabled(person.name));
      await client.invalidateQueries({ queryKey: ["people"] });
      onClose();
    } catch (error) {
      toast.problem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.people.disableTitle(person.name)} onClose={onClose}>
      <p>{t.people.disableEffect}</p>
      <DialogActions>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button tone="danger" disabled={isBusy} onClick={() => void disable()}>
          {t.people.disable}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
