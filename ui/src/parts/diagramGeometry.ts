// Where the lines of a diagram run and how its words break: numbers only, no drawing. Start at `layOut`.
//
// Boxes stand where the server put them. Lines are drawn again here, because a straight one may run through a box and
// several jumps may lie on each other.

import type { Diagram, DiagramEdge, DiagramNode } from "../api/flows";

type Point = [number, number];

export interface Route {
  edge: DiagramEdge;
  points: Point[];
  /** A line that leads over or back, below or above the others. */
  isJump: boolean;
  label: { x: number; y: number; text: string } | null;
}

export interface Layout {
  width: number;
  height: number;
  /** Boxes around other boxes; they are drawn first. */
  frames: DiagramNode[];
  nodes: DiagramNode[];
  routes: Route[];
}

const PAD = 24;
/** Between lines that run beside each other. */
const TRACK = 14;
/** From a box to the first line below it. */
const CLEAR = 20;
/** Where a line turns, before or behind a box. */
const ELBOW = 25;
const LABEL_LETTERS_MAX = 18;

const ROUND_KINDS = new Set(["start", "end", "wait", "timer"]);
const SQUARE_KINDS = new Set(["exclusive", "parallel", "jump"]);

export const isRound = (node: DiagramNode): boolean => ROUND_KINDS.has(node.kind);
export const isDiamond = (node: DiagramNode): boolean => SQUARE_KINDS.has(node.kind);

const right = (node: DiagramNode) => node.x + node.width;
const middle = (node: DiagramNode) => node.y + node.height / 2;
const centre = (node: DiagramNode) => node.x + node.width / 2;
/** With the name, which stands under round and square marks. */
const bottom = (node: DiagramNode) =>
  node.y + node.height + ((isRound(node) || isDiamond(node)) && (node.name.zh || node.name.en) ? 30 : 0);

function holds(frame: DiagramNode, node: DiagramNode): boolean {
  return (
    frame !== node &&
    frame.kind === "each" &&
    centre(node) > frame.x &&
    centre(node) < right(frame) &&
    middle(node) > frame.y &&
    middle(node) < frame.y + frame.height
  );
}

export function layOut(diagram: Diagram): Layout {
  const frames = diagram.nodes.filter((node) => diagram.nodes.some((other) => holds(node, other)));
  const nodes = diagram.nodes.filter((node) => !frames.includes(node));
  const byId = new Map(diagram.nodes.map((node) => [node.id, node]));
  const routes: Route[] = [];
  const jumps: Jump[] = [];
  for (const edge of diagram.edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to) {
      if (edge.points.length > 1) routes.push({ edge, points: edge.points, isJump: false, label: null });
      continue;
    }
    const isBack = to.x < right(from);
    const direct = elbows(from, to);
    const obstacles = nodes.filter((node) => node !== from && node !== to);
    if (isBack || edge.points.length > 2 || obstacles.some((node) => isCrossed(direct, node)))
      jumps.push({ edge, from, to });
    else routes.push({ edge, points: direct, isJump: false, label: labelAt(edge, direct) });
  }
  routes.push(...under(jumps, [...nodes, ...frames]));
  const xs = routes.flatMap((route) => route.points.map(([x]) => x));
  const ys = routes.flatMap((route) => route.points.map(([, y]) => y));
  return {
    width: Math.max(diagram.width, ...xs.map((x) => x + PAD), ...diagram.nodes.map((node) => right(node) + PAD)),
    height: Math.max(diagram.height, ...ys.map((y) => y + PAD), ...diagram.nodes.map((node) => bottom(node) + PAD)),
    frames,
    nodes,
    routes,
  };
}

/** From the right side to the left one; it turns close to whichever is a mark, where branches part or meet. */
function elbows(from: DiagramNode, to: DiagramNode): Point[] {
  const start: Point = [right(from), middle(from)];
  const end: Point = [to.x, middle(to)];
  if (Math.abs(start[1] - end[1]) < 2) return [start, end];
  const gap = end[0] - start[0];
  const turn =
    isDiamond(to) && !isDiamond(from) ? end[0] - Math.min(ELBOW, gap / 2) : start[0] + Math.min(ELBOW, gap / 2);
  return [start, [turn, start[1]], [turn, end[1]], end];
}

function isCrossed(points: Point[], node: DiagramNode): boolean {
  return points.some((point, at) => {
    const next = points[at + 1];
    if (!next) return false;
    const [left, rightmost] = [Math.min(point[0], next[0]), Math.max(point[0], next[0])];
    const [top, low] = [Math.min(point[1], next[1]), Math.max(point[1], next[1])];
    return rightmost > node.x && left < right(node) && low > node.y && top < node.y + node.height;
  });
}

interface Jump {
  edge: DiagramEdge;
  from: DiagramNode;
  to: DiagramNode;
}

/** Lines that leave a box below and come to another from below, short ones first, none upon another. */
function under(jumps: Jump[], boxes: DiagramNode[]): Route[] {
  const placed: { left: number; right: number; y: number }[] = [];
  const ordered = [...jumps].sort((a, b) => reach(a) - reach(b));
  return ordered.map((jump) => {
    const start = port(jump, jump.from, jumps);
    const end = port(jump, jump.to, jumps);
    const [left, rightmost] = [Math.min(start, end), Math.max(start, end)];
    const between = boxes.filter((box) => box.x < rightmost && right(box) > left && !holds(box, jump.from));
    let y = Math.max(...[jump.from, jump.to, ...between].map(bottom)) + CLEAR;
    const isTaken = () =>
      placed.some((one) => Math.abs(one.y - y) < TRACK && one.left < rightmost + 8 && one.right > left - 8);
    while (isTaken()) y += TRACK;
    placed.push({ left, right: rightmost, y });
    const points: Point[] = [
      [start, jump.from.y + jump.from.height],
      [start, y],
      [end, y],
      [end, jump.to.y + jump.to.height],
    ];
    return { edge: jump.edge, points, isJump: true, label: labelOf(jump.edge, (start + end) / 2, y - 4) };
  });
}

const reach = (jump: Jump) => Math.abs(centre(jump.from) - centre(jump.to));

/** Ends of several jumps stand side by side on the lower edge of a box; a mark has one point. */
function port(jump: Jump, node: DiagramNode, jumps: Jump[]): number {
  if (isRound(node) || isDiamond(node)) return centre(node);
  const ends = jumps
    .flatMap((one) => [
      ...(one.from === node ? [{ one, isStart: true, far: centre(one.to) }] : []),
      ...(one.to === node ? [{ one, isStart: false, far: centre(one.from) }] : []),
    ])
    .sort((a, b) => a.far - b.far);
  const place = ends.findIndex((end) => end.one === jump && end.isStart === (jump.from === node));
  return node.x + (node.width * (place + 1)) / (ends.length + 1);
}

function labelAt(edge: DiagramEdge, points: Point[]): Route["label"] {
  const last = points.at(-1);
  const before = points.at(-2);
  if (!last || !before) return null;
  return labelOf(edge, (last[0] + before[0]) / 2, last[1] - 6);
}

function labelOf(edge: DiagramEdge, x: number, y: number): Route["label"] {
  return edge.label ? { x, y, text: shorten(edge.label) } : null;
}

export function shorten(text: string): string {
  const letters = [...text];
  return letters.length > LABEL_LETTERS_MAX ? `${letters.slice(0, LABEL_LETTERS_MAX - 1).join("")}…` : text;
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
    if (line !== "" && measure(line) + measure(piece.trimEnd()) > width) {
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

function measure(text: string): number {
  let sum = 0;
  for (const letter of text) sum += /[\u0020-\u024f]/.test(letter) ? 0.55 : 1;
  return sum;
}

/** What fits: at most 1, and not so small that words become unreadable. */
export function zoomToFit(width: number, room: number): number {
  return Math.max(0.6, Math.min(1, room / width));
}
