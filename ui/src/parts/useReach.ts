// Whether the reader has a right at all, of whatever it is about. What the session says (`may`) is asked of the centre or
// of oneself; a right over others, as to stop somebody, only shows among all rights.

import { useRights } from "../api/access";
import type { ActionName } from "../api/types";
import { may, useMe } from "../app/session";

export function useReach(): (action: ActionName) => boolean {
  const me = useMe();
  const rights = useRights(null).data?.rights;
  return (action) => may(me, action) || rights?.some((one) => one.capability === action && one.allowed) === true;
}
