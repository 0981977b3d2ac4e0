// The second half of a log-in: the password fits, and there is more to prove.

import { accountApi, type Proof, type Ways as WaysOf } from "../api/account";
import type { Me } from "../api/types";
import { Ways } from "../parts/StepUp";
import { useText } from "../text";
import css from "./Login.module.css";

export function SecondFactor(props: {
  ways: WaysOf;
  /** Without: the first half was the password. */
  title?: string;
  onDone: (me: Me) => Promise<void>;
  onBack: () => void;
}) {
  const t = useText();
  const prove = async (proof: Proof) => {
    await props.onDone(await accountApi.secondFactor(props.ways.ticket ?? "", proof));
  };
  const title = props.title ?? t.account.secondTitle;
  return (
    <section className={css.form} aria-label={title}>
      <p>{title}</p>
      <Ways ways={props.ways} prove={prove} onCancel={props.onBack} onOver={props.onBack} />
    </section>
  );
}
