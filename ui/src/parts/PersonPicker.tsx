// Finds colleagues by name or initials, one or several. The list lies right below the field, so that it works inside a
// dialog and above a phone's keyboard. Arrows move, Enter takes, Esc closes, Backspace takes the last one out.

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { flowsApi, type LookupItem } from "../api/flows";
import { useConfig } from "../api/queries";
import { useText } from "../text";
import { Icon } from "./Icon";
import { isFoundBy } from "./pinyin";
import css from "./SchemaForm.module.css";

/** What fits above a phone's keyboard. */
const ITEMS_MAX = 8;

const names = new Map<string, string>();

/** Remembers names that a page has got anyway, so that an id is never shown for them. */
export function rememberNames(people: { id: string; name: string }[]): void {
  for (const one of people) names.set(one.id, one.name);
}

export function usePersonName(): (id: string) => string {
  const config = useConfig().data;
  return (id) => names.get(id) ?? config?.people.find((one) => one.id === id)?.name ?? id.slice(0, 8);
}

/** The server finds names and user names; who is meant by `wf` is found here, among those whom the page knows. */
export function withInitials(
  found: LookupItem[],
  typed: string,
  people: { id: string; name: string; username: string }[],
): LookupItem[] {
  if (!/^[a-z]+$/i.test(typed.trim())) return found;
  const more = people
    .filter((one) => isFoundBy(typed, one.name) && !found.some((other) => other.value === one.id))
    .map((one) => ({ value: one.id, label: one.name, hint: one.username }));
  return [...found, ...more];
}

export function PersonPicker(props: {
  id: string;
  value: string[];
  isMany?: boolean;
  isReadOnly?: boolean;
  describedBy?: string;
  isInvalid?: boolean;
  isRequired?: boolean;
  isFirst?: boolean;
  onChange: (value: string[]) => void;
  onBlur?: () => void;
}) {
  const t = useText();
  const nameOf = usePersonName();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const { value, onChange } = props;
  const found = useQuery({
    queryKey: ["lookup", "person", typed.trim()],
    queryFn: () => flowsApi.lookUp("person", typed.trim()),
    enabled: isOpen,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  const config = useConfig().data;
  const items = withInitials(found.data?.items ?? [], typed, config?.people ?? [])
    .filter((one) => !value.includes(one.value))
    .slice(0, ITEMS_MAX);
  const chosen = items[Math.min(at, items.length - 1)];
  const isFull = !props.isMany && value.length > 0;

  const take = (item: LookupItem) => {
    names.set(item.value, item.label);
    onChange(props.isMany ? [...value, item.value] : [item.value]);
    setTyped("");
    setAt(0);
    setOpen(false);
  };
  const drop = (id: string) => {
    onChange(value.filter((one) => one !== id));
    window.setTimeout(() => input.current?.focus());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setOpen(true);
      if (items.length > 0) setAt((Math.min(at, items.length - 1) + step + items.length) % items.length);
    } else if (event.key === "Enter" && isOpen && chosen && !event.ctrlKey) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) {
      drop(value[value.length - 1] as string);
    }
  };

  return (
    <div className={css.picker} data-invalid={props.isInvalid || undefined}>
      {value.map((id) => (
        <span key={id} className={css.chip}>
          {nameOf(id)}
          {!props.isReadOnly && (
            <button type="button" aria-label={t.forms.detach(nameOf(id))} onClick={() => drop(id)}>
              <Icon name="close" size={14} />
            </button>
          )}
        </span>
      ))}
      {!isFull && !props.isReadOnly && (
        <input
          ref={input}
          id={props.id}
          type="text"
          role="combobox"
          autoComplete="off"
          data-first={props.isFirst || undefined}
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && chosen ? `${listId}-${chosen.value}` : undefined}
          aria-describedby={props.describedBy}
          aria-invalid={props.isInvalid || undefined}
          aria-required={props.isRequired || undefined}
          placeholder={t.forms.person}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setTyped("");
            props.onBlur?.();
          }}
          onKeyDown={onKey}
        />
      )}
      <div
        id={listId}
        data-found
        role="listbox"
        aria-label={t.forms.person}
        className={css.found}
        hidden={!isOpen || isFull}
      >
        {items.map((item) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are taken by the field, which keeps the focus
          <div
            key={item.value}
            id={`${listId}-${item.value}`}
            role="option"
            tabIndex={-1}
            aria-selected={item === chosen}
            // Before the field loses the focus and the list closes.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
          >
            <span>{item.label}</span>
            <small>{item.hint}</small>
          </div>
        ))}
        {items.length === 0 && (
          <div role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">
            {found.isFetching ? t.forms.looking : t.forms.noPerson}
          </div>
        )}
      </div>
    </div>
  );
}
