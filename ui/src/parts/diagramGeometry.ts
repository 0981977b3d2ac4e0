// What the drawing of a flow adds to the server's places: frames apart from boxes, round corners, where labels stand,
// how words break. Numbers only, no drawing. Start at `layOut`.

import type { Diagram, DiagramEdge, DiagramNode } from "../api/flows";

export type Point = [number, number];

export interface Label {
  x: number;
  y: number;
  anchor: "start" | "middle";
  text: string;
}

export interface Route {
  edge: DiagramEdge;
  points: Point[];
  label: Label | null;
}

export interface Layout {
  /** Boxes around other boxes; they are drawn first, the outer before the inner. */
  frames: DiagramNode[];
  nodes: DiagramNode[];
  routes: Route[];
}

const ROUND_KINDS = new Set(["start", "end", "wait"]);
const SQUARE_KINDS = new Set(["exclusive", "parallel", "jump"]);
/** A label on a level line needs so much of it. */
const LEVEL_MIN = 60;
const UPRIGHT_MIN = 20;
/** Width of a letter of a label. */
const LETTER_PX = 6.2;
/** Beside an upright line a label may go on over free ground. */
const BESIDE_LETTERS = 16;

export const isRound = (node: DiagramNode): boolean => ROUND_KINDS.has(node.kind);
export const isDiamond = (node: DiagramNode): boolean => SQUARE_KINDS.has(node.kind);

function holds(frame: DiagramNode, node: DiagramNode): boolean {
  const [x, y] = middle(node);
  return (
    frame !== node &&
    x > frame.x &&
    x < frame.x + frame.width &&
    y > frame.y &&
    y < frame.y + frame.height &&
    frame.width * frame.height > node.width * node.height
  );
}

function middle(node: DiagramNode): Point {
  return [node.x + node.width / 2, node.y + node.height / 2];
}

/** `wordsOf`: what stands on a line; null: nothing. */
export function layOut(diagram: Diagram, wordsOf: (edge: DiagramEdge) => string | null): Layout {
  const frames = diagram.nodes.filter((node) => diagram.nodes.some((other) => holds(node, other)));
  const byId = new Map(diagram.nodes.map((node) => [node.id, node]));
  const routes = diagram.edges.flatMap((edge) => {
    const points = edge.points.length > 1 ? edge.points : straight(byId.get(edge.from), byId.get(edge.to));
    return points ? [{ edge, points, label: labelOf(wordsOf(edge), points) }] : [];
  });
  return {
    frames: frames.sort((a, b) => b.width * b.height - a.width * a.height),
    nodes: diagram.nodes.filter((node) => !frames.includes(node)),
    routes,
  };
}

/** Between the lower side of one and the upper side of the other, when the server says no way. */
function straight(from: DiagramNode | undefined, to: DiagramNode | undefined): Point[] | null {
  if (!from || !to) return null;
  return [
    [middle(from)[0], from.y + from.height],
    [middle(to)[0], to.y],
  ];
}

/** Above the first level part that is long enough, else beside the first upright one. */
function labelOf(words: string | null, points: Point[]): Label | null {
  if (!words) return null;
  const parts = points.slice(1).map((end, at) => ({ start: points[at] as Point, end }));
  const level = parts.find(({ start, end }) => start[1] === end[1] && Math.abs(end[0] - start[0]) >= LEVEL_MIN);
  if (level) {
    const { start, end } = level;
    const text = shorten(words, Math.floor((Math.abs(end[0] - start[0]) - 8) / LETTER_PX));
    return { x: (start[0] + end[0]) / 2, y: start[1] - 5, anchor: "middle", text };
  }
  const upright = parts.find(({ start, end }) => start[0] === end[0] && Math.abs(end[1] - start[1]) >= UPRIGHT_MIN);
  if (!upright) return null;
  const { start, end } = upright;
  const y = start[1] + (end[1] > start[1] ? 15 : -7);
  return { x: start[0] + 6, y, anchor: "start", text: shorten(words, BESIDE_LETTERS) };
}

/** At most so many letters, where a Chinese one counts as two. */
export function shorten(text: string, max: number): string {
  let kept = "";
  let width = 0;
  for (const letter of text) {
    width += isNarrow(letter) ? 1 : 2;
    if (width > max) return `${[...kept].slice(0, -1).join("")}…`;
    kept += letter;
  }
  return text;
}

/** An SVG path with rounded corners. */
export function pathOf(points: Point[], radius = 6): string {
  const first = points[0];
  if (!first) return "";
  let path = `M${first[0]} ${first[1]}`;
  for (let at = 1; at < points.length; at += 1) {
    const [before, here, next] = [points[at - 1], points[at], points[at + 1]] as [Point, Point, Point | undefined];
    if (!next) {
      path += `L${here[0]} ${here[1]}`;
      continue;
    }
    const entry = toward(here, before, radius);
    const exit = toward(here, next, radius);
    path += `L${entry[0]} ${entry[1]}Q${here[0]} ${here[1]} ${exit[0]} ${exit[1]}`;
  }
  return path;
}

/** The point at `by` from `from` in the direction of `to`, but not beyond half the way. */
function toward(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length === 0) return from;
  const share = Math.min(by, length / 2) / length;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** Lines of at most `width` units, where a Chinese character counts 1 and a Latin one 0.55; the rest ends in `…`. */
export function wrap(text: string, width: number, linesMax: number): string[] {
  const lines: string[] = [];
  let line = "";
  const pieces = text.match(/[\w./'’-]+\s*|\s+|./gu) ?? [];
  for (const piece of pieces) {
    // A mark never begins a line: it hangs over the end of the one before.
    if (line !== "" && !CLOSING.test(piece) && measure(line) + measure(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += line === "" ? piece.trimStart() : piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  if (lines.length <= linesMax) return lines;
  const kept = lines.slice(0, linesMax);
  const letters = [...(kept[linesMax - 1] ?? "")];
  while (letters.length > 0 && measure(letters.join("")) + 1 > width) letters.pop();
  kept[linesMax - 1] = `${letters.join("")}…`;
  return kept;
}

const CLOSING = /^[，。；：、！？）》”’…]/;
const isNarrow = (letter: string) => /[\u0020-\u024f]/.test(letter);

function measure(text: string): number {
  let sum = 0;
  for (const letter of text) sum += isNarrow(letter) ? 0.55 : 1;
  return sum;
}

/** What fits: at most 1, and not so small that words become unreadable. */
export function zoomToFit(width: number, room: number): number {
  return Math.max(0.75, Math.min(1, room / width));
}

/** In the order of reading: from top to bottom, then from left to right. */
export function byReading(a: DiagramNode, b: DiagramNode): number {
  return a.y - b.y || a.x - b.x;
}
