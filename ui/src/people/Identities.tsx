// Whose identities at providers open an account, and linking one that the provider's directory vouches for.

import { type FormEvent, useState } from "react";
import css from "../account/Account.module.css";
import { useDoor } from "../api/account";
import { type Problem, problemOf } from "../api/problem";
import { queryClient } from "../api/queries";
import { providerName, signOnApi, useIdentitiesOf } from "../api/signOn";
import type { PersonRow } from "../api/types";
import { Button, Failure, ProblemNote, Skeleton } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { IdentityList } from "../parts/IdentityList";
import { useText } from "../text";

export function Identities({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const t = useText();
  const held = useIdentitiesOf(person.id);
  const providers = useDoor().data?.sign_on ?? [];
  const [provider, setProvider] = useState("");
  const [subject, setSubject] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const chosen = provider || (providers[0]?.key ?? "");

  const act = async (work: Promise<unknown>) => {
    setProblem(null);
    try {
      await work;
      setSubject("");
      await queryClient.invalidateQueries({ queryKey: ["people", person.id, "identities"] });
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (subject.trim() !== "") void act(signOnApi.linkOf(person.id, chosen, subject.trim()));
  };
  return (
    <Dialog title={t.account.identitiesOf(person.name)} onClose={onClose}>
      {held.isPending && <Skeleton rows={2} />}
      {held.isError && <Failure error={held.error} retry={() => void held.refetch()} />}
      {held.data && (
        <IdentityList identities={held.data.items} remove={(id) => void act(signOnApi.unlinkOf(person.id, id))} />
      )}
      {problem && <ProblemNote problem={problem} />}
      <form className={css.form} onSubmit={submit}>
        {providers.length > 1 && (
          <label>
            {t.account.provider}
            <select value={chosen} onChange={(event) => setProvider(event.target.value)}>
              {providers.map((one) => (
                <option key={one.key} value={one.key}>
                  {providerName(one) ?? one.key}
                </option>
              ))}
            </select>
          </label>
        )}
        {providers.length > 0 && (
          <label>
            {t.account.subject}
            <input value={subject} maxLength={255} spellCheck={false} onChange={(e) => setSubject(e.target.value)} />
            <small>{t.account.subjectHint}</small>
          </label>
        )}
        <DialogActions>
          <Button onClick={onClose}>{t.app.close}</Button>
          {providers.length > 0 && (
            <Button type="submit" tone="primary" disabled={subject.trim() === ""}>
              {t.account.linkSubject}
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  );
}
