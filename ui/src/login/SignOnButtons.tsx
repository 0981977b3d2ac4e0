// A button for each provider by which people sign on.

import { useState } from "react";
import { type Problem, problemOf } from "../api/problem";
import { leaveFor, type Provider, providerName, signOnApi } from "../api/signOn";
import { Button } from "../parts/basics";
import { useText } from "../text";

export function SignOnButtons(props: {
  providers: Provider[];
  to: string | undefined;
  say: (problem: Problem | null) => void;
}) {
  const t = useText();
  const [isLeaving, setLeaving] = useState(false);
  const signOn = async (provider: Provider) => {
    setLeaving(true);
    props.say(null);
    try {
      leaveFor((await signOnApi.begin(provider.key, props.to)).url, { is_link: false, to: props.to });
    } catch (error) {
      props.say(problemOf(error));
      setLeaving(false);
    }
  };
  return props.providers.map((provider) => (
    <Button key={provider.key} icon="key" disabled={isLeaving} onClick={() => void signOn(provider)}>
      {t.account.signInWith(providerName(provider) ?? provider.key)}
    </Button>
  ));
}
