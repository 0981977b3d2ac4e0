// A new password: here when its owner wants one, alone on the page when somebody else knew the old one.

import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { accountApi } from "../api/account";
import { type Problem, problemOf, sentence } from "../api/problem";
import { queryClient } from "../api/queries";
import { homeOf } from "../app/rooms";
import { session, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { useText } from "../text";
import css from "./Account.module.css";

export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const t = useText();
  const me = useMe();
  const id = useId();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const differs = again !== "" && again !== next;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (current === "" || next === "" || next !== again) return;
    setBusy(true);
    setProblem(null);
    try {
      await accountApi.changePassword(current, next);
      for (const set of [setCurrent, setNext, setAgain]) set("");
      toast.good(t.account.passwordChanged);
      await queryClient.invalidateQueries({ queryKey: ["account"] });
      onDone?.();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const words = !problem
    ? null
    : problem.code === "wrong_proof"
      ? t.account.currentWrong
      : problem.code === "bad_input"
        ? `${t.account.passwordRules} ${problem.detail?.split(": ").slice(1).join(": ") ?? ""}`
        : sentence(problem, t);
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <input type="text" name="username" autoComplete="username" value={me.person.username} readOnly hidden />
      <label>
        {t.account.current}
        <input
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
      </label>
      <label>
        {t.account.next}
        <input
          type="password"
          autoComplete="new-password"
          value={next}
          aria-describedby={`${id}-rules`}
          onChange={(event) => setNext(event.target.value)}
        />
      </label>
      <label>
        {t.account.again}
        <input
          type="password"
          autoComplete="new-password"
          value={again}
          aria-invalid={differs}
          onChange={(event) => setAgain(event.target.value)}
        />
      </label>
      <p id={`${id}-rules`}>{t.account.passwordRules}</p>
      {(differs || words) && (
        <p role="alert" className={css.bad}>
          {differs ? t.account.differs : words}
        </p>
      )}
      <div>
        <Button type="submit" tone="primary" disabled={isBusy || current === "" || next === "" || next !== again}>
          {t.account.changePassword}
        </Button>
      </div>
    </form>
  );
}

/** Nothing else goes before it. */
export default function ForcedPassword() {
  const t = useText();
  const navigate = useNavigate();
  const done = async () => {
    const me = await session.refresh();
    await navigate({ to: homeOf(me), replace: true });
  };
  return (
    <main className={css.door}>
      <h1>{t.account.mustChangeTitle}</h1>
      <p>{t.account.mustChange}</p>
      <PasswordForm onDone={() => void done()} />
      <div>
        <Button tone="quiet" onClick={() => void session.logOut().then(() => navigate({ to: "/login" }))}>
          {t.menu.logout}
        </Button>
      </div>
    </main>
  );
}
