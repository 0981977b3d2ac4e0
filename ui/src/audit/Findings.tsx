// Findings of the audit: who answers for each, by when, and where it stands.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { type FindingView, useFindings } from "../api/audit";
import { nameOf } from "../api/flows";
import { Button, Empty, Failure, Segmented, Skeleton, Tag } from "../parts/basics";
import lists from "../parts/lists.module.css";
import { useLocale, useText } from "../text";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";
import { FindingDialog } from "./FindingDialog";
import { AuditRoom } from "./Room";

const STATES = ["open", "closed", "all"] as const;
type State = (typeof STATES)[number];

export default function Findings() {
  const w = useAuditText().findings;
  const search = useSearch({ from: "/inside/shell/audit/findings" });
  const navigate = useNavigate();
  const findings = useFindings();
  const [isReporting, setReporting] = useState(false);
  const state: State = STATES.find((one) => one === search.state) ?? "all";
  const rows = (findings.data?.items ?? []).filter(
    (one) => state === "all" || (one.ended_ms === null) === (state === "open"),
  );
  return (
    <AuditRoom
      tools={
        <Button icon="plus" onClick={() => setReporting(true)}>
          {w.new}
        </Button>
      }
    >
      <div className={css.filters}>
        <Segmented
          label={w.state}
          value={state}
          options={STATES.map((one) => ({ value: one, label: w[one] }))}
          onChange={(next) => void navigate({ to: "/audit/findings", search: { state: next }, replace: true })}
        />
      </div>
      {findings.isPending && <Skeleton rows={6} />}
      {findings.isError && <Failure error={findings.error} retry={() => void findings.refetch()} />}
      {findings.data && rows.length === 0 && <Empty title={w.none} hint={w.noneHint} />}
      {rows.length > 0 && (
        <ul className={lists.rows} aria-label={w.state}>
          {rows.map((one) => (
            <Line key={one.instance} one={one} />
          ))}
        </ul>
      )}
      {isReporting && <FindingDialog about={{}} onClose={() => setReporting(false)} />}
    </AuditRoom>
  );
}

const TONES: Record<string, "bad" | "warn" | undefined> = { high: "bad", medium: "warn" };

function Line({ one }: { one: FindingView }) {
  const t = useText();
  const w = useAuditText().findings;
  const locale = useLocale();
  const due = one.is_overdue ? w.overdue(one.due_on) : w.due(one.due_on);
  return (
    <li>
      <Link className={lists.row} data-row to="/flows/instances/$id" params={{ id: one.instance }}>
        <span>
          <strong>{one.finding}</strong>
          <small>
            {t.flows.boxes.number(one.number)} · {one.responsible && w.responsible(one.responsible.name)}
          </small>
        </span>
        <span className={one.is_overdue && one.ended_ms === null ? lists.late : undefined}>
          {one.ended_ms === null ? `${one.step ? nameOf(one.step.name, locale) : ""} · ${due}` : due}
        </span>
        <span className={lists.right}>
          <Tag tone={TONES[one.grade]}>{w.grade[one.grade] ?? one.grade}</Tag>{" "}
          <Tag tone={one.ended_ms === null ? "good" : undefined}>
            {one.ended_ms === null ? w.open : one.end ? nameOf(one.end.name, locale) : w.closed}
          </Tag>
        </span>
      </Link>
    </li>
  );
}
