// The knowledge base: everybody looks up; who keeps a section writes into it, others propose.

import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useState } from "react";
import { nameOf } from "../api/flows";
import { type ArticlesAsked, type ArticleView, type SectionView, useArticles, useSections } from "../api/knowledge";
import { Button, Empty, Failure, Segmented, Skeleton, Tag } from "../parts/basics";
import { Page } from "../parts/console";
import { day, fullTime } from "../parts/format";
import lists from "../parts/lists.module.css";
import { useLocale } from "../text";
import { useKnowledgeText } from "../text/knowledge";
import { ArticleDialog } from "./ArticleDialog";
import css from "./Knowledge.module.css";

const SHOWN = ["current", "due", "retired"] as const;
type Which = (typeof SHOWN)[number];

export default function Articles() {
  const w = useKnowledgeText();
  const locale = useLocale();
  const search = useSearch({ from: "/inside/shell/knowledge" });
  const navigate = useNavigate();
  const sections = useSections();
  const [typed, setTyped] = useState(search.q ?? "");
  const [isWriting, setWriting] = useState(false);
  const q = useDeferredValue(typed.trim());
  const which: Which = SHOWN.find((one) => one === search.show) ?? "current";
  const section = search.section;
  const kept = (sections.data?.items ?? []).filter((one) => one.may_edit);
  useEffect(() => {
    void navigate({
      to: "/knowledge",
      search: (now) => ({ ...now, q: q === "" ? undefined : q }),
      replace: true,
    });
  }, [navigate, q]);
  const asked: ArticlesAsked = {
    q: q === "" ? undefined : q,
    section,
    due: which === "due" ? "true" : undefined,
    retired: which === "retired" ? "true" : undefined,
  };
  return (
    <Page
      title={w.title}
      note={w.intro}
      tools={
        <>
          <Link className={css.ask} to="/flows/$key/start" params={{ key: "knowledge-update" }} search={{}}>
            {w.propose}
          </Link>
          {kept.length > 0 && (
            <Button icon="plus" tone="primary" onClick={() => setWriting(true)}>
              {w.new}
            </Button>
          )}
        </>
      }
    >
      <div className={lists.filters}>
        <input
          type="search"
          aria-label={w.search}
          placeholder={w.search}
          value={typed}
          maxLength={100}
          onChange={(event) => setTyped(event.target.value)}
        />
        <select
          aria-label={w.section}
          value={section ?? ""}
          onChange={(event) =>
            void navigate({
              to: "/knowledge",
              search: (now) => ({ ...now, section: event.target.value === "" ? undefined : event.target.value }),
              replace: true,
            })
          }
        >
          <option value="">{w.all}</option>
          {(sections.data?.items ?? []).map((one) => (
            <option key={one.key} value={one.key}>
              {nameOf(one.name, locale)}
            </option>
          ))}
        </select>
        <Segmented
          label={w.which}
          value={which}
          options={SHOWN.map((one) => ({ value: one, label: w[one] }))}
          onChange={(next) =>
            void navigate({
              to: "/knowledge",
              search: (now) => ({ ...now, show: next === "current" ? undefined : next }),
              replace: true,
            })
          }
        />
      </div>
      <Found asked={asked} sections={sections.data?.items ?? []} which={which} />
      {isWriting && (
        <ArticleDialog
          sections={kept}
          onClose={() => setWriting(false)}
          onDone={(id) => void navigate({ to: "/knowledge/$id", params: { id } })}
        />
      )}
    </Page>
  );
}

function Found({ asked, sections, which }: { asked: ArticlesAsked; sections: SectionView[]; which: Which }) {
  const w = useKnowledgeText();
  const articles = useArticles(asked);
  const rows = articles.data?.pages.flatMap((page) => page.items) ?? [];
  if (articles.isPending) return <Skeleton rows={8} />;
  if (articles.isError) return <Failure error={articles.error} retry={() => void articles.refetch()} />;
  if (rows.length === 0) {
    const isLookedFor = asked.q !== undefined || asked.section !== undefined || which === "retired";
    if (isLookedFor) return <Empty title={w.nothing} hint={w.nothingHint} />;
    return <Empty title={which === "due" ? w.nothingDue : w.empty} />;
  }
  return (
    <>
      <ul className={lists.rows} aria-label={w.list}>
        {rows.map((one) => (
          <Line key={one.id} one={one} section={sections.find((of) => of.key === one.section)} />
        ))}
      </ul>
      {articles.hasNextPage && (
        <p className={css.more}>
          <Button disabled={articles.isFetchingNextPage} onClick={() => void articles.fetchNextPage()}>
            {w.more}
          </Button>
        </p>
      )}
    </>
  );
}

function Line({ one, section }: { one: ArticleView; section: SectionView | undefined }) {
  const w = useKnowledgeText();
  const locale = useLocale();
  return (
    <li>
      <Link className={lists.row} data-row to="/knowledge/$id" params={{ id: one.id }}>
        <span>
          <strong>{one.title}</strong>
          <small className={css.begin}>{one.text}</small>
        </span>
        <span className={one.is_due ? lists.late : undefined}>
          {one.is_due ? w.overdue(day(one.review_by_ms)) : w.changed(fullTime(one.changed_ms), one.revision)}
        </span>
        <span className={lists.right}>
          <Tag>{section ? nameOf(section.name, locale) : one.section}</Tag>
        </span>
      </Link>
    </li>
  );
}
