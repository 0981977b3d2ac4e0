// What somebody has done to the files of the rules in the editor: changed, added, removed.

import type { EditedFile } from "../api/rulebook";

/** Null before: the file is new. Null now: it is to go. */
export interface Edit {
  before: string | null;
  now: string | null;
}

export type Edits = Readonly<Record<string, Edit>>;
export type EditKind = "changed" | "added" | "removed";

/** Null: as it was, or never there. */
export function kindOf(edit: Edit | undefined): EditKind | null {
  if (!edit || edit.now === edit.before) return null;
  if (edit.before === null) return "added";
  return edit.now === null ? "removed" : "changed";
}

/** What is sent: only what differs. */
export function editedFiles(edits: Edits): EditedFile[] {
  return Object.entries(edits)
    .filter(([, edit]) => kindOf(edit) !== null)
    .map(([path, edit]) => ({ path, text: edit.now }));
}

/** A file as it was; one that is new is forgotten. */
export function undone(edits: Edits, path: string): Edits {
  const { [path]: edit, ...others } = edits;
  return edit && edit.before !== null ? { ...others, [path]: { before: edit.before, now: edit.before } } : others;
}

/** A new file is forgotten, one that stands is marked to go. */
export function removed(edits: Edits, path: string): Edits {
  const edit = edits[path];
  return edit && edit.before !== null ? { ...edits, [path]: { before: edit.before, now: null } } : undone(edits, path);
}

/** Of all files: those that stand and those that are new, in the order of their names. */
export function allPaths(standing: readonly string[], edits: Edits): string[] {
  const fresh = Object.keys(edits).filter((path) => kindOf(edits[path]) === "added" && !standing.includes(path));
  return [...standing, ...fresh].sort();
}

/** A folder of the rules, then a name in small letters with an ending that the rules use. */
const PATH = /^[a-z][a-z0-9-]*(\/[a-z0-9][a-z0-9_-]*)+\.(yaml|json|cedar)$/;

/** Why no file can have this name; null: it can. The checker has the last word on what it means. */
export function pathProblem(path: string, known: readonly string[]): "shape" | "taken" | null {
  if (known.includes(path)) return "taken";
  return PATH.test(path) ? null : "shape";
}
