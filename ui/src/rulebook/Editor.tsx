// Editing the rules: the files, the text with its lines, what the checker says at the line, and the effect. Files may
// be added and removed as well.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "../api/problem";
import { type EditedFile, type Preview, type RuleFiles, rulesApi, rulesChanged, useRuleFiles } from "../api/rulebook";
import { toast } from "../app/toast";
import { Button, classes, Empty, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { useLocale } from "../text";
import { Differences, EffectView } from "./Effect";
import { allPaths, type Edits, editedFiles, kindOf, removed, undone } from "./edits";
import { NewFile } from "./NewFile";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export default function Editor() {
  const t = useRulesText().editor;
  const files = useRuleFiles();
  return (
    <RulesRoom note={t.title}>
      {files.isPending && <Skeleton rows={12} />}
      {files.isError && <Failure error={files.error} retry={() => void files.refetch()} />}
      {files.data && <Bench key={files.data.version} files={files.data} />}
    </RulesRoom>
  );
}

function Bench({ files }: { files: RuleFiles }) {
  const t = useRulesText().editor;
  const base = files.version;
  const [edits, setEdits] = useState<Edits>({});
  const [path, setPath] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const edited = editedFiles(edits);
  // Whatever was found out was about other texts.
  const edit = (next: Edits) => {
    setPreview(null);
    setEdits(next);
  };
  const open = async (name: string) => {
    setPath(name);
    if (edits[name]) return;
    try {
      const text = (await rulesApi.file(name, base)).items[0]?.text ?? "";
      setEdits((all) => ({ ...all, [name]: { before: text, now: text } }));
    } catch (problem) {
      setError(problem);
    }
  };
  const check = async () => {
    setBusy(true);
    setError(null);
    try {
      const found = await rulesApi.preview(base, edited);
      setPreview(found);
      const first = found.problems[0];
      if (first && edits[first.file]) setPath(first.file);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const isGood = preview !== null && preview.problems.length === 0 && preview.moved.length === 0;
  return (
    <>
      <div className={css.editor}>
        <Tree
          files={files}
          edits={edits}
          path={path}
          open={(name) => void open(name)}
          add={(name) => {
            edit({ ...edits, [name]: { before: null, now: edits[path ?? ""]?.now ?? "" } });
            setPath(name);
          }}
        />
        <div className={css.pane}>
          <Sheet path={path} edits={edits} preview={preview} edit={edit} />
          <div className={css.actions}>
            {path && <OfFile path={path} edits={edits} edit={edit} />}
            <span className={css.grow} />
            {edited.length === 0 && <span className={css.small}>{t.unchanged}</span>}
            <Button tone="primary" disabled={isBusy || edited.length === 0} onClick={() => void check()}>
              {isBusy ? t.checking : t.check}
            </Button>
          </div>
          {error !== null && <ProblemNote problem={problemOf(error)} />}
          {preview && <Problems preview={preview} />}
        </div>
      </div>
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
    </>
  );
}

/** The files by name; what was done to each; a new one. */
function Tree(props: {
  files: RuleFiles;
  edits: Edits;
  path: string | null;
  open: (path: string) => void;
  add: (path: string) => void;
}) {
  const t = useRulesText();
  const [filter, setFilter] = useState("");
  const [isAdding, setAdding] = useState(false);
  const standing = props.files.items.map((file) => file.path);
  const paths = allPaths(standing, props.edits);
  const closed = new Set(props.files.items.filter((file) => file.is_closed).map((file) => file.path));
  const wanted = filter.toLowerCase();
  return (
    <nav className={css.tree} aria-label={t.editor.filter}>
      <input
        type="search"
        className={css.search}
        placeholder={t.editor.filter}
        aria-label={t.editor.filter}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <Button size="small" icon="plus" onClick={() => setAdding(true)}>
        {t.editor.add}
      </Button>
      <ul>
        {paths
          .filter((path) => path.toLowerCase().includes(wanted))
          .map((path) => {
            const kind = kindOf(props.edits[path]);
            return (
              <li key={path}>
                <button
                  type="button"
                  className={classes(css.leaf, path === props.path && css.here, kind === "removed" && css.gone)}
                  aria-current={path === props.path ? "true" : undefined}
                  disabled={closed.has(path)}
                  title={closed.has(path) ? t.editor.closed : undefined}
                  onClick={() => props.open(path)}
                >
                  <span>{path}</span>
                  {kind && <b> · {kind === "changed" ? t.editor.changed : t.diff[kind]}</b>}
                </button>
              </li>
            );
          })}
      </ul>
      {isAdding && (
        <NewFile
          known={paths}
          like={props.path}
          onClose={() => setAdding(false)}
          add={(path) => {
            setAdding(false);
            props.add(path);
          }}
        />
      )}
    </nav>
  );
}

function Sheet(props: { path: string | null; edits: Edits; preview: Preview | null; edit: (next: Edits) => void }) {
  const t = useRulesText().editor;
  const { path, edits } = props;
  const at = path === null ? undefined : edits[path];
  if (path === null || !at) return <Empty title={t.nothing} />;
  if (at.now === null) return <Empty title={t.goes(path)} hint={t.goesHint} />;
  return (
    <Area
      key={path}
      label={`${t.text} ${path}`}
      value={at.now}
      onChange={(now) => props.edit({ ...edits, [path]: { ...at, now } })}
      problems={(props.preview?.problems ?? []).filter((problem) => problem.file === path)}
    />
  );
}

/** What can be done with the file that is open. */
function OfFile({ path, edits, edit }: { path: string; edits: Edits; edit: (next: Edits) => void }) {
  const t = useRulesText().editor;
  const kind = kindOf(edits[path]);
  if (!edits[path]) return null;
  return (
    <>
      {kind && (
        <Button onClick={() => edit(undone(edits, path))}>
          {kind === "removed" ? t.keep : kind === "added" ? t.remove : t.undo}
        </Button>
      )}
      {kind !== "removed" && kind !== "added" && (
        <Button tone="quiet" onClick={() => edit(removed(edits, path))}>
          {t.remove}
        </Button>
      )}
    </>
  );
}

function Problems({ preview }: { preview: Preview }) {
  const t = useRulesText().editor;
  return (
    <>
      {preview.moved.length > 0 && <p className={css.warning}>{t.moved}</p>}
      {preview.problems.length > 0 && (
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
    </>
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
