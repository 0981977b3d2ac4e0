// The frame of the audit: samples, findings, the proof of the journal; the report is made from here.

import dayjs from "dayjs";
import { type ReactNode, useState } from "react";
import { auditApi } from "../api/audit";
import { Button } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import lists from "../parts/lists.module.css";
import { PlainPage } from "../parts/PlainPage";
import { Tabs } from "../parts/Tabs";
import { useAuditText } from "../text/audit";
import css from "./Audit.module.css";

const TABS = [
  { key: "samples", to: "/audit" },
  { key: "findings", to: "/audit/findings" },
  { key: "proof", to: "/audit/proof" },
] as const;

/** What a report covers unless told otherwise. */
const MONTHS = 3;

export function AuditRoom(props: { intro?: string; tools?: ReactNode; children: ReactNode }) {
  const w = useAuditText();
  const [isReporting, setReporting] = useState(false);
  return (
    <PlainPage
      title={w.title}
      note={w.note}
      tools={
        <>
          {props.tools}
          <Button icon="download" onClick={() => setReporting(true)}>
            {w.report.title}
          </Button>
        </>
      }
    >
      <Tabs label={w.title} tabs={TABS.map((tab) => ({ to: tab.to, label: w.tabs[tab.key] }))} />
      {props.intro && <p className={lists.intro}>{props.intro}</p>}
      {props.children}
      {isReporting && <Report onClose={() => setReporting(false)} />}
    </PlainPage>
  );
}

export function DayField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label>
      <span>{props.label}</span>
      <input type="date" value={props.value} onChange={(event) => props.onChange(event.target.value)} />
    </label>
  );
}

/** The period of whole local days, both ends included; null: it has no days. */
export function spanOf(from: string, until: string): { from_ms: number; until_ms: number } | null {
  const [first, last] = [dayjs(from), dayjs(until)];
  if (!first.isValid() || !last.isValid() || last.isBefore(first)) return null;
  return { from_ms: first.startOf("day").valueOf(), until_ms: last.startOf("day").add(1, "day").valueOf() };
}

export const dayText = (at: dayjs.Dayjs): string => at.format("YYYY-MM-DD");

function Report({ onClose }: { onClose: () => void }) {
  const w = useAuditText();
  const [from, setFrom] = useState(dayText(dayjs().subtract(MONTHS, "month")));
  const [until, setUntil] = useState(dayText(dayjs()));
  const span = spanOf(from, until);
  return (
    <Dialog title={w.report.title} onClose={onClose}>
      <div className={lists.form}>
        <p>{w.report.intro}</p>
        <div className={css.days}>
          <DayField label={w.samples.from} value={from} onChange={setFrom} />
          <DayField label={w.samples.until} value={until} onChange={setUntil} />
        </div>
        {span === null ? (
          <p className={lists.wrong} role="alert">
            {w.samples.wrongDates}
          </p>
        ) : (
          <p className={css.downloads}>
            {(["pdf", "xlsx"] as const).map((format) => (
              <a
                key={format}
                className={lists.link}
                href={auditApi.reportUrl(format, span.from_ms, span.until_ms)}
                download
              >
                <Icon name="download" size={18} />
                {w.report[format]}
              </a>
            ))}
          </p>
        )}
      </div>
    </Dialog>
  );
}
