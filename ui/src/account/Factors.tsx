// What proves who somebody is beside the password: an authenticator app, passkeys, recovery codes on paper.

import { type FormEvent, useState } from "react";
import { accountApi, type Factor, useDoor } from "../api/account";
import { type Problem, problemOf, sentence } from "../api/problem";
import { queryClient } from "../api/queries";
import { canUsePasskeys, makePasskey } from "../api/webauthn";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { fullTime } from "../parts/format";
import { useText } from "../text";
import css from "./Account.module.css";

type Open = { totp: { secret: string; picture: string } } | { codes: string[] } | { remove: Factor } | null;

const again = () => queryClient.invalidateQueries({ queryKey: ["account"] });

export function Factors({ factors }: { factors: Factor[] }) {
  const t = useText();
  const door = useDoor().data;
  const [open, setOpen] = useState<Open>(null);
  const has = (kind: Factor["kind"]) => factors.some((factor) => factor.kind === kind);
  const isEnrolled = has("totp") || has("passkey");

  const act = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      toast.problem(error);
    }
  };
  const newCodes = () =>
    act(async () => {
      setOpen({ codes: (await accountApi.newRecoveryCodes()).codes });
      await again();
    });
  const addPasskey = () =>
    act(async () => {
      const options = await accountApi.beginPasskey();
      const made = await makePasskey(options).catch(() => null);
      if (!made) return;
      await accountApi.finishPasskey(made, t.account.thisDevice);
      toast.good(t.account.passkeyAdded);
      await again();
      if (!has("recovery_codes")) await newCodes();
    });
  return (
    <>
      {factors.length > 0 && (
        <ul className={css.list}>
          {factors.map((factor) => (
            <li key={factor.id}>
              <div>
                <strong>{t.account.kinds[factor.kind]}</strong>
                <small>
                  {[
                    factor.name,
                    factor.codes_left === null ? "" : t.account.codesLeft(factor.codes_left),
                    factor.used_ms === null ? t.account.neverUsed : t.account.lastUsed(fullTime(factor.used_ms)),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </small>
              </div>
              <Button size="small" tone="quiet" onClick={() => setOpen({ remove: factor })}>
                {t.account.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!isEnrolled && <p>{t.account.noFactors}</p>}
      <div className={css.row}>
        {!has("totp") && (
          <Button onClick={() => void act(async () => setOpen({ totp: await accountApi.beginTotp() }))}>
            {t.account.addTotp}
          </Button>
        )}
        {canUsePasskeys(door?.passkey_host) && (
          <Button icon="key" onClick={() => void addPasskey()}>
            {t.account.addPasskey}
          </Button>
        )}
        {isEnrolled && (
          <Button onClick={() => void newCodes()}>
            {has("recovery_codes") ? t.account.replaceCodes : t.account.addCodes}
          </Button>
        )}
      </div>
      {open && "totp" in open && (
        <ConfirmTotp
          setup={open.totp}
          onClose={() => setOpen(null)}
          onDone={() => (has("recovery_codes") ? setOpen(null) : void newCodes())}
        />
      )}
      {open && "codes" in open && <Codes codes={open.codes} onClose={() => setOpen(null)} />}
      {open && "remove" in open && <Remove factor={open.remove} onClose={() => setOpen(null)} />}
    </>
  );
}

function ConfirmTotp(props: { setup: { secret: string; picture: string }; onClose: () => void; onDone: () => void }) {
  const t = useText();
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await accountApi.confirmTotp(code.trim(), "");
      toast.good(t.account.totpAdded);
      await again();
      props.onDone();
    } catch (error) {
      setProblem(problemOf(error));
      setCode("");
    }
  };
  return (
    <Dialog title={t.account.addTotp} onClose={props.onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p>{t.account.scan}</p>
        <img
          className={css.picture}
          alt={t.account.qr}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(props.setup.picture)}`}
        />
        <p>
          {t.account.orType} <code className={css.secret}>{props.setup.secret}</code>
        </p>
        <label>
          {t.account.firstCode}
          <input
            data-first
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            value={code}
            aria-invalid={problem !== null}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
        {problem && (
          <p role="alert" className={css.bad}>
            {sentence(problem, t)}
          </p>
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{t.app.cancel}</Button>
          <Button type="submit" tone="primary" disabled={code.trim().length < 6}>
            {t.account.confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useText();
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    toast.good(t.app.copied);
  };
  return (
    <Dialog title={t.account.codesTitle} onClose={onClose}>
      <p>{t.account.codesHint}</p>
      <ul className={css.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <DialogActions>
        <Button onClick={() => void copy()}>{t.app.copy}</Button>
        <Button tone="primary" onClick={onClose}>
          {t.account.codesKept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Remove({ factor, onClose }: { factor: Factor; onClose: () => void }) {
  const t = useText();
  const remove = async () => {
    try {
      await accountApi.removeFactor(factor.id);
      await again();
      onClose();
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <Dialog title={t.account.removeTitle(t.account.kinds[factor.kind])} onClose={onClose}>
      <p>{t.account.removeEffect}</p>
      <DialogActions>
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button tone="danger" onClick={() => void remove()}>
          {t.account.remove}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
