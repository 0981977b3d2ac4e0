// API tokens: a program acts for their owner, with all of the owner's rights or some of them, until a day.

import { type FormEvent, useState } from "react";
import { accountApi, type TokenRow } from "../api/account";
import { type Problem, problemOf } from "../api/problem";
import { queryClient } from "../api/queries";
import type { ActionName } from "../api/types";
import { may, useMe } from "../app/session";
import { toast } from "../app/toast";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { fullTime } from "../parts/format";
import { useText } from "../text";
import css from "./Account.module.css";

const again = () => queryClient.invalidateQueries({ queryKey: ["account", "tokens"] });

export function Tokens({ tokens }: { tokens: TokenRow[] }) {
  const t = useText();
  const [isIssuing, setIssuing] = useState(false);
  const revoke = async (id: string) => {
    try {
      await accountApi.revokeToken(id);
      await again();
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <>
      {tokens.length > 0 && (
        <ul className={css.list}>
          {tokens.map((token) => (
            <li key={token.id}>
              <div>
                <strong>{token.name || t.account.unnamed}</strong>
                <small>
                  {t.account.tokenTimes(
                    fullTime(token.expires_ms),
                    token.used_ms === null ? t.account.neverUsed : t.account.lastUsed(fullTime(token.used_ms)),
                  )}
                </small>
                <small>
                  {token.scope === null
                    ? t.account.scopeAll
                    : token.scope.map((one) => t.action[one] ?? one).join(" · ")}
                </small>
              </div>
              <Button size="small" tone="quiet" onClick={() => void revoke(token.id)}>
                {t.account.revoke}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button onClick={() => setIssuing(true)}>{t.account.issue}</Button>
      </div>
      {isIssuing && <Issue onClose={() => setIssuing(false)} />}
    </>
  );
}

function Issue({ onClose }: { onClose: () => void }) {
  const t = useText();
  const me = useMe();
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [scope, setScope] = useState<Set<string>>(new Set());
  const [secret, setSecret] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const actions = (Object.keys(me.may) as ActionName[]).filter((action) => may(me, action));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      setSecret((await accountApi.issueToken(name.trim(), days, [...scope])).secret);
      await again();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const toggle = (action: string) => {
    const next = new Set(scope);
    if (!next.delete(action)) next.add(action);
    setScope(next);
  };
  if (secret) {
    const copy = async () => {
      await navigator.clipboard.writeText(secret);
      toast.good(t.app.copied);
    };
    return (
      <Dialog title={t.account.tokenTitle} onClose={onClose}>
        <p>{t.account.tokenOnce}</p>
        <p>
          <code className={css.secret}>{secret}</code>
        </p>
        <DialogActions>
          <Button onClick={() => void copy()}>{t.app.copy}</Button>
          <Button tone="primary" onClick={onClose}>
            {t.account.codesKept}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.account.issue} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <label>
          {t.account.tokenName}
          <input data-first value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          {t.account.tokenDays}
          <input
            type="number"
            min={1}
            max={366}
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          />
        </label>
        <fieldset className={css.actions}>
          <legend>{t.account.scope}</legend>
          {actions.map((action) => (
            <label key={action}>
              <input type="checkbox" checked={scope.has(action)} onChange={() => toggle(action)} />
              {t.action[action] ?? action}
            </label>
          ))}
        </fieldset>
        {problem && <ProblemNote problem={problem} />}
        <DialogActions>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={scope.size === 0 || !(days >= 1 && days <= 366)}>
            {t.account.issue}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
