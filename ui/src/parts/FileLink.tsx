// A stored file by its name, to be fetched with a click.

import { useQuery } from "@tanstack/react-query";
import { attachmentName, attachmentUrl } from "../api/attachments";
import { useText } from "../text";
import { Icon } from "./Icon";
import css from "./SchemaForm.module.css";

export function useFileName(id: string): string {
  const t = useText();
  const name = useQuery({
    queryKey: ["attachment-name", id],
    queryFn: () => attachmentName(id),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  return name ?? `${t.forms.stored} ${id.slice(0, 6)}`;
}

export function FileLink({ id }: { id: string }) {
  const name = useFileName(id);
  return (
    <a href={attachmentUrl(id)} target="_blank" rel="noreferrer" className={css.file}>
      <Icon name="clip" size={16} />
      {name}
    </a>
  );
}
