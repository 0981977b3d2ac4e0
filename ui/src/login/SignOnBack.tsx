// Back from an OpenID provider: the log-in or the link is ended here, or it is said why not and what to do.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Ways } from "../api/account";
import { type Problem, problemOf, sentence } from "../api/problem";
import { queryClient } from "../api/queries";
import { errand, signOnApi } from "../api/signOn";
import type { Me } from "../api/types";
import { homeOf } from "../app/rooms";
import { session } from "../app/session";
import { toast } from "../app/toast";
import { Button, Skeleton } from "../parts/basics";
import { Icon, Mark } from "../parts/Icon";
import { useText } from "../text";
import css from "./Login.module.css";
import { SecondFactor } from "./SecondFactor";
import { takeWayBack } from "./wayBack";

const over: Problem = { status: 403, code: "sign_on_over", title: "", reasons: [] };

export default function SignOnBack() {
  const t = useText();
  const navigate = useNavigate();
  const [back] = useState(takeWayBack);
  const [{ is_link, to }] = useState(errand);
  const [problem, setProblem] = useState<Problem | null>(back ? null : over);
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => {
    document.title = `${t.account.signOn} · ${t.app.full}`;
  }, [t]);

  const enter = async (me: Me, to: string | null | undefined) => {
    session.begin(me);
    await navigate({ to: me.must_change_password ? "/password" : (to ?? homeOf(me)), replace: true });
  };
  const leave = () => navigate({ to: is_link ? "/account" : "/login", replace: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer counts once, so it is sent once
  useEffect(() => {
    if (!back) return;
    const work = async () => {
      if (is_link) {
        await signOnApi.finishLink(back);
        toast.good(t.account.identityLinked);
        await queryClient.invalidateQueries({ queryKey: ["account"] });
        await leave();
        return;
      }
      const done = await signOnApi.finish(back);
      await enter(done.me, done.to);
    };
    work().catch((error) => {
      const found = problemOf(error);
      if (found.second_factor) setWays(found.second_factor);
      else setProblem(found);
    });
  }, [back]);

  return (
    <main className={css.page}>
      <div className={css.card}>
        <header>
          <Mark size={44} />
          <div>
            <h1>{t.account.signOn}</h1>
            <p>{t.app.full}</p>
          </div>
        </header>
        {!problem && !ways && <Skeleton rows={2} />}
        {ways && (
          <SecondFactor
            ways={ways}
            title={t.account.secondAfterSignOn}
            onDone={(me) => enter(me, to)}
            onBack={() => void leave()}
          />
        )}
        {problem && (
          <div className={css.form}>
            <p className={css.bad} role="alert">
              <Icon name="warn" size={18} /> {sentence(problem, t)}
            </p>
            <Button tone="primary" className={css.submit} onClick={() => void leave()}>
              {is_link ? t.account.backToAccount : t.account.backToLogin}
            </Button>
          </div>
        )}
      </div>
    </main>
  );
}
