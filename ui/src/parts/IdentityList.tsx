// Identities at providers that open one account.

import { type Identity, providerName } from "../api/signOn";
import { useText } from "../text";
import { Button, Tag } from "./basics";
import { fullTime } from "./format";
import css from "./IdentityList.module.css";

export function IdentityList(props: { identities: Identity[]; remove: (id: string) => void }) {
  const t = useText();
  if (props.identities.length === 0) return <p>{t.account.noIdentities}</p>;
  return (
    <ul className={css.list}>
      {props.identities.map((identity) => {
        const name = providerName(identity);
        return (
          <li key={identity.id}>
            <div title={identity.issuer}>
              <span>
                <strong>{name ?? identity.provider}</strong>{" "}
                {name === null && <Tag tone="bad">{t.account.providerGone}</Tag>}
              </span>
              <small>{t.account.identityTimes(identity.subject, fullTime(identity.linked_ms))}</small>
            </div>
            <Button size="small" tone="quiet" onClick={() => props.remove(identity.id)}>
              {t.account.unlinkIdentity}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
