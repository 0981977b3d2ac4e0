// What the provider sent this page back with. Read once, before the router looks at the address, and taken out of it: a
// code belongs neither into the history nor into a copied link.

import type { WayBack } from "../api/signOn";

export const SIGN_ON_PAGE = "/sign-on";

export function readWayBack(pathname: string, search: string): WayBack | null {
  if (pathname !== SIGN_ON_PAGE) return null;
  const values = new URLSearchParams(search);
  const state = values.get("state");
  if (!state) return null;
  return { state, code: values.get("code"), iss: values.get("iss"), error: values.get("error") };
}

let found = readWayBack(window.location.pathname, window.location.search);
if (found) window.history.replaceState(null, "", SIGN_ON_PAGE);

/** Once: an answer counts once. */
export function takeWayBack(): WayBack | null {
  const taken = found;
  found = null;
  return taken;
}
