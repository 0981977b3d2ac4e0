// The commands that are there in every room: go somewhere, help, language, appearance, log out.

import { currentLocale, setLocale } from "../text";
import { type Command, command } from "./commands";
import { ROOMS } from "./rooms";
import { session } from "./session";
import { isDark, setAppearance } from "./theme";

const goCommands = ROOMS.map((room) =>
  command({
    id: `go.${room.key}`,
    section: "anywhere",
    title: ({ t }) => t.rooms[room.key],
    needs: room.needs,
    run: ({ go }) => go(room.path),
  }),
);

export const palette = command({
  id: "app.palette",
  section: "anywhere",
  title: ({ t }) => t.help.palette,
  keys: "Ctrl+K",
  run: ({ open }) => open("palette"),
});

export const help = command({
  id: "app.help",
  section: "anywhere",
  title: ({ t }) => t.help.title,
  keys: "?",
  run: ({ open }) => open("help"),
});

export const language = command({
  id: "app.language",
  section: "anywhere",
  title: ({ t }) => t.switchLanguage,
  run: () => setLocale(currentLocale() === "en" ? "zh-CN" : "en"),
});

export const appearance = command({
  id: "app.theme",
  section: "anywhere",
  title: ({ t }) => t.switchTheme,
  run: () => setAppearance(isDark() ? "light" : "dark"),
});

export const rights = command({
  id: "app.rights",
  section: "anywhere",
  title: ({ t }) => t.menu.rights,
  run: ({ open }) => open("rights"),
});

export const logOut = command({
  id: "app.logout",
  section: "anywhere",
  title: ({ t }) => t.menu.logout,
  run: () => void session.logOut(),
});

const RIGHTS = [
  { id: "access.ask", path: "/access/ask", needs: "access:request" },
  { id: "access.register", path: "/access/register", needs: "access:view" },
  { id: "access.who", path: "/access/who", needs: "access:view" },
  { id: "access.reports", path: "/access/reports", needs: "access:view" },
  { id: "access.stops", path: "/access/stops", needs: "access:view" },
  { id: "access.reviews", path: "/access/reviews", needs: "access:view" },
  { id: "access.violations", path: "/access/violations", needs: "violation:view" },
  { id: "audit.findings", path: "/audit/findings", needs: "audit:work" },
  { id: "audit.proof", path: "/audit/proof", needs: "audit:work" },
] as const;

const rightsCommands = RIGHTS.map((one) =>
  command({
    id: one.id,
    section: "anywhere",
    title: ({ t }) => t.rightsCommands[one.id],
    needs: one.needs,
    run: ({ go }) => go(one.path),
  }),
);

export const APP_COMMANDS: Command[] = [
  ...rightsCommands,
  ...goCommands,
  palette,
  help,
  language,
  appearance,
  rights,
  logOut,
];
