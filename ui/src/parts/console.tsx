// antd, thinly: the only place that imports its Table, Select, DatePicker and Drawer, dressed in our tokens.
// Rooms of the console use these; the desk and the wallboard do not load them.

import { ConfigProvider, DatePicker, Drawer, Select, Table, type TableColumnsType, theme } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import updateLocale from "dayjs/plugin/updateLocale";
import { type KeyboardEvent, type ReactNode, useMemo } from "react";
import { antdTokens, useIsDark } from "../app/theme";
import { useLocale, useText } from "../text";
import css from "./console.module.css";
import { isFoundBy } from "./pinyin";

dayjs.extend(updateLocale);
dayjs.updateLocale("en", { weekStart: 1 });

/** Wraps a room that uses antd. */
export function Console({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const isDark = useIsDark();
  const config = useMemo(
    () => ({
      token: antdTokens(isDark),
      algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
      components: {
        Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 12, headerBg: "transparent", cellFontSizeSM: 14 },
      },
    }),
    [isDark],
  );
  dayjs.locale(locale === "en" ? "en" : "zh-cn");
  return (
    <ConfigProvider theme={config} locale={locale === "en" ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}

export type Columns<T> = TableColumnsType<T>;

/** A table whose rows are opened by click or Enter and walked with the arrows. */
export function DataTable<T extends object>(props: {
  rows: T[];
  columns: Columns<T>;
  rowKey: (row: T) => string;
  label: string;
  empty: ReactNode;
  isLoading?: boolean;
  selected?: string | null;
  onOpen?: (row: T) => void;
  expand?: (row: T) => ReactNode;
}) {
  const { onOpen, rowKey } = props;
  const onKey = (event: KeyboardEvent<HTMLElement>, row: T) => {
    const line = event.currentTarget;
    if (event.target !== line) return;
    if (event.key === "Enter") onOpen?.(row);
    const next =
      event.key === "ArrowDown"
        ? line.nextElementSibling
        : event.key === "ArrowUp"
          ? line.previousElementSibling
          : null;
    if (next instanceof HTMLElement && next.tabIndex === 0) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <Table<T>
      size="small"
      className={css.table}
      aria-label={props.label}
      columns={props.columns}
      dataSource={props.rows}
      rowKey={rowKey}
      pagination={false}
      loading={props.isLoading}
      locale={{ emptyText: props.empty }}
      rowClassName={(row) => (rowKey(row) === props.selected ? (css.selected ?? "") : "")}
      expandable={
        props.expand ? { expandedRowRender: (row) => props.expand?.(row), expandRowByClick: true } : undefined
      }
      onRow={
        onOpen &&
        ((row) => ({
          tabIndex: 0,
          className: css.opens,
          onClick: () => onOpen(row),
          onKeyDown: (event) => onKey(event, row),
        }))
      }
    />
  );
}

export interface Choice {
  value: string;
  label: string;
  /** Further words to find it by, as the user name or pinyin. */
  words?: string;
}

export function Choose(props: {
  label: string;
  anyLabel: string;
  value: string | undefined;
  choices: Choice[];
  onChange: (value: string | undefined) => void;
  width?: number;
}) {
  return (
    <Select<string>
      aria-label={props.label}
      style={{ width: props.width ?? 152 }}
      allowClear
      showSearch={{
        filterOption: (typed, option) =>
          isFoundBy(typed, String(option?.label ?? "")) || isFoundBy(typed, String(option?.words ?? "")),
      }}
      placeholder={props.anyLabel}
      value={props.value ?? null}
      onChange={(value) => props.onChange(value ?? undefined)}
      options={props.choices}
    />
  );
}

/** A period of whole local days; both ends are included. Values are `YYYY-MM-DD`. */
export function Period(props: { from: string; until: string; onChange: (from: string, until: string) => void }) {
  const t = useText();
  const days = (n: number) => dayjs().startOf("day").subtract(n, "day");
  return (
    <DatePicker.RangePicker
      style={{ width: 248 }}
      allowClear={false}
      value={[dayjs(props.from), dayjs(props.until)]}
      disabledDate={(day) => day.isAfter(dayjs().endOf("day"))}
      presets={[
        { label: t.calls.today, value: [days(0), days(0)] },
        { label: t.calls.yesterday, value: [days(1), days(1)] },
        { label: t.calls.week, value: [days(6), days(0)] },
        { label: t.calls.month, value: [days(29), days(0)] },
      ]}
      onChange={(range) => {
        if (range?.[0] && range[1]) props.onChange(range[0].format("YYYY-MM-DD"), range[1].format("YYYY-MM-DD"));
      }}
    />
  );
}

export function today(): string {
  return dayjs().format("YYYY-MM-DD");
}

/** The period of whole days as times: from the first one's midnight to the midnight after the last. */
export function periodMs(from: string, until: string): { from_ms: number; until_ms: number } {
  return {
    from_ms: dayjs(from).startOf("day").valueOf(),
    until_ms: dayjs(until).startOf("day").add(1, "day").valueOf(),
  };
}

export function SideSheet(props: { title: ReactNode; onClose: () => void; extra?: ReactNode; children: ReactNode }) {
  return (
    <Drawer
      open
      size={640}
      title={props.title}
      extra={props.extra}
      onClose={props.onClose}
      mask={{ blur: false }}
      // The rail and the call controls stay in reach: a call may ring while somebody reads.
      rootStyle={{ top: 64, left: 76 }}
      zIndex={50}
      styles={{
        body: { padding: 0 },
        mask: { background: "transparent" },
        wrapper: { boxShadow: "-8px 0 24px rgba(15, 23, 42, 0.12)" },
      }}
    >
      {props.children}
    </Drawer>
  );
}

/** Title, what belongs to it, and the body of a console page. */
export function Page(props: { title: string; note?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <Console>
      <div className={css.page}>
        <header className={css.header}>
          <div>
            <h1>{props.title}</h1>
            {props.note && <p>{props.note}</p>}
          </div>
          <div className={css.tools}>{props.tools}</div>
        </header>
        {props.children}
      </div>
    </Console>
  );
}
