// Where an order stands, in one word.

import type { OrderState } from "../api/orders";
import { Tag } from "../parts/basics";
import { useOrdersText } from "../text/orders";

const TONES = { delivered: "good", stop_requested: "warn", cancelled: "bad", returned: "bad" } as const;

export function StateTag({ state }: { state: OrderState }) {
  const w = useOrdersText();
  return <Tag tone={state in TONES ? TONES[state as keyof typeof TONES] : undefined}>{w.states[state]}</Tag>;
}
