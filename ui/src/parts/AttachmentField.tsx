// Files of a form: chosen or dropped, sent one after the other with progress, kept by their keys. Kinds and size are
// told before somebody waits, and refused here before they are sent.

import { useId, useRef, useState } from "react";
import { ATTACHMENT_BYTES_MAX, ATTACHMENT_ENDINGS, mediaTypeOf, upload } from "../api/attachments";
import { problemOf, sentence } from "../api/problem";
import { useText } from "../text";
import { Button } from "./basics";
import { FileLink, useFileName } from "./FileLink";
import css from "./SchemaForm.module.css";

export function AttachmentField(props: {
  id: string;
  value: string[];
  max: number;
  isReadOnly?: boolean;
  describedBy?: string;
  isInvalid?: boolean;
  onChange: (value: string[]) => void;
}) {
  const t = useText();
  const hint = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null);
  const [refused, setRefused] = useState<string[]>([]);
  const [isOver, setOver] = useState(false);

  const take = async (files: File[]) => {
    const wrong: string[] = [];
    let kept = props.value;
    for (const file of files) {
      if (kept.length >= props.max) wrong.push(t.forms.attachTooMany(props.max));
      else if (mediaTypeOf(file.name) === undefined) wrong.push(t.forms.attachWrongType(file.name));
      else if (file.size > ATTACHMENT_BYTES_MAX) wrong.push(t.forms.attachTooLarge(file.name));
      else {
        setSending({ name: file.name, share: 0 });
        try {
          const view = await upload(file, (share) => setSending({ name: file.name, share }));
          if (!kept.includes(view.id)) kept = [...kept, view.id];
          props.onChange(kept);
        } catch (error) {
          wrong.push(t.forms.attachFailed(file.name, sentence(problemOf(error), t)));
        }
      }
    }
    setSending(null);
    setRefused([...new Set(wrong)]);
  };
  const isFull = props.value.length >= props.max;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside
    <div
      className={css.attachments}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (props.isReadOnly) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (props.isReadOnly) return;
        event.preventDefault();
        setOver(false);
        void take([...event.dataTransfer.files]);
      }}
    >
      {props.value.length > 0 && (
        <ul aria-label={t.forms.stored}>
          {props.value.map((id) => (
            <Stored
              key={id}
              id={id}
              drop={props.isReadOnly ? undefined : () => props.onChange(props.value.filter((one) => one !== id))}
            />
          ))}
        </ul>
      )}
      {sending && (
        <div className={css.progress} role="status">
          <span>{t.forms.attaching(sending.name, Math.round(sending.share * 100))}</span>
          <progress max={1} value={sending.share} aria-label={sending.name} />
        </div>
      )}
      {!props.isReadOnly && !isFull && (
        <div className={css.attach}>
          <Button
            id={props.id}
            // What it is for, and what it does.
            aria-labelledby={`${props.id}-label ${props.id}`}
            icon="clip"
            disabled={sending !== null}
            aria-describedby={[hint, props.describedBy].filter(Boolean).join(" ")}
            onClick={() => picker.current?.click()}
          >
            {t.forms.attach}
          </Button>
          <small id={hint}>
            {t.forms.attachHint} <span className={css.dropWord}>{t.forms.attachDrop}</span>
          </small>
          <input
            ref={picker}
            type="file"
            hidden
            multiple={props.max > 1}
            accept={ATTACHMENT_ENDINGS.map((ending) => `.${ending}`).join(",")}
            onChange={(event) => {
              void take([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </div>
      )}
      {refused.map((words) => (
        <p key={words} className={css.wrong} role="alert">
          {words}
        </p>
      ))}
    </div>
  );
}

function Stored({ id, drop }: { id: string; drop: (() => void) | undefined }) {
  const t = useText();
  const name = useFileName(id);
  return (
    <li>
      <FileLink id={id} />
      {drop && (
        <Button size="small" tone="quiet" icon="close" iconOnly aria-label={t.forms.detach(name)} onClick={drop} />
      )}
    </li>
  );
}
