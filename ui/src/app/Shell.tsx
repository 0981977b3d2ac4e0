// The frame of every room: the rail, the top bar with the desk's controls, the connection band, palette and sheets.

import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { live, useLive } from "../api/live";
import { useConfig } from "../api/queries";
import { useTaskCounts } from "../api/tasks";
import { DESK_COMMANDS } from "../desk/commands";
import { desk, useDesk } from "../desk/desk";
import { Button, classes, Kbd } from "../parts/basics";
import { roleName, teamName } from "../parts/factWords";
import { Icon, Mark } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { Toasts } from "../parts/Toasts";
import { useNames } from "../parts/useNames";
import { ReadingBanner } from "../rulebook/ReadingBanner";
import { named, setLocale, useLocale, useText } from "../text";
import { APP_COMMANDS } from "./appCommands";
import { Band } from "./Band";
import { type CommandContext, commandFor } from "./commands";
import { Palette } from "./Palette";
import { Help, Rights } from "./panels";
import { roomsOf } from "./rooms";
import css from "./Shell.module.css";
import { StopBand } from "./StopBand";
import { may, session, useMe } from "./session";
import { setAppearance, useAppearance } from "./theme";

const DeskBar = lazy(() => import("../desk/DeskBar"));
const PhoneDialog = lazy(() => import("../desk/parts/PhoneDialog"));

type Panel = "palette" | "help" | "rights" | "phone" | "keypad" | null;

const COMMANDS = [...DESK_COMMANDS, ...APP_COMMANDS];

export function Shell() {
  const t = useText();
  const locale = useLocale();
  const me = useMe();
  const navigate = useNavigate();
  const view = useDesk();
  const config = useConfig().data;
  const [panel, setPanel] = useState<Panel>(null);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const isDesk = may(me, "desk:use") && (desk.isOn || pathname.startsWith("/desk"));

  useEffect(() => {
    const mayUse = may(me, "desk:use");
    if (mayUse && pathname.startsWith("/desk")) desk.start(me);
    // Stopped meanwhile: the page goes on watching, and learns when the desk is given back.
    if (!mayUse && desk.isOn) desk.stop();
    if (!desk.isOn) live.start(false);
  }, [pathname, me]);
  useEffect(() => {
    if (config) desk.config = config;
  }, [config]);

  const context = useMemo<CommandContext>(
    () => ({ t, me, desk: isDesk ? view : null, go: (path) => void navigate({ href: path }), open: setPanel }),
    [t, me, isDesk, view, navigate],
  );
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const record = commandFor(event, COMMANDS, context);
      if (!record || (document.querySelector("dialog[open]") && record.section === "anywhere")) return;
      event.preventDefault();
      record.run(context);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [context]);

  const room = roomsOf(me).find((one) => pathname.startsWith(one.path));
  const state = view.state.state.state;
  useEffect(() => {
    const centre = named(me.centre, locale);
    const place = room ? t.rooms[room.key] : t.app.name;
    document.title = isDesk && state !== "offline" ? `${t.state[state]} · ${place}` : `${place} · ${centre}`;
  }, [room, isDesk, state, t, locale, me]);

  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        {t.app.skip}
      </a>
      <Rail open={setPanel} />
      <div className={css.page}>
        <header className={css.top}>
          {isDesk ? (
            <Suspense fallback={<span />}>
              <DeskBar
                context={context}
                isKeypadOpen={panel === "keypad"}
                setKeypadOpen={(is) => setPanel(is ? "keypad" : null)}
              />
            </Suspense>
          ) : (
            <p className={css.roomTitle}>{named(me.centre, locale)}</p>
          )}
          <Search open={() => setPanel("palette")} />
        </header>
        <div className={css.bandPlace}>
          <Band />
        </div>
        <StopBand />
        <ReadingBanner />
        <main id="main" className={css.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {panel === "palette" && <Palette commands={COMMANDS} context={context} onClose={() => setPanel(null)} />}
      {panel === "help" && <Help commands={COMMANDS} context={context} onClose={() => setPanel(null)} />}
      {panel === "rights" && <Rights context={context} onClose={() => setPanel(null)} />}
      {panel === "phone" && isDesk && (
        <Suspense fallback={null}>
          <PhoneDialog onClose={() => setPanel(null)} />
        </Suspense>
      )}
      <Toasts />
    </div>
  );
}

function Search({ open }: { open: () => void }) {
  const t = useText();
  return (
    <Button className={css.search} icon="search" onClick={open} aria-keyshortcuts="Control+K">
      <span className={css.searchWord}>{t.menu.palette}</span> <Kbd>Ctrl K</Kbd>
    </Button>
  );
}

function Rail({ open }: { open: (panel: Panel) => void }) {
  const t = useText();
  const me = useMe();
  return (
    <nav className={css.rail} aria-label={t.rooms.navigation}>
      <Link to="/" className={css.mark} aria-label={t.app.full}>
        <Mark size={32} />
      </Link>
      <ul>
        {roomsOf(me).map((room) => (
          <li key={room.key}>
            <Link
              to={room.path}
              // The wallboard is a screen of its own: the desk of this tab rings on.
              target={room.key === "wallboard" ? "_blank" : undefined}
              className={css.room}
              activeProps={{ className: css.here, "aria-current": "page" }}
            >
              <Icon name={room.icon} size={22} />
              <span>{t.rooms[room.key]}</span>
              {(room.key === "tasks" || room.key === "notices") && <Badge room={room.key} />}
            </Link>
          </li>
        ))}
      </ul>
      <PersonMenu open={open} />
    </nav>
  );
}

/** How much waits there; red as soon as something is overdue or must be acknowledged. */
function Badge({ room }: { room: "tasks" | "notices" }) {
  const t = useText();
  const me = useMe();
  const counts = useTaskCounts(may(me, "flow:view")).data;
  if (!counts) return null;
  const [count, urgent] =
    room === "tasks"
      ? [counts.open, counts.overdue]
      : [Math.max(counts.notices_unread, counts.notices_to_acknowledge), counts.notices_to_acknowledge];
  if (count === 0) return null;
  return (
    <span className={classes(css.badge, urgent > 0 && css.urgent)}>
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="visually-hidden">
        {room === "tasks" ? t.tasks.badge(count, urgent) : t.notices.badge(count, urgent)}
      </span>
    </span>
  );
}

function PersonMenu({ open }: { open: (panel: Panel) => void }) {
  const t = useText();
  const me = useMe();
  const locale = useLocale();
  const names = useNames();
  const navigate = useNavigate();
  const appearance = useAppearance();
  const { state } = useDesk().state;
  const { connection } = useLive();
  const isBusy = connection === "open" && (state.state === "talking" || state.state === "ringing");
  const nextLook = { light: "dark", dark: "system", system: "light" } as const;
  return (
    <Menu
      label={`${t.menu.open} ${me.person.name}`}
      placement="above-right"
      buttonClass={css.person}
      button={<span aria-hidden="true">{[...me.person.name].slice(-2).join("")}</span>}
      header={
        <div className={css.personHeader}>
          <strong>{me.person.name}</strong>
          <span>
            {me.person.username}
            {me.person.roles.map((role) => ` · ${roleName(names, role)}`)}
          </span>
          {me.person.team && <span>{t.menu.team(teamName(names, me.person.team))}</span>}
          <span>
            {t.menu.version(me.version)}
            {me.demo ? ` · ${t.app.demo}` : ""}
          </span>
        </div>
      }
      items={[
        {
          key: "language",
          content: <Pair left={t.menu.language} right={locale === "en" ? "English → 中文" : "中文 → English"} />,
          onChoose: () => setLocale(locale === "en" ? "zh-CN" : "en"),
        },
        {
          key: "theme",
          content: <Pair left={t.menu.theme} right={t.menu[appearance]} />,
          onChoose: () => setAppearance(nextLook[appearance]),
        },
        { key: "account", content: t.account.menu, onChoose: () => void navigate({ to: "/account" }) },
        { key: "rights", content: t.menu.rights, onChoose: () => open("rights") },
        { key: "help", content: <Pair left={t.menu.help} right="?" />, onChoose: () => open("help") },
        {
          key: "logout",
          content: t.menu.logout,
          // Logging out would hang up on the customer.
          isDisabled: isBusy,
          onChoose: () => void session.logOut(),
        },
      ]}
    />
  );
}

function Pair({ left, right }: { left: string; right: string }) {
  return (
    <>
      <span>{left}</span>
      <span className={css.pairRight}>{right}</span>
    </>
  );
}
