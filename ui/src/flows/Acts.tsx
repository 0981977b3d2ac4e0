// What the reader may do with an instance as a whole: send it a message (撤销 …) or take back an own step (撤回).

import { type ReactNode, useState } from "react";
import { flowsApi, type InstanceView, type Keyed, type MessageView, nameOf } from "../api/flows";
import { problemOf } from "../api/problem";
import { toast } from "../app/toast";
import { Button, ProblemNote } from "../parts/basics";
import { Dialog, DialogActions } from "../parts/Dialog";
import { SchemaForm } from "../parts/SchemaForm";
import { type Schema, schemaOf } from "../parts/schema";
import { useSchemaForm } from "../parts/useSchemaForm";
import { type Text, useLocale, useText } from "../text";

type Changed = (next: InstanceView) => void;

/** Our word for a message; else the rulebook's name. */
function messageWord(message: Keyed, t: Text, locale: "zh-CN" | "en"): string {
  return t.flows.messages[message.key] ?? (nameOf(message.name, locale) || message.key);
}

export function Acts({ instance, changed }: { instance: InstanceView; changed: Changed }) {
  const t = useText();
  const locale = useLocale();
  const [sending, setSending] = useState<MessageView | null>(null);
  const [taking, setTaking] = useState<Keyed | null>(null);
  return (
    <>
      {instance.take_back.map((step) => (
        <Button key={step.key} onClick={() => setTaking(step)}>
          {t.flows.instance.takeBack(nameOf(step.name, locale))}
        </Button>
      ))}
      {instance.messages.map((message) => (
        <Button
          key={message.name.key}
          tone={message.name.key === "cancel" ? "danger" : "plain"}
          onClick={() => setSending(message)}
        >
          {messageWord(message.name, t, locale)}
        </Button>
      ))}
      {taking && <TakeBack instance={instance} step={taking} changed={changed} onClose={() => setTaking(null)} />}
      {sending && <Send instance={instance} message={sending} changed={changed} onClose={() => setSending(null)} />}
    </>
  );
}

function TakeBack(props: { instance: InstanceView; step: Keyed; changed: Changed; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.instance;
  const name = nameOf(props.step.name, locale);
  return (
    <Confirm
      title={words.takeBackTitle(name)}
      submit={words.takeBackSubmit}
      act={() => flowsApi.takeBack(props.instance.id, props.step.key)}
      done={words.takenBack(name)}
      changed={props.changed}
      onClose={props.onClose}
    >
      <p>{words.takeBackEffect}</p>
    </Confirm>
  );
}

const NO_FORM: Schema = { type: "object", properties: {} };

function Send(props: { instance: InstanceView; message: MessageView; changed: Changed; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const words = t.flows.instance;
  const { key } = props.message.name;
  const word = messageWord(props.message.name, t, locale);
  const schema = props.message.form?.schema;
  const form = useSchemaForm(schema ? schemaOf(schema) : NO_FORM, {});
  return (
    <Confirm
      title={words.sendTitle(word)}
      submit={word}
      isDanger={key === "cancel"}
      act={() => {
        const data = form.submit();
        return data ? flowsApi.sendMessage(props.instance.id, key, data) : null;
      }}
      refuse={(error) => form.refuse(problemOf(error))}
      done={words.sent(word)}
      changed={props.changed}
      onClose={props.onClose}
    >
      <p>{key === "cancel" ? words.cancelEffect : words.messageEffect}</p>
      {schema && <SchemaForm form={form} label={word} />}
    </Confirm>
  );
}

function Confirm(props: {
  title: string;
  submit: string;
  isDanger?: boolean;
  /** Null: what was filled in is not right yet. */
  act: () => Promise<InstanceView> | null;
  /** True: the form shows what is wrong. */
  refuse?: (error: unknown) => boolean;
  done: string;
  changed: Changed;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText();
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>(null);
  const act = async () => {
    const sent = props.act();
    if (!sent) return;
    setBusy(true);
    setRefused(null);
    try {
      props.changed(await sent);
      toast.good(props.done);
      props.onClose();
    } catch (error) {
      setBusy(false);
      if (!props.refuse?.(error)) setRefused(error);
    }
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      {props.children}
      {refused !== null && <ProblemNote problem={problemOf(refused)} />}
      <DialogActions>
        <Button onClick={props.onClose}>{t.flows.instance.keep}</Button>
        <Button tone={props.isDanger ? "danger" : "primary"} disabled={isBusy} onClick={() => void act()}>
          {props.submit}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
