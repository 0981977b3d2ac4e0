// The pages and their addresses. Each room is a chunk of its own; the URL holds what a colleague should see.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
} from "@tanstack/react-router";
import { ProblemError } from "../api/problem";
import { SIGN_ON_PAGE } from "../login/wayBack";
import { Button, Empty, Failure, Skeleton } from "../parts/basics";
import { StepUp } from "../parts/StepUp";
import { useText } from "../text";
import { homeOf } from "./rooms";
import { Shell } from "./Shell";
import { session } from "./session";

/** Search values as they may stand in a pasted link: everything is optional and text. */
function textSearch<K extends string>(...keys: K[]) {
  return (search: Record<string, unknown>): { [P in K]?: string } => {
    const kept: { [P in K]?: string } = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === "string" && value !== "") kept[key] = value;
      else if (typeof value === "number") kept[key] = String(value);
    }
    return kept;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Crash });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    // Only a path of ours: a link must not lead out through the login.
    typeof search.to === "string" && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
  beforeLoad: async ({ search }) => {
    const me = await session.load();
    if (me) throw redirect({ to: search.to ?? homeOf(me) });
  },
  component: lazyRouteComponent(() => import("../login/Login")),
});

/** Where OpenID providers send people back to. */
const signOn = createRoute({
  getParentRoute: () => root,
  path: SIGN_ON_PAGE,
  component: lazyRouteComponent(() => import("../login/SignOnBack")),
});

/** Wherever somebody is, an act may need a fresh proof of who they are. */
function Inside() {
  return (
    <>
      <Outlet />
      <StepUp />
    </>
  );
}

/** Everything else needs a session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    const me = await session.load();
    if (!me) throw redirect({ to: "/login", search: location.pathname === "/" ? {} : { to: location.href } });
    if (me.must_change_password && location.pathname !== "/password") throw redirect({ to: "/password" });
  },
  component: Inside,
});

const shell = createRoute({ getParentRoute: () => inside, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    const { me } = session.get();
    if (me) throw redirect({ to: homeOf(me) });
  },
});

const deskRoom = createRoute({
  getParentRoute: () => shell,
  path: "/desk",
  component: lazyRouteComponent(() => import("../desk/Desk")),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: "/tasks",
  validateSearch: textSearch("box", "flow"),
  component: lazyRouteComponent(() => import("../tasks/Tasks")),
});

const task = createRoute({
  getParentRoute: () => shell,
  path: "/tasks/$instance/$task",
  component: lazyRouteComponent(() => import("../tasks/Task")),
});

const notices = createRoute({
  getParentRoute: () => shell,
  path: "/notices",
  validateSearch: textSearch("box", "id"),
  component: lazyRouteComponent(() => import("../notices/Notices")),
});

const flows = createRoute({
  getParentRoute: () => shell,
  path: "/flows",
  validateSearch: textSearch("q", "group", "mine"),
  component: lazyRouteComponent(() => import("../flows/Catalogue")),
});

const instances = createRoute({
  getParentRoute: () => shell,
  path: "/flows/instances",
  validateSearch: textSearch("box", "flow", "state"),
  component: lazyRouteComponent(() => import("../flows/Boxes")),
});

const instance = createRoute({
  getParentRoute: () => shell,
  path: "/flows/instances/$id",
  component: lazyRouteComponent(() => import("../flows/InstancePage")),
});

const delegations = createRoute({
  getParentRoute: () => shell,
  path: "/flows/delegations",
  component: lazyRouteComponent(() => import("../flows/Delegations")),
});

const flow = createRoute({
  getParentRoute: () => shell,
  path: "/flows/$key",
  validateSearch: textSearch("tab", "from", "until"),
  component: lazyRouteComponent(() => import("../flows/FlowPage")),
});

const flowStart = createRoute({
  getParentRoute: () => shell,
  path: "/flows/$key/start",
  validateSearch: (search: Record<string, unknown>): { start?: string; fields?: Record<string, unknown> } => ({
    ...textSearch("start")(search),
    // A refusal leads here with the form filled in as far as it knows.
    ...(isRecord(search.fields) ? { fields: search.fields } : {}),
  }),
  component: lazyRouteComponent(() => import("../flows/StartPage")),
});

const floor = createRoute({
  getParentRoute: () => shell,
  path: "/floor",
  validateSearch: textSearch("sort"),
  component: lazyRouteComponent(() => import("../floor/Floor")),
});

const wallboard = createRoute({
  getParentRoute: () => inside,
  path: "/wallboard",
  validateSearch: textSearch("queue"),
  component: lazyRouteComponent(() => import("../floor/Wallboard")),
});

const calls = createRoute({
  getParentRoute: () => shell,
  path: "/calls",
  validateSearch: textSearch("from", "until", "queue", "agent", "outcome", "q", "cursor"),
  component: lazyRouteComponent(() => import("../calls/Calls")),
});

const call = createRoute({
  getParentRoute: () => calls,
  path: "$id",
  component: lazyRouteComponent(() => import("../calls/CallDrawer")),
});

const reports = createRoute({
  getParentRoute: () => shell,
  path: "/reports",
  validateSearch: textSearch("from", "until", "bucket", "queue"),
  component: lazyRouteComponent(() => import("../reports/Reports")),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: "/people",
  validateSearch: textSearch("q"),
  component: lazyRouteComponent(() => import("../people/People")),
});

const customers = createRoute({
  getParentRoute: () => shell,
  path: "/customers",
  component: lazyRouteComponent(() => import("../customers/Customers")),
});

const customer = createRoute({
  getParentRoute: () => shell,
  path: "/customers/$id",
  component: lazyRouteComponent(() => import("../customers/CustomerPage")),
});

const orders = createRoute({
  getParentRoute: () => shell,
  path: "/orders",
  validateSearch: textSearch("number", "state"),
  component: lazyRouteComponent(() => import("../orders/Orders")),
});

const order = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$id",
  component: lazyRouteComponent(() => import("../orders/OrderPage")),
});

const knowledge = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge",
  validateSearch: textSearch("q", "section", "show"),
  component: lazyRouteComponent(() => import("../knowledge/Articles")),
});

const article = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/$id",
  component: lazyRouteComponent(() => import("../knowledge/Article")),
});

/** The room of rights: one address for each of its lists. */
const access = createRoute({
  getParentRoute: () => shell,
  path: "/access",
  component: lazyRouteComponent(() => import("../access/Mine")),
});

const accessAsk = createRoute({
  getParentRoute: () => shell,
  path: "/access/ask",
  component: lazyRouteComponent(() => import("../access/Ask")),
});

const accessRegister = createRoute({
  getParentRoute: () => shell,
  path: "/access/register",
  validateSearch: textSearch("state", "person", "capability", "id"),
  component: lazyRouteComponent(() => import("../access/Register")),
});

const accessWho = createRoute({
  getParentRoute: () => shell,
  path: "/access/who",
  validateSearch: textSearch("action", "team"),
  component: lazyRouteComponent(() => import("../access/WhoCan")),
});

const accessReports = createRoute({
  getParentRoute: () => shell,
  path: "/access/reports",
  validateSearch: textSearch("report", "days"),
  component: lazyRouteComponent(() => import("../access/Reports")),
});

const accessStops = createRoute({
  getParentRoute: () => shell,
  path: "/access/stops",
  validateSearch: textSearch("person"),
  component: lazyRouteComponent(() => import("../access/Stops")),
});

const accessReviews = createRoute({
  getParentRoute: () => shell,
  path: "/access/reviews",
  validateSearch: textSearch("id"),
  component: lazyRouteComponent(() => import("../access/Reviews")),
});

const accessViolations = createRoute({
  getParentRoute: () => shell,
  path: "/access/violations",
  validateSearch: textSearch("person"),
  component: lazyRouteComponent(() => import("../access/Violations")),
});

const accessPerson = createRoute({
  getParentRoute: () => shell,
  path: "/access/people/$id",
  component: lazyRouteComponent(() => import("../access/PersonRights")),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  component: lazyRouteComponent(() => import("../audit/Samples")),
});

const auditSample = createRoute({
  getParentRoute: () => shell,
  path: "/audit/samples/$id",
  validateSearch: textSearch("item"),
  component: lazyRouteComponent(() => import("../audit/Sample")),
});

const auditFindings = createRoute({
  getParentRoute: () => shell,
  path: "/audit/findings",
  validateSearch: textSearch("state"),
  component: lazyRouteComponent(() => import("../audit/Findings")),
});

const auditProof = createRoute({
  getParentRoute: () => shell,
  path: "/audit/proof",
  component: lazyRouteComponent(() => import("../audit/Proof")),
});

const journal = createRoute({
  getParentRoute: () => shell,
  path: "/journal",
  validateSearch: textSearch("after"),
  component: lazyRouteComponent(() => import("../journal/Journal")),
});

const rulebook = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook",
  component: lazyRouteComponent(() => import("../rulebook/Clauses")),
});

const ruleChanges = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook/changes",
  component: lazyRouteComponent(() => import("../rulebook/Changes")),
});

const ruleChange = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook/changes/$id",
  component: lazyRouteComponent(() => import("../rulebook/ChangePage")),
});

const ruleEditor = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook/propose",
  component: lazyRouteComponent(() => import("../rulebook/Editor")),
});

const ruleVersions = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook/versions",
  component: lazyRouteComponent(() => import("../rulebook/Versions")),
});

const ruleReading = createRoute({
  getParentRoute: () => shell,
  path: "/rulebook/reading",
  component: lazyRouteComponent(() => import("../rulebook/Reading")),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  validateSearch: textSearch("part"),
  component: lazyRouteComponent(() => import("../settings/Settings")),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("../account/Account")),
});

/** Nothing goes before a new password, so it has no rooms around it. */
const password = createRoute({
  getParentRoute: () => inside,
  path: "/password",
  component: lazyRouteComponent(() => import("../account/Password")),
});

const me = createRoute({ getParentRoute: () => shell, path: "/me", component: NothingHere });

const tree = root.addChildren([
  login,
  signOn,
  inside.addChildren([
    home,
    password,
    wallboard,
    shell.addChildren([
      deskRoom,
      tasks,
      task,
      notices,
      flows,
      instances,
      instance,
      delegations,
      flow,
      flowStart,
      floor,
      calls.addChildren([call]),
      customers,
      customer,
      orders,
      order,
      knowledge,
      article,
      reports,
      people,
      access,
      accessAsk,
      accessRegister,
      accessWho,
      accessReports,
      accessStops,
      accessReviews,
      accessViolations,
      accessPerson,
      audit,
      auditSample,
      auditFindings,
      auditProof,
      journal,
      rulebook,
      ruleChanges,
      ruleChange,
      ruleEditor,
      ruleVersions,
      ruleReading,
      settings,
      account,
      me,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPendingComponent: () => <Skeleton />,
  defaultPendingMs: 150,
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

// Logged out, expired or disabled: whatever page it is, the way leads to the login.
session.subscribe(() => {
  const { me: person, isKnown } = session.get();
  if (isKnown && !person && !router.state.location.pathname.startsWith("/login"))
    void router.navigate({ to: "/login" });
});

function NotFound() {
  const t = useText();
  const { navigate } = useRouter();
  return (
    <Empty title={t.app.notFound}>
      <Button onClick={() => void navigate({ to: "/" })}>{t.app.home}</Button>
    </Empty>
  );
}

/** Somebody whose rights open no room sees at least that, and the menu with the reasons. */
function NothingHere() {
  const t = useText();
  return <Empty title={t.app.notFound} hint={t.menu.rightsIntro} />;
}

function Crash({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useText();
  const { invalidate } = useRouter();
  const retry = () => {
    reset();
    void invalidate();
  };
  if (error instanceof ProblemError) return <Failure error={error} retry={retry} />;
  return (
    <Empty title={t.app.crash} hint={error instanceof Error ? error.message : undefined}>
      <Button onClick={retry}>{t.app.retry}</Button>
    </Empty>
  );
}
