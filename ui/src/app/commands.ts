// One record per action: it yields the button, the shortcut, the palette line, and the line of the help sheet.
//
// A key acts only when nothing is being composed (输入法), and a key without Ctrl or F-number never from a text field.

import type { ActionName, Me } from "../api/types";
import type { DeskView } from "../desk/desk";
import type { Text } from "../text";

export interface CommandContext {
  t: Text;
  me: Me;
  /** Null unless this tab is the agent's desk. */
  desk: DeskView | null;
  go: (path: string) => void;
  open: (panel: "palette" | "help" | "rights" | "phone" | "keypad") => void;
}

export interface Command {
  id: string;
  section: "anywhere" | "desk";
  title: (context: CommandContext) => string;
  /** For commands made of data; those of the program have theirs in the texts. Syllables, or their first letters. */
  pinyin?: string;
  keys?: string;
  needs?: ActionName;
  /** False: the button is grey, the key rests, the palette leaves it out. */
  when?: (context: CommandContext) => boolean;
  run: (context: CommandContext) => void;
}

/** Gives the record its type; it does nothing else. */
export function command(record: Command): Command {
  return record;
}

export function isPossible(record: Command, context: CommandContext): boolean {
  if (record.needs && context.me.may[record.needs]?.allowed !== true) return false;
  return record.when?.(context) ?? true;
}

/** `F2`, `Ctrl+K`, `?` — as shown on the buttons. */
export function keysOf(event: KeyboardEvent): string {
  // With Alt some keyboards write another letter (macOS: Alt+R is ®): there the key's place counts.
  const place = event.altKey && /^Key[A-Z]$/.test(event.code ?? "") ? event.code.slice(3) : null;
  const key = place ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const isShiftPartOfKey = event.key.length === 1 && event.key.toUpperCase() === event.key.toLowerCase();
  return [
    event.ctrlKey || event.metaKey ? "Ctrl" : "",
    event.altKey ? "Alt" : "",
    event.shiftKey && !isShiftPartOfKey ? "Shift" : "",
    key,
  ]
    .filter(Boolean)
    .join("+");
}

const TEXT_INPUTS = new Set(["text", "search", "password", "number", "email", "tel", "url", "date", "time"]);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}

/** The command that this key press means now, if any. */
export function commandFor(event: KeyboardEvent, commands: Command[], context: CommandContext): Command | null {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return null;
  const keys = keysOf(event);
  const isSafeInText = /^(Ctrl\+|Alt\+|F\d)/.test(keys);
  if (isTyping(event.target) && !isSafeInText) return null;
  return commands.find((record) => record.keys === keys && isPossible(record, context)) ?? null;
}

/** Lower is better; null: no match. Matches the title, the id, pinyin without spaces, and its initials. */
export function matchRank(query: string, title: string, pinyin: string, id: string): number | null {
  const wanted = query.trim().toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return 5;
  const words = pinyin.toLowerCase().split(" ").filter(Boolean);
  const joined = words.join("");
  const initials = words.map((word) => word[0]).join("");
  const name = title.toLowerCase().replace(/\s+/g, "");
  if (name.startsWith(wanted)) return 0;
  if (joined.startsWith(wanted)) return 1;
  if (initials.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  if (joined.includes(wanted)) return 3;
  if (initials.includes(wanted) || id.toLowerCase().includes(wanted)) return 4;
  return null;
}
