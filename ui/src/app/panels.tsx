// The two sheets that every room has: the shortcuts, and what I may do.

import type { ActionName } from "../api/types";
import { Kbd, Tag } from "../parts/basics";
import { Dialog } from "../parts/Dialog";
import { WhyButton } from "../parts/Why";
import { useText } from "../text";
import type { Command, CommandContext } from "./commands";
import css from "./Shell.module.css";

export function Help(props: { commands: Command[]; context: CommandContext; onClose: () => void }) {
  const t = useText();
  const lines = (section: Command["section"]) =>
    props.commands
      .filter((record) => record.section === section && record.keys)
      .filter((record) => !record.needs || props.context.me.may[record.needs]?.allowed)
      .map((record) => ({ keys: record.keys as string, title: record.title(props.context) }));
  const anywhere = [...lines("anywhere"), { keys: "Esc", title: t.help.escape }];
  const lists = [
    { keys: "↑ ↓", title: t.help.arrows },
    { keys: "Enter", title: t.help.enter },
    { keys: "Space", title: t.tasks.helpTick },
    { keys: "Ctrl+Enter", title: t.tasks.helpPrimary },
  ];
  const sections = [
    { title: t.help.desk, lines: props.context.desk ? lines("desk") : [] },
    { title: t.help.anywhere, lines: anywhere },
    { title: t.help.lists, lines: lists },
  ];
  return (
    <Dialog title={t.help.title} onClose={props.onClose}>
      {sections.map(
        (section) =>
          section.lines.length > 0 && (
            <section key={section.title} className={css.helpSection}>
              <h3>{section.title}</h3>
              <dl>
                {section.lines.map((line) => (
                  <div key={line.keys + line.title}>
                    <dt>{line.title}</dt>
                    <dd>
                      <Kbd>{line.keys}</Kbd>
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ),
      )}
      <p className={css.paletteHint}>{t.help.imeNote}</p>
    </Dialog>
  );
}

export function Rights(props: { context: CommandContext; onClose: () => void }) {
  const t = useText();
  const rights = Object.entries(props.context.me.may) as [ActionName, { allowed: boolean; reasons: [] }][];
  return (
    <Dialog title={t.menu.rights} onClose={props.onClose}>
      <p className={css.rightsIntro}>{t.menu.rightsIntro}</p>
      <ul className={css.rights}>
        {rights.map(([action, answer]) => (
          <li key={action}>
            <span>{t.action[action] ?? action}</span>
            {answer.allowed ? (
              <Tag tone="good">✓ {t.app.yes}</Tag>
            ) : (
              <WhyButton reasons={answer.reasons} right={action} />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
