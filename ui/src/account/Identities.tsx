// Which identities at providers open the own account: linked once, listed, removed.

import { useDoor } from "../api/account";
import { queryClient } from "../api/queries";
import { type Identity, leaveFor, providerName, signOnApi } from "../api/signOn";
import { toast } from "../app/toast";
import { Button } from "../parts/basics";
import { IdentityList } from "../parts/IdentityList";
import { useText } from "../text";
import css from "./Account.module.css";

export function Identities({ identities }: { identities: Identity[] }) {
  const t = useText();
  const providers = useDoor().data?.sign_on ?? [];
  const free = providers.filter((provider) => !identities.some((identity) => identity.provider === provider.key));
  const link = async (provider: string) => {
    try {
      leaveFor((await signOnApi.beginLink(provider)).url, { is_link: true });
    } catch (error) {
      toast.problem(error);
    }
  };
  const unlink = async (id: string) => {
    try {
      await signOnApi.unlink(id);
      await queryClient.invalidateQueries({ queryKey: ["account", "identities"] });
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <>
      <IdentityList identities={identities} remove={(id) => void unlink(id)} />
      {free.length > 0 && (
        <div className={css.row}>
          {free.map((provider) => (
            <Button key={provider.key} icon="key" onClick={() => void link(provider.key)}>
              {t.account.linkIdentity(providerName(provider) ?? provider.key)}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
