// Proving again who one is. Mounted once for the whole page (`StepUp`); the fields serve the log-in too (`Ways`).

import { type FormEvent, useEffect, useId, useState } from "react";
import { accountApi, type Proof, type Ways as WaysOf } from "../api/account";
import { type Problem, problemOf, sentence } from "../api/problem";
import { askPasskey } from "../api/webauthn";
import { session } from "../app/session";
import { useText } from "../text";
import { Button, ProblemNote, Skeleton } from "./basics";
import { Dialog, DialogActions } from "./Dialog";
import { Icon } from "./Icon";
import css from "./StepUp.module.css";
import { answerStepUp, useIsStepUpAsked } from "./stepUp";

/** The dialog, while an act waits for it. */
export function StepUp() {
  return useIsStepUpAsked() ? <StepUpDialog /> : null;
}

function StepUpDialog() {
  const t = useText();
  const [ways, setWays] = useState<WaysOf | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    accountApi.beginStepUp().then(setWays, (error) => setProblem(problemOf(error)));
  }, []);
  const prove = async (proof: Proof) => {
    await accountApi.stepUp(proof);
    // What the session may do now is more; what waits does not wait for that, nor fail with it.
    void session.refresh().catch(() => undefined);
    answerStepUp(true);
  };
  return (
    <Dialog title={t.account.stepUpTitle} onClose={() => answerStepUp(false)}>
      <p>{t.account.stepUpWhy}</p>
      {problem && <ProblemNote problem={problem} />}
      {!ways && !problem && <Skeleton rows={2} />}
      {ways && <Ways ways={ways} prove={prove} renew={accountApi.beginStepUp} onCancel={() => answerStepUp(false)} />}
    </Dialog>
  );
}

type Way = "passkey" | "totp" | "recovery" | "password";

/** One way at a time, the safest first; the others are a click away. */
export function Ways(props: {
  ways: WaysOf;
  prove: (proof: Proof) => Promise<void>;
  /** A passkey's challenge is good for one answer: how to get the next. Without: begin again. */
  renew?: () => Promise<WaysOf>;
  onCancel: () => void;
  onOver?: () => void;
}) {
  const t = useText();
  const { ways } = props;
  const all: [Way, boolean][] = [
    ["passkey", ways.passkey !== null],
    ["totp", ways.totp],
    ["recovery", ways.recovery_codes],
    ["password", ways.password],
  ];
  const possible = all.filter(([, is]) => is).map(([way]) => way);
  const [way, setWay] = useState<Way>(possible[0] ?? "password");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();

  const prove = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await props.prove(await proofOf(way, value.trim(), ways, props.renew));
    } catch (error) {
      const found = problemOf(error);
      setProblem(found);
      setBusy(false);
      setValue("");
      if (found.code === "ticket_over") props.onOver?.();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!isBusy && (way === "passkey" || value.trim() !== "")) void prove();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {way === "passkey" ? (
        <p className={css.passkey}>
          <Icon name="key" size={22} /> {t.account.passkeyHint}
        </p>
      ) : (
        <label htmlFor={id}>
          {t.account.ways[way]}
          <input
            key={way}
            id={id}
            data-first
            // biome-ignore lint/a11y/noAutofocus: the only thing to do here
            autoFocus
            type={way === "password" ? "password" : "text"}
            inputMode={way === "totp" ? "numeric" : undefined}
            autoComplete={way === "password" ? "current-password" : way === "totp" ? "one-time-code" : "off"}
            maxLength={way === "totp" ? 7 : 256}
            value={value}
            aria-invalid={problem !== null}
            aria-describedby={problem ? `${id}-wrong` : undefined}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
      )}
      {problem && (
        <p id={`${id}-wrong`} role="alert" className={css.wrong}>
          {problem.code === "unknown" && way === "passkey" ? t.account.passkeyCancelled : sentence(problem, t)}
        </p>
      )}
      {possible.length > 1 && (
        <div className={css.others}>
          {possible
            .filter((one) => one !== way)
            .map((one) => (
              <Button
                key={one}
                size="small"
                tone="quiet"
                onClick={() => {
                  setWay(one);
                  setValue("");
                  setProblem(null);
                }}
              >
                {t.account.instead(t.account.ways[one])}
              </Button>
            ))}
        </div>
      )}
      <DialogActions>
        <Button onClick={props.onCancel}>{t.app.cancel}</Button>
        <Button tone="primary" type="submit" disabled={isBusy || (way !== "passkey" && value.trim() === "")}>
          {way === "passkey" ? t.account.usePasskey : t.account.confirm}
        </Button>
      </DialogActions>
    </form>
  );
}

const used = new WeakSet<object>();

async function proofOf(way: Way, value: string, ways: WaysOf, renew?: () => Promise<WaysOf>): Promise<Proof> {
  if (way === "totp") return { code: value };
  if (way === "recovery") return { recovery_code: value };
  if (way === "password") return { password: value };
  const options = used.has(ways) && renew ? (await renew()).passkey : ways.passkey;
  used.add(ways);
  return { assertion: await askPasskey(options ?? {}) };
}
