// What the instance filed, and who keeps it.

import { type FieldView, nameOf, type RecordView } from "../api/flows";
import { Tag } from "../parts/basics";
import { dayWords } from "../parts/lasting";
import { useSlowNow } from "../parts/time";
import { useLocale, useText } from "../text";
import css from "./Instance.module.css";
import { names, shownOf } from "./storyWords";

/** `fields`: those of the instance, which know their labels and words. */
export function Records({ records, fields }: { records: RecordView[]; fields: FieldView[] }) {
  const t = useText();
  const locale = useLocale();
  const now = useSlowNow();
  const words = t.flows.instance;
  const known = new Map(fields.map((field) => [field.key, field]));
  return (
    <ul className={css.records}>
      {records.map((record) => {
        const kept = Object.keys(record.fields).flatMap((key) => known.get(key) ?? []);
        return (
          <li key={record.id}>
            <details>
              <summary>
                <Tag>{t.flows.services[record.kind] ?? record.kind}</Tag> {dayWords(record.kept_ms, now, t)}
                <small>{words.parties(names(record.parties, locale))}</small>
              </summary>
              <dl className={css.fields}>
                {kept.map((field) => (
                  <div key={field.key}>
                    <dt>{nameOf(field.label, locale)}</dt>
                    <dd>{shownOf(field, t, locale)}</dd>
                  </div>
                ))}
              </dl>
            </details>
          </li>
        );
      })}
    </ul>
  );
}
