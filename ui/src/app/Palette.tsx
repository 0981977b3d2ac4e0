// Ctrl+K: every command that is possible now, found by 汉字, pinyin or initials.

import { type KeyboardEvent, useId, useState } from "react";
import { Kbd } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { useText } from "../text";
import { type Command, type CommandContext, isPossible, matchRank } from "./commands";
import css from "./Shell.module.css";
import { useStartCommands } from "./startCommands";

/** What fits without scrolling on a 720-pixel screen. */
const LINES_MAX = 9;

export function found(query: string, commands: Command[], context: CommandContext): Command[] {
  return commands
    .filter((record) => record.id !== "app.palette" && isPossible(record, context))
    .map((record, place) => {
      const pinyin = record.pinyin ?? context.t.commands[record.id]?.pinyin ?? "";
      return { record, place, rank: matchRank(query, record.title(context), pinyin, record.id) };
    })
    .filter((line) => line.rank !== null)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.place - b.place)
    .slice(0, LINES_MAX)
    .map((line) => line.record);
}

export function Palette(props: { commands: Command[]; context: CommandContext; onClose: () => void }) {
  const t = useText();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const starts = useStartCommands(props.context.me);
  const lines = found(query, [...props.commands, ...starts], props.context);
  const chosen = Math.min(at, lines.length - 1);

  const run = (record: Command | undefined) => {
    if (!record) return;
    props.onClose();
    // After the dialog gave the focus back, so that the command may take it.
    window.setTimeout(() => record.run(props.context));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || lines.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((chosen + step + lines.length) % lines.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(lines[chosen]);
    }
  };

  return (
    <Dialog title={t.palette.title} onClose={props.onClose}>
      <input
        type="search"
        className={css.paletteInput}
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={lines[chosen] ? `${id}-${lines[chosen].id}` : undefined}
        aria-label={t.palette.placeholder}
        placeholder={t.palette.placeholder}
        data-first
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id={id} role="listbox" aria-label={t.palette.title} className={css.paletteList}>
        {lines.map((record, line) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are on the field above
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active line
          <div
            key={record.id}
            id={`${id}-${record.id}`}
            role="option"
            aria-selected={line === chosen}
            className={css.paletteLine}
            onPointerMove={() => line !== chosen && setAt(line)}
            onClick={() => run(record)}
          >
            <span>{record.title(props.context)}</span>
            {record.keys && <Kbd>{record.keys}</Kbd>}
          </div>
        ))}
      </div>
      {lines.length === 0 && <p className={css.paletteNone}>{t.palette.none}</p>}
      <p className={css.paletteHint}>{t.palette.hint}</p>
    </Dialog>
  );
}
