// One task on one page: what it is about, why it is mine, the form, and the outcomes. What is typed is kept as a draft;
// when somebody else does the task meanwhile, the page says so and keeps what was typed for copying.

import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { HAND_CODE, OneTimePassword } from "../account/OneTimePassword";
import { flowsApi, type Keyed, nameOf, type TaskView } from "../api/flows";
import { type Problem, ProblemError, problemOf } from "../api/problem";
import { forgetTask, refreshInbox, useTask } from "../api/tasks";
import { useMe } from "../app/session";
import { toast } from "../app/toast";
import { classes, Failure, Skeleton } from "../parts/basics";
import { Icon } from "../parts/Icon";
import { rememberNames } from "../parts/PersonPicker";
import { SchemaForm } from "../parts/SchemaForm";
import { type Schema, same, schemaOf, titleOf } from "../parts/schema";
import { useDraft } from "../parts/useDraft";
import { useSchemaForm } from "../parts/useSchemaForm";
import { useLocale, useText } from "../text";
import { About, Head, WhyMine } from "./About";
import { Actions } from "./Actions";
import { useWayOn } from "./after";
import { Outcomes } from "./Outcomes";
import { SignDialog } from "./SignDialog";
import css from "./Task.module.css";
import { Notes } from "./TaskNotes";

const NO_FORM: Schema = { type: "object", properties: {} };

export default function TaskPage() {
  const { instance, task } = useParams({ from: "/inside/shell/tasks/$instance/$task" });
  const query = useTask(instance, Number(task));
  // A dropped draft begins the form anew.
  const [beginning, setBeginning] = useState(0);
  if (query.isPending) return <Skeleton rows={12} />;
  if (!query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const again = async () => {
    const fresh = await query.refetch();
    return fresh.data ?? null;
  };
  return (
    <OneTask
      key={`${instance}/${task}/${beginning}`}
      view={query.data}
      again={again}
      beginAnew={() => void again().then(() => setBeginning(beginning + 1))}
    />
  );
}

const askedBy = (view: TaskView) => ({
  schema: view.form_schema ? schemaOf(view.form_schema.schema) : NO_FORM,
  prefilled: view.prefilled,
  required: view.required,
});

/** An outcome that waits for the signer's password. */
type Signing = { outcome: Keyed; wrong: boolean };

function OneTask(props: { view: TaskView; again: () => Promise<TaskView | null>; beginAnew: () => void }) {
  const { view, again } = props;
  const t = useText();
  const me = useMe();
  const locale = useLocale();
  const wayOn = useWayOn(view);
  // A task that was closed meanwhile comes without its form; what was typed is still shown in the one it had.
  const [asked, setAsked] = useState(() => askedBy(view));
  const form = useSchemaForm(asked.schema, asked.prefilled, asked.required);
  useEffect(() => {
    // It came to the reader while they looked on: the form begins with what is known to them now.
    if (!view.form_schema || form.isDirty || same(asked, askedBy(view))) return;
    setAsked(askedBy(view));
    form.reset(view.prefilled);
  }, [view, asked, form]);
  const draft = useDraft(`task:${view.instance}:${view.task}`, form.value, form.isDirty, view.draft_saved_ms);
  const [busy, setBusy] = useState<string | null>(null);
  const [signing, setSigning] = useState<Signing | null>(null);
  const [hasMoved, setMoved] = useState(false);
  const hasForm = Object.keys(form.schema.properties ?? {}).length > 0;
  const mayDo = view.allowed.complete && view.closed_ms === null;
  // The note on top says so already.
  const heldByOther = view.holder !== null && view.holder.id !== me.person.id;
  const showsForm = hasForm && (mayDo || form.isDirty || (view.closed_ms === null && view.allowed.claim));
  rememberNames([...view.people, ...(view.applicant ? [view.applicant] : [])]);

  /** What a refusal means for the page. */
  const refused = async (problem: Problem, outcome: Keyed) => {
    if (problem.code === "password_needed") return setSigning({ outcome, wrong: false });
    if (problem.code === "wrong_signature") return setSigning({ outcome, wrong: true });
    setSigning(null);
    if (form.refuse(problem)) {
      const [first] = problem.fields ?? [];
      // A check of the flow is told even where nothing is filled in.
      if (first && !showsForm) toast.bad(locale === "en" ? first.en : first.zh);
      return;
    }
    const fresh = problem.status === 409 || problem.status === 404 ? await again() : null;
    // Whoever was quicker is told by the page itself.
    if (fresh && (fresh.closed_ms !== null || (fresh.holder && fresh.holder.id !== me.person.id))) setMoved(true);
    else toast.problem(new ProblemError(problem));
  };

  const send = async (outcome: Keyed, password?: string) => {
    // Who refuses or sends back need not fill in what belongs to an agreement.
    const isFull = view.stage === null || outcome.key === view.outcomes[0]?.key;
    const data = form.submit(isFull, view.required_on[outcome.key]);
    if (!data) return setSigning(null);
    if (view.is_signed && password === undefined) return setSigning({ outcome, wrong: false });
    setBusy(outcome.key);
    const hadDraft = draft.state.saved_ms !== null || draft.isUnsaved;
    await draft.close();
    try {
      await flowsApi.complete(view.instance, view.task, { outcome: outcome.key, data, password });
    } catch (error) {
      draft.reopen();
      if (form.isDirty) draft.change(form.value);
      await refused(problemOf(error), outcome);
      setBusy(null);
      return;
    }
    setSigning(null);
    if (hadDraft) await flowsApi.dropDraft(`task:${view.instance}:${view.task}`).catch(() => undefined);
    toast.good(t.tasks.completed(nameOf(view.step.name, locale), nameOf(outcome.name, locale)));
    forgetTask(view.instance, view.task);
    refreshInbox();
    wayOn.go();
  };

  const first = view.outcomes[0];
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && mayDo && first && busy === null) {
        event.preventDefault();
        void send(first);
      }
      if (event.key !== "Escape") return;
      const field = document.activeElement;
      // The first Esc leaves the field, the second the page; the draft is kept.
      if (field instanceof HTMLElement && field.matches("input, textarea, select")) field.blur();
      else wayOn.back();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <div className={css.page}>
      <Head view={view} back={wayOn.back} />
      <Notes view={view} hasMoved={hasMoved} isDirty={form.isDirty} />
      <div className={css.columns}>
        <div className={css.left}>
          <WhyMine view={view} />
          {showsForm && <About view={view} />}
        </div>
        <section className={css.work} aria-label={t.tasks.form}>
          {view.closed_ms === null && (
            <Actions
              view={view}
              again={() => {
                refreshInbox();
                void again();
              }}
              gone={() => {
                forgetTask(view.instance, view.task);
                refreshInbox();
                wayOn.back();
              }}
            />
          )}
          {showsForm ? (
            <div className={classes(css.card, css.formCard)}>
              <h2>{titleOf(form.schema, locale, t.tasks.form)}</h2>
              <SchemaForm form={form} label={t.tasks.form} isReadOnly={!mayDo} />
            </div>
          ) : (
            // Nothing to fill in: what is decided upon has the room.
            <About view={view} />
          )}
          {mayDo && view.step.key === HAND_CODE && <OneTimePassword instance={view.instance} task={view.task} />}
          {!mayDo && view.closed_ms === null && !heldByOther && view.allowed.why_not && (
            <p className={css.whyNot}>
              <Icon name="lock" size={16} />
              {nameOf(view.allowed.why_not, locale)}
            </p>
          )}
          {mayDo && (
            <Outcomes
              view={view}
              busy={busy}
              draft={draft}
              wayOn={wayOn}
              choose={(outcome) => void send(outcome)}
              dropDraft={() =>
                void draft.drop().then(() => {
                  toast.good(t.tasks.draft.dropped);
                  props.beginAnew();
                }, toast.problem)
              }
            />
          )}
        </section>
      </div>
      {signing && (
        <SignDialog
          outcome={nameOf(signing.outcome.name, locale)}
          isWrong={signing.wrong}
          isBusy={busy !== null}
          sign={(password) => void send(signing.outcome, password)}
          onClose={() => setSigning(null)}
        />
      )}
    </div>
  );
}
