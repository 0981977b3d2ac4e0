// The own account: password, second factors, sign-on, devices, API tokens. What is done here asks for a fresh proof.

import { useDevices, useDoor, useFactors, useTokens } from "../api/account";
import { useIdentities } from "../api/signOn";
import { useMe } from "../app/session";
import { Failure, Skeleton } from "../parts/basics";
import { Page } from "../parts/console";
import { useText } from "../text";
import css from "./Account.module.css";
import { Devices } from "./Devices";
import { Factors } from "./Factors";
import { Identities } from "./Identities";
import { PasswordForm } from "./Password";
import { Tokens } from "./Tokens";

export default function Account() {
  const t = useText();
  const me = useMe();
  return (
    <Page title={t.account.title} note={`${me.person.name} · ${me.person.username}`}>
      <div className={css.account}>
        <section aria-labelledby="account-password">
          <h2 id="account-password">{t.account.password}</h2>
          <p>{t.account.passwordHint}</p>
          <PasswordForm />
        </section>
        <section aria-labelledby="account-factors">
          <h2 id="account-factors">{t.account.factors}</h2>
          <p>{t.account.factorsHint}</p>
          <Loaded query={useFactors()}>{(page) => <Factors factors={page.items} />}</Loaded>
        </section>
        <SignOn />
        <section aria-labelledby="account-devices">
          <h2 id="account-devices">{t.account.devices}</h2>
          <p>{t.account.devicesHint}</p>
          <Loaded query={useDevices()}>{(page) => <Devices devices={page.items} />}</Loaded>
        </section>
        <section aria-labelledby="account-tokens">
          <h2 id="account-tokens">{t.account.tokens}</h2>
          <p>{t.account.tokensHint}</p>
          <Loaded query={useTokens()}>{(page) => <Tokens tokens={page.items} />}</Loaded>
        </section>
      </div>
    </Page>
  );
}

/** Only where it is offered, or something of it is left. */
function SignOn() {
  const t = useText();
  const door = useDoor().data;
  const query = useIdentities();
  if (!door || (door.sign_on.length === 0 && !query.data?.items.length)) return null;
  return (
    <section aria-labelledby="account-sign-on">
      <h2 id="account-sign-on">{t.account.signOn}</h2>
      <p>{t.account.signOnHint}</p>
      <Loaded query={query}>{(page) => <Identities identities={page.items} />}</Loaded>
    </section>
  );
}

function Loaded<T>(props: {
  query: { data: T | undefined; isError: boolean; error: unknown; refetch: () => unknown };
  children: (data: T) => React.ReactNode;
}) {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Skeleton rows={2} />;
}
