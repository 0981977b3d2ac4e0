// The door. In the demo the accounts can be chosen; everywhere else nothing is said about who exists.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { accountApi, useDoor, type Ways } from "../api/account";
import { isDemoServer } from "../api/http";
import { type Problem, problemOf, sentence } from "../api/problem";
import { api } from "../api/queries";
import type { Me } from "../api/types";
import { askPasskey, canUsePasskeys } from "../api/webauthn";
import { homeOf } from "../app/rooms";
import { session, useSession } from "../app/session";
import { Button } from "../parts/basics";
import { Icon, Mark } from "../parts/Icon";
import { setLocale, useLocale, useText } from "../text";
import css from "./Login.module.css";
import { SecondFactor } from "./SecondFactor";
import { SignOnButtons } from "./SignOnButtons";

/** The demo's accounts (fixed for every seed), those worth trying first. */
const DEMO_ACCOUNTS = ["agent1", "agent2", "leader1", "supervisor", "manager", "auditor", "admin"];

export default function Login() {
  const t = useText();
  const locale = useLocale();
  const { farewell } = useSession();
  useEffect(() => {
    document.title = `${t.login.title} · ${t.app.full}`;
  }, [t]);
  const notes = {
    logged_out: t.login.loggedOut,
    expired: t.login.expired,
    disabled: t.login.disabled,
    taken_over: t.login.takenOver,
  };
  return (
    <main className={css.page}>
      <div className={css.language}>
        <Button tone="quiet" size="small" onClick={() => setLocale(locale === "en" ? "zh-CN" : "en")}>
          {t.switchLanguage}
        </Button>
      </div>
      <Bridge />
      <div className={css.card}>
        <header>
          <Mark size={44} />
          <div>
            <h1>{t.app.full}</h1>
            <p>{t.login.welcome}</p>
          </div>
        </header>
        {farewell && (
          <p className={css.farewell} role="status">
            {notes[farewell]}
          </p>
        )}
        <Form isDemo={isDemoServer()} />
      </div>
    </main>
  );
}

function Form({ isDemo }: { isDemo: boolean }) {
  const t = useText();
  const navigate = useNavigate();
  const { to } = useSearch({ from: "/login" });
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [hasCapsLock, setCapsLock] = useState(false);
  const [isSubmitting, setSubmitting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const [ways, setWays] = useState<Ways | null>(null);
  const door = useDoor().data;

  const enter = async (me: Me) => {
    session.begin(me);
    await navigate({ to: me.must_change_password ? "/password" : (to ?? homeOf(me)), replace: true });
  };
  const byPasskey = async () => {
    setProblem(null);
    try {
      const asked = await accountApi.beginPasskeyLogIn();
      const assertion = await askPasskey(asked.passkey ?? {});
      await enter(await accountApi.secondFactor(asked.ticket ?? "", { assertion }));
    } catch (error) {
      const found = problemOf(error);
      // Whoever closes the browser's own dialog has said enough.
      if (found.code !== "unknown") setProblem(found);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() === "" || password === "") {
      setMissing(true);
      return;
    }
    setSubmitting(true);
    setProblem(null);
    try {
      await enter(await api.logIn(username.trim(), password));
    } catch (error) {
      const found = problemOf(error);
      setSubmitting(false);
      if (found.second_factor) {
        setPassword("");
        setWays(found.second_factor);
        return;
      }
      setProblem(found);
      passwordField.current?.select();
    }
  };
  const watchCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState("CapsLock"));

  if (ways) return <SecondFactor ways={ways} onDone={enter} onBack={() => setWays(null)} />;
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)} noValidate>
      <label>
        {t.login.username}
        <input
          type="text"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the first thing to do on this page
          autoFocus
          value={username}
          aria-invalid={isMissing && username.trim() === ""}
          onChange={(event) => {
            setUsername(event.target.value);
            setMissing(false);
          }}
        />
      </label>
      <div className={css.password}>
        <label htmlFor="password">{t.login.password}</label>
        <div>
          <input
            id="password"
            ref={passwordField}
            type={isShown ? "text" : "password"}
            name="password"
            autoComplete="current-password"
            value={password}
            aria-invalid={isMissing && password === ""}
            onKeyUp={watchCaps}
            onChange={(event) => {
              setPassword(event.target.value);
              setMissing(false);
            }}
          />
          <Button
            tone="quiet"
            iconOnly
            icon="eye"
            aria-pressed={isShown}
            aria-label={isShown ? t.login.hidePassword : t.login.showPassword}
            onClick={() => setShown(!isShown)}
          />
        </div>
      </div>
      {hasCapsLock && <p className={css.caps}>{t.login.capsLock}</p>}
      {isMissing && (
        <p className={css.bad} role="alert">
          {t.login.missing}
        </p>
      )}
      {problem && (
        <p className={css.bad} role="alert">
          <Icon name="warn" size={18} /> {sentence(problem, t)}
        </p>
      )}
      <Button tone="primary" type="submit" className={css.submit} disabled={isSubmitting}>
        {isSubmitting ? t.login.submitting : t.login.submit}
      </Button>
      {door && canUsePasskeys(door.passkey_host) && (
        <Button icon="key" onClick={() => void byPasskey()}>
          {t.account.logInByPasskey}
        </Button>
      )}
      {door && <SignOnButtons providers={door.sign_on} to={to} say={setProblem} />}
      {isDemo && (
        <div className={css.demo}>
          <p>{t.login.demoHint}</p>
          <div>
            {DEMO_ACCOUNTS.map((account) => (
              <Button
                key={account}
                size="small"
                onClick={() => {
                  setUsername(account);
                  setPassword("qiao-demo");
                }}
              >
                {account}
              </Button>
            ))}
          </div>
        </div>
      )}
    </form>
  );
}

/** A bridge over the water, drawn in the line colour: quiet, and ours. */
function Bridge() {
  return (
    <svg className={css.bridge} viewBox="0 0 1440 360" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeWidth="2">
        <path d="M0 262h1440M0 274h1440" />
        <path d="M160 262a560 210 0 0 1 1120 0" strokeWidth="3" />
        {Array.from({ length: 27 }, (_, place) => {
          const x = 200 + place * 40;
          const y = 262 - 210 * Math.sqrt(Math.max(0, 1 - ((x - 720) / 560) ** 2));
          return <path key={x} d={`M${x} 262V${y}`} />;
        })}
        <path d="M120 274v86M1320 274v86M520 274v86M920 274v86" strokeWidth="3" />
        <path d="M40 318q40-10 80 0t80 0 80 0M640 336q40-10 80 0t80 0 80 0M1120 312q40-10 80 0t80 0 80 0" />
      </g>
    </svg>
  );
}
