// One article: its text, whether it still holds, and each text it had.

import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { nameOf } from "../api/flows";
import { type ArticleDetail, knowledgeApi, type RevisionView, useArticle, useSections } from "../api/knowledge";
import { toast } from "../app/toast";
import { Button, Failure, Skeleton, Tag } from "../parts/basics";
import { Page } from "../parts/console";
import { day, fullTime } from "../parts/format";
import { ReasonDialog } from "../parts/ReasonDialog";
import { useLocale } from "../text";
import { useKnowledgeText } from "../text/knowledge";
import { ArticleDialog } from "./ArticleDialog";
import css from "./Knowledge.module.css";

export default function Article() {
  const w = useKnowledgeText();
  const locale = useLocale();
  const { id } = useParams({ from: "/inside/shell/knowledge/$id" });
  const detail = useArticle(id);
  const sections = useSections();
  const article = detail.data?.article;
  const section = sections.data?.items.find((one) => one.key === article?.section);
  const posts = section?.editors.map((post) => nameOf(post, locale)).join(locale === "en" ? ", " : "、") ?? "";
  return (
    <Page
      title={article?.title ?? w.title}
      note={article && w.changed(fullTime(article.changed_ms), article.revision)}
      tools={detail.data && <Tools detail={detail.data} />}
    >
      {detail.isPending && <Skeleton rows={8} />}
      {detail.isError && <Failure error={detail.error} retry={() => void detail.refetch()} />}
      {detail.data && article && (
        <div className={css.page}>
          <p className={css.facts}>
            <Link to="/knowledge" search={section ? { section: section.key } : {}}>
              {section ? nameOf(section.name, locale) : article.section}
            </Link>
            <span>{posts === "" ? w.keptByFlows : w.keptBy(posts)}</span>
            {!article.is_due && !article.retired && <span>{w.reviewBy(day(article.review_by_ms))}</span>}
          </p>
          {article.is_due && <p className={css.due}>{w.overdue(day(article.review_by_ms))}</p>}
          {article.retired && (
            <p className={css.due}>{w.retiredSince(fullTime(article.retired.at_ms), article.retired.why)}</p>
          )}
          <article className={css.text}>{article.text}</article>
          <Revisions revisions={detail.data.revisions} />
        </div>
      )}
    </Page>
  );
}

function Tools({ detail: { article } }: { detail: ArticleDetail }) {
  const w = useKnowledgeText();
  const client = useQueryClient();
  const sections = useSections();
  const [asked, setAsked] = useState<"edit" | "retire" | null>(null);
  const kept = (sections.data?.items ?? []).filter((one) => one.may_edit);
  const renew = () => client.invalidateQueries({ queryKey: ["knowledge"] });
  if (article.retired) return <Tag tone="warn">{w.retired}</Tag>;
  const propose = (
    <Link
      className={css.ask}
      to="/flows/$key/start"
      params={{ key: "knowledge-update" }}
      search={{ fields: { article_section: article.section, article_title: article.title } }}
    >
      {w.propose}
    </Link>
  );
  if (!article.may_edit) return propose;
  const confirm = async () => {
    try {
      await knowledgeApi.confirm(article.id, article.revision);
      toast.good(w.confirmed);
    } catch (error) {
      toast.problem(error);
    }
    await renew();
  };
  return (
    <>
      <Button icon="finish" onClick={() => void confirm()}>
        {w.confirm}
      </Button>
      <Button onClick={() => setAsked("edit")}>{w.edit}</Button>
      <Button tone="danger" onClick={() => setAsked("retire")}>
        {w.retire}
      </Button>
      {asked === "edit" && (
        <ArticleDialog sections={kept} article={article} onClose={() => setAsked(null)} onDone={() => void renew()} />
      )}
      {asked === "retire" && (
        <ReasonDialog
          title={w.retire}
          effect={w.retireEffect}
          label={w.retireReason}
          missing={w.reasonNeeded}
          submit={w.retire}
          isDanger
          act={async (reason) => {
            await knowledgeApi.retire(article.id, reason);
            setAsked(null);
            await renew();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function Revisions({ revisions }: { revisions: RevisionView[] }) {
  const w = useKnowledgeText();
  return (
    <section aria-label={w.revisions}>
      <h2>{w.revisions}</h2>
      {revisions.map((one) => (
        <details key={one.revision} className={css.revision}>
          <summary>
            {w.revision(one.revision, fullTime(one.at_ms), one.by?.name ?? (one.instance ? w.byFlow : w.nobody))}
          </summary>
          <h3>{one.title}</h3>
          <p className={css.text}>{one.text}</p>
          {one.instance && (
            <Link to="/flows/instances/$id" params={{ id: one.instance }}>
              {w.openFlow}
            </Link>
          )}
        </details>
      ))}
    </section>
  );
}
