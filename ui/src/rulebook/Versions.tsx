// Which versions were in force, and whether the operator's folder waits.

import { Link } from "@tanstack/react-router";
import { useVersions } from "../api/rulebook";
import { Failure, Skeleton, Tag } from "../parts/basics";
import { fullTime } from "../parts/format";
import { RulesRoom } from "./Room";
import css from "./Rulebook.module.css";
import { useRulesText } from "./words";

export default function Versions() {
  const t = useRulesText();
  const versions = useVersions();
  return (
    <RulesRoom note={t.versions.note}>
      {versions.isPending && <Skeleton rows={6} />}
      {versions.isError && <Failure error={versions.error} retry={() => void versions.refetch()} />}
      {versions.data?.folder && (
        <p className={css.warning} role="status">
          {t.versions.differs(versions.data.folder.files.join(", "))}
        </p>
      )}
      {versions.data && (
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t.versions.hash}</th>
              <th>{t.versions.at}</th>
              <th>{t.versions.from}</th>
            </tr>
          </thead>
          <tbody>
            {versions.data.items.map((row) => (
              <tr key={row.at_ms + row.hash}>
                <td>
                  <code title={row.hash}>{row.hash.slice(0, 12)}</code>{" "}
                  {row.is_in_force && <Tag tone="good">{t.versions.inForce}</Tag>}
                </td>
                <td>{fullTime(row.at_ms)}</td>
                <td>
                  {row.change ? (
                    <Link to="/rulebook/changes/$id" params={{ id: row.change }}>
                      {t.versions.byChange}
                    </Link>
                  ) : (
                    t.versions.folder
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </RulesRoom>
  );
}
