// One line of the palette for each flow that the reader may start: 发起：请假, found by 请假, `qj` or FLOW-01.

import { useMemo } from "react";
import { type FlowRow, nameOf, useFlows } from "../api/flows";
import type { Me } from "../api/types";
import { initials } from "../parts/pinyin";
import { currentLocale } from "../text";
import { type Command, command } from "./commands";
import { may } from "./session";

export function startCommands(flows: FlowRow[]): Command[] {
  return flows.flatMap((flow) =>
    flow.starts.map((start) =>
      command({
        id: `start.${flow.key}.${flow.starts.length > 1 ? `${start.key}.` : ""}${flow.source}`,
        section: "anywhere",
        title: ({ t }) => {
          const name = nameOf(flow.name, currentLocale());
          return t.flows.catalogue.startOne(
            flow.starts.length > 1 ? `${name} · ${nameOf(start.name, currentLocale())}` : name,
          );
        },
        pinyin: [...initials(flow.name.zh)].join(" "),
        needs: "flow:start",
        run: ({ go }) => go(`/flows/${flow.key}/start?start=${encodeURIComponent(start.key)}`),
      }),
    ),
  );
}

export function useStartCommands(me: Me): Command[] {
  const flows = useFlows(may(me, "flow:start")).data?.items;
  return useMemo(() => startCommands(flows ?? []), [flows]);
}
