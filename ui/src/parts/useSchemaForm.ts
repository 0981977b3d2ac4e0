// The state of one form while somebody fills it in: values, what is wrong and where it may be shown already.
//
// A field's mistake is shown once it was left, everything after an attempt to send. What the server says of a field
// stays until that field is changed.

import { useMemo, useState } from "react";
import type { Fields } from "../api/flows";
import type { FieldProblem, Problem } from "../api/problem";
import { cleanForm, demanding, pointer, problemsOf, replaced, type Schema, same } from "./schema";

export interface FormState {
  schema: Schema;
  value: Fields;
  /** What is shown now. */
  problems: FieldProblem[];
  /** Grows with every refused attempt to send: the page then leads to what is wrong. */
  attempts: number;
  isDirty: boolean;
  change: (path: string[], next: unknown) => void;
  leave: (path: string[]) => void;
  /** The data to send, or null and what is wrong is shown. `also`: what this outcome needs beyond the rest. */
  submit: (isFull?: boolean, also?: string[]) => Fields | null;
  /** Takes what the server says of the fields. False: it says nothing of them. */
  refuse: (problem: Problem) => boolean;
  reset: (value: Fields) => void;
}

export function useSchemaForm(schema: Schema, initial: Fields, required: string[] = []): FormState {
  const [start, setStart] = useState(initial);
  const [value, setValue] = useState(initial);
  const [left, setLeft] = useState<string[]>([]);
  /** Null: nobody tried to send yet; else what had to be there. */
  const [tried, setTried] = useState<Schema | null>(null);
  const [attempts, setAttempts] = useState(0);
  const [told, setTold] = useState<FieldProblem[]>([]);

  const whole = useMemo(() => demanding(schema, required), [schema, required]);
  const own = useMemo(() => problemsOf(tried ?? whole, value, true), [whole, value, tried]);
  const isShown = (path: string) => tried !== null || left.some((one) => path === one || path.startsWith(`${one}/`));
  const problems = [...own.filter((one) => isShown(one.path)), ...told];

  return {
    schema: whole,
    value,
    problems: problems.filter((one, place) => problems.findIndex((other) => other.path === one.path) === place),
    attempts,
    isDirty: !same(cleanForm(schema, value), cleanForm(schema, start)),
    change: (path, next) => {
      const at = `/${path.join("/")}`;
      setTold((before) => before.filter((one) => one.path !== at && !one.path.startsWith(`${at}/`)));
      setValue((before) => replaced(before, path, next) as Fields);
    },
    leave: (path) => {
      const at = `/${path.join("/")}`;
      setLeft((before) => (before.includes(at) ? before : [...before, at]));
    },
    submit: (isFull = true, also = []) => {
      const asked = demanding(isFull ? whole : demanding(schema, [], false), also);
      setTold([]);
      if (problemsOf(asked, value, true).length > 0) {
        setTried(asked);
        setAttempts((before) => before + 1);
        return null;
      }
      return cleanForm(schema, value);
    },
    refuse: (problem) => {
      const fields = (problem.fields ?? []).map((one) => ({ ...one, path: pointer(one.path) }));
      if (fields.length === 0) return false;
      setTold(fields);
      setAttempts((before) => before + 1);
      return true;
    },
    reset: (next) => {
      setStart(next);
      setValue(next);
      setLeft([]);
      setTried(null);
      setTold([]);
    },
  };
}
