// Editing the rules: the files, the text with its lines, what the checker says at the line, and the effect.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "../api/problem";
import { type EditedFile, type Preview, rulesApi, rulesChanged, useRuleFiles } from "../api/rulebook";
import { toast } from "../app/toast";
import { Button, classes, Empty, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { useLocale } from "../text";
import { Differences, EffectView } from "./Effect";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

interface Text {
  before: string;
  now: string;
}

export default function Editor() {
  const t = useRulesText().editor;
  const files = useRuleFiles();
  const [texts, setTexts] = useState<Record<string, Text>>({});
  const [path, setPath] = useState<string | null>(null);
  const [filter, setFilter] = useState("");
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const edited: EditedFile[] = Object.entries(texts)
    .filter(([, text]) => text.now !== text.before)
    .map(([name, text]) => ({ path: name, text: text.now }));
  const isEdited = (name: string) => edited.some((file) => file.path === name);
  const base = files.data?.version ?? "";
  const open = async (name: string) => {
    setPath(name);
    if (texts[name]) return;
    try {
      const read = await rulesApi.file(name, base);
      const text = read.items[0]?.text ?? "";
      setTexts((all) => ({ ...all, [name]: { before: text, now: text } }));
    } catch (problem) {
      setError(problem);
    }
  };
  const write = (now: string) => {
    if (!path) return;
    setPreview(null);
    setTexts((all) => ({ ...all, [path]: { before: all[path]?.before ?? "", now } }));
  };
  const check = async () => {
    setBusy(true);
    setError(null);
    try {
      const found = await rulesApi.preview(base, edited);
      setPreview(found);
      const first = found.problems[0];
      if (first && texts[first.file]) setPath(first.file);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const text = path ? texts[path] : undefined;
  const shown = (files.data?.items ?? []).filter((file) => file.path.toLowerCase().includes(filter.toLowerCase()));
  const isGood = preview !== null && preview.problems.length === 0 && preview.moved.length === 0;
  return (
    <RulesRoom note={t.title}>
      {files.isPending && <Skeleton rows={12} />}
      {files.isError && <Failure error={files.error} retry={() => void files.refetch()} />}
      {files.data && (
        <div className={css.editor}>
          <nav className={css.tree} aria-label={t.filter}>
            <input
              type="search"
              className={css.search}
              placeholder={t.filter}
              aria-label={t.filter}
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
            <ul>
              {shown.map((file) => (
                <li key={file.path}>
                  <button
                    type="button"
                    className={classes(css.leaf, file.path === path && css.here)}
                    disabled={file.is_closed}
                    title={file.is_closed ? t.closed : undefined}
                    onClick={() => void open(file.path)}
                  >
                    {file.path}
                    {isEdited(file.path) && <b> · {t.changed}</b>}
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          <div className={css.pane}>
            {path && text ? (
              <Area
                key={path}
                label={`${t.text} ${path}`}
                value={text.now}
                onChange={write}
                problems={(preview?.problems ?? []).filter((problem) => problem.file === path)}
              />
            ) : (
              <Empty title={t.nothing} />
            )}
            <div className={css.actions}>
              {path && isEdited(path) && <Button onClick={() => write(text?.before ?? "")}>{t.undo}</Button>}
              <span className={css.grow} />
              {edited.length === 0 && <span className={css.small}>{t.unchanged}</span>}
              <Button tone="primary" disabled={isBusy || edited.length === 0} onClick={() => void check()}>
                {isBusy ? t.checking : t.check}
              </Button>
            </div>
            {error !== null && <ProblemNote problem={problemOf(error)} />}
            {preview && preview.moved.length > 0 && <p className={css.warning}>{t.moved}</p>}
            {preview && preview.problems.length > 0 && (
              <div className={css.warning} role="alert">
                <strong>{t.problems(preview.problems.length)}</strong>
                <ul>
                  {preview.problems.map((problem) => (
                    <li key={problem.file + problem.line + problem.message}>
                      <code>{problem.file}</code> {t.line(problem.line)}: {problem.message}
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        </div>
      )}
      {preview && isGood && (
        <>
          <p className={css.passed} role="status">
            {t.good}
          </p>
          {preview.effect && <EffectView effect={preview.effect} />}
          <Differences files={preview.differences} />
          <Request base={base} files={edited} preview={preview} />
        </>
      )}
    </RulesRoom>
  );
}

/** A text with the numbers of its lines; those with a problem stand out. */
function Area(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  problems: Preview["problems"];
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLOListElement>(null);
  const first = props.problems[0]?.line;
  useEffect(() => {
    if (first === undefined || !area.current) return;
    const height = Number.parseFloat(getComputedStyle(area.current).lineHeight);
    area.current.scrollTop = Math.max(0, (first - 4) * height);
  }, [first]);
  const count = props.value.split("\n").length;
  const wrong = new Map(props.problems.map((problem) => [problem.line, problem.message]));
  return (
    <div className={css.area}>
      <ol ref={numbers} className={css.lines} aria-hidden="true">
        {Array.from({ length: count }, (_, at) => at + 1).map((line) => (
          <li key={line} className={wrong.has(line) ? css.wrong : undefined} title={wrong.get(line)}>
            {line}
          </li>
        ))}
      </ol>
      <textarea
        ref={area}
        aria-label={props.label}
        spellCheck={false}
        wrap="off"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

function Request({ base, files, preview }: { base: string; files: EditedFile[]; preview: Preview }) {
  const t = useRulesText();
  const locale = useLocale();
  const navigate = useNavigate();
  const [form, setForm] = useState({ reason: "", scope: "", expected: "", at: "" });
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isFull = form.reason.trim() !== "" && form.scope.trim() !== "" && form.expected.trim() !== "";
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const { reason, scope, expected, at } = form;
      const apply_at_ms = at === "" ? null : new Date(at).getTime();
      const made = await rulesApi.propose({ reason, scope, expected, base, files, apply_at_ms });
      rulesChanged();
      toast.good(t.changes.sent);
      void navigate({ to: "/rulebook/changes/$id", params: { id: made.id } });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const field = (key: "reason" | "scope" | "expected", label: string) => (
    <label className={css.field}>
      {label}
      <textarea rows={2} value={form[key]} onChange={(event) => setForm({ ...form, [key]: event.target.value })} />
    </label>
  );
  return (
    <section className={css.request}>
      {field("reason", t.changes.reason)}
      {field("scope", t.changes.scope)}
      {field("expected", t.changes.expected)}
      <label className={css.field}>
        {t.editor.applyAt}
        <input
          type="datetime-local"
          value={form.at}
          onChange={(event) => setForm({ ...form, at: event.target.value })}
        />
      </label>
      <p>
        {t.editor.heads}
        {preview.heads.map((head) => (locale === "en" ? head.en : head.zh)).join(", ")}
      </p>
      {error !== null && <ProblemNote problem={problemOf(error)} />}
      <Button tone="primary" disabled={isBusy || !isFull} onClick={() => void send()}>
        {t.editor.submit}
      </Button>
    </section>
  );
}
