// Every flow of the centre by shelf: find one, see whose it is and how many are open, start it.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { type FlowRow, nameOf, useFlows } from "../api/flows";
import { Button, classes, Empty, Failure, Skeleton, Tag } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { dayWords } from "../parts/lasting";
import lists from "../parts/lists.module.css";
import { useSlowNow } from "../parts/time";
import { inLanguage, useLocale, useText } from "../text";
import css from "./Flows.module.css";
import { FlowsRoom, walkRows } from "./Room";
import { shelvesOf } from "./search";
import { names } from "./storyWords";

export default function Catalogue() {
  const t = useText();
  const locale = useLocale();
  const search = useSearch({ from: "/inside/shell/flows" });
  const navigate = useNavigate();
  const flows = useFlows();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [choosing, setChoosing] = useState<FlowRow | null>(null);
  const all = flows.data?.items ?? [];
  const shelves = useMemo(
    () => shelvesOf(flows.data?.items ?? [], search.q ?? "", t.flows.groups, locale),
    [flows.data, search.q, t, locale],
  );
  const isMine = search.mine === "1";
  const shown = shelves
    .map((shelf) => (isMine ? { ...shelf, flows: shelf.flows.filter((flow) => flow.starts.length > 0) } : shelf))
    .filter((shelf) => shelf.flows.length > 0);
  const kept = search.group ? shown.filter((shelf) => shelf.key === search.group) : shown;
  const count = kept.reduce((sum, shelf) => sum + shelf.flows.length, 0);
  const change = (patch: Partial<typeof search>) => {
    const next = { ...search, ...patch };
    void navigate({ to: "/flows", search: next, replace: true });
  };
  useEffect(() => {
    // The page opens to be searched; on a phone the keyboard would cover the list.
    if (window.matchMedia("(min-width: 641px)").matches) field.current?.focus({ preventScroll: true });
  }, []);
  const start = (flow: FlowRow) => {
    // A change of the rules begins where the rules are edited and its effect is seen.
    if (flow.key === "config-change") return void navigate({ to: "/rulebook/propose" });
    const only = flow.starts[0];
    if (flow.starts.length > 1 || !only) setChoosing(flow);
    else void navigate({ to: "/flows/$key/start", params: { key: flow.key }, search: { start: only.key } });
  };
  return (
    <FlowsRoom note={flows.data && t.flows.catalogue.note(count)}>
      <div className={css.finder}>
        <input
          ref={field}
          type="search"
          className={css.search}
          aria-label={t.flows.catalogue.searchLabel}
          placeholder={t.flows.catalogue.search}
          value={search.q ?? ""}
          onChange={(event) => change({ q: event.target.value || undefined, group: undefined })}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            const first = list.current?.querySelector<HTMLElement>("[data-row]");
            if (event.key === "ArrowDown" || event.key === "Enter") {
              event.preventDefault();
              first?.focus();
            }
          }}
        />
        <label className={css.check}>
          <input
            type="checkbox"
            checked={isMine}
            onChange={(event) => change({ mine: event.target.checked ? "1" : undefined })}
          />
          {t.flows.catalogue.mine}
        </label>
      </div>
      {all.length > 0 && (
        <nav className={css.shelves} aria-label={t.flows.catalogue.shelves}>
          <Shelf name={t.flows.catalogue.all} isHere={!search.group} choose={() => change({ group: undefined })} />
          {shown.map((shelf) => (
            <Shelf
              key={shelf.key}
              name={shelf.name}
              count={shelf.flows.length}
              isHere={search.group === shelf.key}
              choose={() => change({ group: shelf.key })}
            />
          ))}
        </nav>
      )}
      {flows.isPending && <Skeleton rows={12} />}
      {flows.isError && <Failure error={flows.error} retry={() => void flows.refetch()} />}
      {flows.data && all.length === 0 && <Empty title={t.flows.catalogue.empty} />}
      {all.length > 0 && count === 0 && <Empty title={t.flows.catalogue.none} hint={t.flows.catalogue.noneHint} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows walk the links inside */}
      <div ref={list} onKeyDown={walkRows}>
        {kept.map((shelf) => (
          <section key={shelf.key} className={css.shelf}>
            <h2>{shelf.name}</h2>
            <ul className={lists.rows}>
              {shelf.flows.map((flow) => (
                <Row key={flow.key} flow={flow} start={start} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {choosing && <Starts flow={choosing} onClose={() => setChoosing(null)} />}
    </FlowsRoom>
  );
}

function Shelf(props: { name: string; count?: number; isHere: boolean; choose: () => void }) {
  return (
    <button
      type="button"
      className={classes(css.chip, props.isHere && css.chosen)}
      aria-pressed={props.isHere}
      onClick={props.choose}
    >
      {props.name}
      {props.count !== undefined && <small>{props.count}</small>}
    </button>
  );
}

function Row({ flow, start }: { flow: FlowRow; start: (flow: FlowRow) => void }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const words = t.flows.catalogue;
  const name = nameOf(flow.name, locale);
  return (
    <li className={css.flow}>
      <div className={css.what}>
        <p>
          <Link to="/flows/$key" params={{ key: flow.key }} className={css.name} data-row>
            {name}
          </Link>{" "}
          <Tag>{flow.source}</Tag>
        </p>
        {flow.about && <p className={css.about}>{inLanguage(flow.about, locale)}</p>}
        <p className={css.meta}>
          <span>{flow.owner.length > 0 ? words.owner(names(flow.owner, locale)) : words.noOwner}</span>
          <span>{words.version(flow.version)}</span>
          <Link to="/flows/instances" search={{ box: "all", flow: flow.key, state: "open" }} className={css.quiet}>
            {words.open(flow.open_instances)}
          </Link>
          {flow.next_start_ms !== null && <span>{words.next(dayWords(flow.next_start_ms, now, t))}</span>}
        </p>
      </div>
      {flow.starts.length > 0 ? (
        <Button onClick={() => start(flow)} aria-label={words.startOne(name)}>
          {words.start}
        </Button>
      ) : (
        <span className={css.bySystem}>{words.bySystem}</span>
      )}
    </li>
  );
}

/** A flow that may be started in several ways asks which. */
function Starts({ flow, onClose }: { flow: FlowRow; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  return (
    <Dialog title={t.flows.catalogue.startWhich(nameOf(flow.name, locale))} onClose={onClose}>
      <ul className={css.starts}>
        {flow.starts.map((one) => (
          <li key={one.key}>
            <Link to="/flows/$key/start" params={{ key: flow.key }} search={{ start: one.key }}>
              {nameOf(one.name, locale) || one.key}
            </Link>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
