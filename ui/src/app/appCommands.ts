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

export const APP_COMMANDS: Command[] = [...goCommands, palette, help, language, appearance, rights, logOut];
