// To the form that asks for more time or another scope of a right that is held (FORM-02), filled in with that right.

import { Link } from "@tanstack/react-router";
import dayjs from "dayjs";
import type { GrantView } from "../api/access";
import lists from "./lists.module.css";

/** As much longer as it lasted; the applicant may write another end. */
function proposedEnd(grant: GrantView): string {
  return dayjs(grant.until_ms + (grant.until_ms - grant.from_ms))
    .startOf("minute")
    .format();
}

export function changeFields(grant: GrantView): Record<string, unknown> {
  return {
    grant: grant.id,
    capability: grant.capability,
    scope_kind: grant.scope.covers,
    ...(grant.scope.id ? { scope_id: grant.scope.id } : {}),
    until: proposedEnd(grant),
  };
}

export function ChangeLink({ grant, label }: { grant: GrantView; label: string }) {
  return (
    <Link
      className={lists.link}
      to="/flows/$key/start"
      params={{ key: "access-change" }}
      search={{ fields: changeFields(grant) }}
    >
      {label}
    </Link>
  );
}
