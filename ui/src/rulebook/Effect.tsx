// What a change would do, in plain words, and the difference of its files.

import type { Effect, FileDifference } from "../api/rulebook";
import { Tag } from "../parts/basics";
import { span } from "../parts/format";
import { named, useLocale } from "../text";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export function EffectView({ effect }: { effect: Effect }) {
  const t = useRulesText().effect;
  const locale = useLocale();
  const { rights, decisions, calls } = effect;
  const action = (of: { action_zh: string; action_en: string }) => (locale === "en" ? of.action_en : of.action_zh);
  return (
    <section className={css.effect} aria-label={t.title}>
      <h2>{t.title}</h2>
      {effect.readers > 0 && <p className={css.warning}>{t.readers(effect.readers)}</p>}
      <h3>{t.rights}</h3>
      {rights.items.length === 0 && <p>{t.noRights}</p>}
      <ul>
        {rights.items.map((line) => (
          <li key={`${line.action}${line.gains}${line.needs_evidence}${line.on_en}`}>
            <Tag tone={line.gains ? "good" : "bad"}>{line.gains ? "+" : "−"}</Tag>{" "}
            {(line.gains ? t.gain : t.lose)(line.people, action(line), locale === "en" ? line.on_en : line.on_zh)}
            {line.needs_evidence && <span className={css.small}> {t.evidence}</span>}
            <p className={css.small}>{line.usernames.join(", ")}</p>
          </li>
        ))}
      </ul>
      {rights.policies.length > 0 && <p className={css.small}>{t.policies(rights.policies.join(", "))}</p>}
      {rights.asked > 0 && <p className={css.small}>{t.asked(rights.asked)}</p>}
      {decisions.decisions > 0 && (
        <>
          <h3>{t.decisions(decisions.days)}</h3>
          {decisions.items.length === 0 && <p>{t.noDecisions}</p>}
          <ul>
            {decisions.items.map((line) => (
              <li key={`${line.action}${line.would_be_refused}`}>
                {(line.would_be_refused ? t.refused : t.allowed)(line.times, action(line))}
                <p className={css.small}>{line.usernames.join(", ")}</p>
              </li>
            ))}
          </ul>
          <p className={css.small}>{t.decided(decisions.decisions, decisions.asked_again)}</p>
          {decisions.is_cut && <p className={css.small}>{t.cut}</p>}
        </>
      )}
      <h3>{t.calls(calls.days)}</h3>
      {calls.is_played ? <Calls effect={effect} /> : <p>{t.notPlayed}</p>}
      {effect.flows.length > 0 && (
        <>
          <h3>{t.flows}</h3>
          <ul>
            {effect.flows.map((line) => (
              <li key={line.flow}>
                {t.flow(named(line, locale), line.open, line.can_move)}
                {line.blocked.length > 0 && <p className={css.small}>{line.blocked.join("; ")}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
      {effect.parameters.length > 0 && (
        <>
          <h3>{t.parameters}</h3>
          <ul>
            {effect.parameters.map((line) => (
              <li key={line.key}>
                {named(line, locale)}: <del>{line.before ?? t.nothing}</del> → <ins>{line.after ?? t.nothing}</ins>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Calls({ effect }: { effect: Effect }) {
  const t = useRulesText().effect;
  const locale = useLocale();
  const { calls } = effect;
  const counts: [number, (count: number) => string][] = [
    [calls.other_queue, t.moved],
    [calls.longer, t.longer],
    [calls.shorter, t.shorter],
    [calls.won, t.won],
    [calls.lost, t.lost],
  ];
  return (
    <>
      <ul>
        {counts
          .filter(([count]) => count > 0)
          .map(([count, words]) => (
            <li key={words(0)}>{words(count)}</li>
          ))}
        <li>{t.nobody(calls.nobody_before, calls.nobody_after)}</li>
      </ul>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t.queue}</th>
              <th>{t.before}</th>
              <th>{t.after}</th>
            </tr>
          </thead>
          <tbody>
            {calls.queues.map((line) => (
              <tr key={line.queue}>
                <td>{named(line, locale)}</td>
                <td>{t.fate(line.before.offered, line.before.answered, span(line.before.wait_ms))}</td>
                <td>{t.fate(line.after.offered, line.after.answered, span(line.after.wait_ms))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={css.small}>{t.played(calls.calls)}</p>
      {calls.is_cut && <p className={css.small}>{t.cut}</p>}
    </>
  );
}

export function Differences({ files }: { files: FileDifference[] }) {
  const t = useRulesText().diff;
  return (
    <section aria-label={t.title}>
      <h2>{t.title}</h2>
      {files.map((file) => (
        <details key={file.path} open className={css.file}>
          <summary>
            <code>{file.path}</code> <Tag>{t[file.kind]}</Tag>{" "}
            <span className={css.small}>
              +{file.added} −{file.removed}
            </span>
          </summary>
          {file.unified === "" ? <p className={css.small}>{t.hidden}</p> : <Unified text={file.unified} />}
        </details>
      ))}
    </section>
  );
}

function Unified({ text }: { text: string }) {
  const lines = text.split("\n").filter((line, at, all) => at < all.length - 1 || line !== "");
  const kind = (line: string) =>
    line.startsWith("@@") ? css.hunk : line.startsWith("+") ? css.plus : line.startsWith("-") ? css.minus : "";
  return (
    <pre className={css.diff}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text have no other name.
        <span key={at} className={kind(line)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}
