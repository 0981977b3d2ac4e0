// Writing an article: a new one, or a new text of one. When somebody else was quicker, nothing typed is lost.

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { nameOf } from "../api/flows";
import { type ArticleView, knowledgeApi, type SectionView } from "../api/knowledge";
import { type Problem, problemOf } from "../api/problem";
import { toast } from "../app/toast";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { useLocale, useText } from "../text";
import { useKnowledgeText } from "../text/knowledge";
import css from "./Knowledge.module.css";

/** As the server takes them. */
const TITLE_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 20_000;

export function ArticleDialog(props: {
  /** That the writer keeps. */
  sections: SectionView[];
  article?: ArticleView;
  onClose: () => void;
  onDone: (id: string) => void;
}) {
  const t = useText();
  const w = useKnowledgeText();
  const locale = useLocale();
  const client = useQueryClient();
  const [section, setSection] = useState(props.article?.section ?? props.sections[0]?.key ?? "");
  const [title, setTitle] = useState(props.article?.title ?? "");
  const [text, setText] = useState(props.article?.text ?? "");
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const lacks = title.trim() === "" || text.trim() === "";
    setMissing(lacks);
    if (lacks || isBusy) return;
    setBusy(true);
    setProblem(null);
    try {
      const sent = { section, title: title.trim(), text: text.trim() };
      const { article: old } = props;
      const done = old ? await knowledgeApi.change(old.id, old.revision, sent) : await knowledgeApi.publish(sent);
      await client.invalidateQueries({ queryKey: ["knowledge"] });
      toast.good(w.published);
      props.onClose();
      props.onDone(done.article.id);
    } catch (error) {
      const found = problemOf(error);
      setProblem(found);
      setBusy(false);
      // The next try is against the text of now, which the writer sees below.
      if (found.code === "moved") await client.invalidateQueries({ queryKey: ["knowledge"] });
    }
  };
  return (
    <Dialog title={props.article ? w.edit : w.new} wide onClose={props.onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <label>
          <span>{w.section}</span>
          <select value={section} onChange={(event) => setSection(event.target.value)}>
            {props.sections.map((one) => (
              <option key={one.key} value={one.key}>
                {nameOf(one.name, locale)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{w.titleLabel}</span>
          <input
            type="text"
            data-first
            value={title}
            maxLength={TITLE_CHARS_MAX}
            aria-invalid={(isMissing && title.trim() === "") || undefined}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <label>
          <span>{w.textLabel}</span>
          <textarea
            rows={14}
            value={text}
            maxLength={TEXT_CHARS_MAX}
            aria-invalid={(isMissing && text.trim() === "") || undefined}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {isMissing && (
          <p className={css.missing} role="alert">
            {w.missing}
          </p>
        )}
        {problem?.code === "moved" ? (
          <div className={css.missing} role="alert">
            <p>{w.moved}</p>
            {props.article && (
              <details open>
                <summary>{w.textNow}</summary>
                <p className={css.text}>{props.article.text}</p>
              </details>
            )}
          </div>
        ) : (
          problem && <ProblemNote problem={problem} />
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={isBusy}>
            {w.publish}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
