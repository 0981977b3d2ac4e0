// The step that hands a one-time password over: shown while its owner is here, to whoever does the step.

import { useState } from "react";
import { accountApi } from "../api/account";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { useText } from "../text";
import css from "./Account.module.css";

/** The step of the flows that open and reset accounts. */
export const HAND_CODE = "hand_code";

export function OneTimePassword({ instance, task }: { instance: string; task: number }) {
  const t = useText();
  const [password, setPassword] = useState<string | null>(null);
  const show = async () => {
    try {
      setPassword((await accountApi.oneTimePassword(instance, task)).password);
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <section className={css.code} aria-live="polite">
      <p>{t.account.codeHint}</p>
      {password && <code className={css.secret}>{password}</code>}
      <div>
        <Button icon="key" onClick={() => void show()}>
          {password ? t.account.codeAgain : t.account.codeShow}
        </Button>
      </div>
    </section>
  );
}
