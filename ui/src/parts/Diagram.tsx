// A flow drawn: boxes and lines as the server places them, with what is known of each step. Own SVG, no library.
//
// With `states` each step tells its state by colour, mark and words, and can be walked with the arrow keys; without,
// the drawing is a picture. What it shows stands in a list beside it as well, for those who cannot see it.

import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { type DiagramNode, type Diagram as DiagramView, nameOf } from "../api/flows";
import { useLocale, useText } from "../text";
import { Button, classes } from "./basics";
import css from "./Diagram.module.css";
import { byReading, isDiamond, isRound, layOut, pathOf, wrap, zoomToFit } from "./diagramGeometry";

export type NodeState = "open" | "late" | "done" | "skipped" | "ahead";

export interface NodeInfo {
  state: NodeState;
  /** Said of the node for those who hear the page. */
  words: string;
  /** Shown beside the node under the pointer or with the focus. */
  card: ReactNode;
}

const ZOOM_STEP = 1.25;
const ZOOM_MIN = 0.4;
const ZOOM_MAX = 2;
/** A letter of a name in a box. */
const LETTER_PX = 13;

export function Diagram(props: { diagram: DiagramView; title: string; states?: Map<string, NodeInfo> }) {
  const t = useText();
  const locale = useLocale();
  const { diagram, states } = props;
  const layout = useMemo(() => layOut(diagram, (edge) => edge.label && nameOf(edge.label, locale)), [diagram, locale]);
  const place = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [at, setAt] = useState<string | null>(null);
  const marker = useId();
  const known = useMemo(() => layout.nodes.filter((node) => states?.has(node.id)), [layout, states]);
  const here = known.find((node) => ["open", "late"].includes(states?.get(node.id)?.state ?? ""));
  const first = here ?? known[0];

  const fit = () => setZoom(zoomToFit(diagram.width, place.current?.clientWidth ?? diagram.width));
  // Opens so that it fits, at the step where the instance is.
  useEffect(() => {
    const by = zoomToFit(diagram.width, place.current?.clientWidth ?? diagram.width);
    setZoom(by);
    requestAnimationFrame(() => show(place.current, here, by));
  }, [diagram, here]);

  if (diagram.nodes.length === 0) return <p className={css.none}>{t.flows.diagram.none}</p>;
  const shown = known.find((node) => node.id === at);
  const info = shown && states?.get(shown.id);
  const change = (by: number) => setZoom(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom * by)));
  return (
    <figure className={css.figure}>
      <div className={css.tools}>
        <Button size="small" tone="quiet" onClick={() => change(1 / ZOOM_STEP)} aria-label={t.flows.diagram.zoomOut}>
          −
        </Button>
        <span className={css.zoom}>{Math.round(zoom * 100)}%</span>
        <Button size="small" tone="quiet" onClick={() => change(ZOOM_STEP)} aria-label={t.flows.diagram.zoomIn}>
          +
        </Button>
        <Button size="small" tone="quiet" onClick={fit}>
          {t.flows.diagram.fit}
        </Button>
        <Button size="small" tone="quiet" onClick={() => setZoom(1)}>
          {t.flows.diagram.full}
        </Button>
        {here && (
          <Button size="small" tone="quiet" onClick={() => show(place.current, here, zoom)}>
            {t.flows.diagram.here}
          </Button>
        )}
        {states && <Legend />}
      </div>
      <section
        className={css.place}
        ref={place}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reached by keyboard
        tabIndex={0}
        aria-label={t.flows.diagram.label(props.title, steps(diagram))}
      >
        <div className={css.canvas} style={{ width: diagram.width * zoom, height: diagram.height * zoom }}>
          <svg
            width={diagram.width * zoom}
            height={diagram.height * zoom}
            viewBox={`0 0 ${diagram.width} ${diagram.height}`}
            role={states ? "group" : "img"}
            aria-label={t.flows.diagram.label(props.title, steps(diagram))}
          >
            <defs>
              <marker id={marker} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
                <path d="M0 1L7 4L0 7z" className={css.arrow} />
              </marker>
            </defs>
            {layout.frames.map((node) => (
              <Frame key={node.id} node={node} />
            ))}
            {layout.routes.map(({ edge, points, label }) => (
              <g key={`${edge.from} ${edge.to} ${points.join()}`}>
                <path d={pathOf(points)} className={css.edge} markerEnd={`url(#${CSS.escape(marker)})`} />
                {label && (
                  <text x={label.x} y={label.y} className={css.label} textAnchor={label.anchor}>
                    <title>{edge.label && nameOf(edge.label, locale)}</title>
                    {label.text}
                  </text>
                )}
              </g>
            ))}
            {layout.nodes.map((node) => (
              <Node
                key={node.id}
                node={node}
                info={states?.get(node.id)}
                isFirst={node.id === (shown ?? first)?.id}
                enter={() => setAt(node.id)}
                leave={() => setAt(null)}
                onKey={(event) => walk(event, known, node)}
              />
            ))}
          </svg>
          {shown && info && <Card node={shown} zoom={zoom} width={diagram.width} info={info} />}
        </div>
      </section>
    </figure>
  );
}

function show(box: HTMLElement | null, node: DiagramNode | undefined, zoom: number): void {
  if (!node || !box) return;
  box.scrollLeft = (node.x + node.width / 2) * zoom - box.clientWidth / 2;
  box.scrollTop = (node.y + node.height / 2) * zoom - box.clientHeight / 2;
}

const STEP_KINDS = new Set(["task", "approve", "service", "call", "wait", "decide"]);

function steps(diagram: DiagramView): number {
  return diagram.nodes.filter((node) => STEP_KINDS.has(node.kind)).length;
}

/** The arrow keys go from step to step in the order of reading. */
function walk(event: KeyboardEvent<SVGGElement>, known: DiagramNode[], node: DiagramNode): void {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const ordered = [...known].sort(byReading);
  const next = ordered[ordered.indexOf(node) + by];
  const target = next && event.currentTarget.ownerSVGElement?.querySelector(`[data-node="${CSS.escape(next.id)}"]`);
  if (!(target instanceof SVGElement)) return;
  target.focus();
  target.scrollIntoView({ block: "nearest", inline: "center" });
}

function Node(props: {
  node: DiagramNode;
  info: NodeInfo | undefined;
  isFirst: boolean;
  enter: () => void;
  leave: () => void;
  onKey: (event: KeyboardEvent<SVGGElement>) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const { node, info } = props;
  const name = nameOf(node.name, locale);
  const kind = t.flows.diagram.kinds[node.kind] ?? node.kind;
  const look = classes(css.node, info && css[info.state]);
  const drawing = (
    <>
      {!info && <title>{name ? `${kind} · ${name}` : kind}</title>}
      <Shape node={node} />
      <Words node={node} name={name} />
      {info && <Mark node={node} state={info.state} />}
    </>
  );
  if (!info) return <g className={look}>{drawing}</g>;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a picture of a step; what it tells is reached by keyboard
    <g
      className={look}
      data-node={node.id}
      role="img"
      tabIndex={props.isFirst ? 0 : -1}
      aria-label={info.words}
      onFocus={props.enter}
      onBlur={props.leave}
      onPointerEnter={props.enter}
      onPointerLeave={props.leave}
      onKeyDown={props.onKey}
    >
      {drawing}
    </g>
  );
}

function Shape({ node }: { node: DiagramNode }) {
  const { x, y, width, height } = node;
  const [cx, cy] = [x + width / 2, y + height / 2];
  if (isRound(node))
    return (
      <>
        <circle cx={cx} cy={cy} r={width / 2 - 1} className={classes(css.shape, node.kind === "end" && css.thick)} />
        {node.kind === "wait" && (
          <>
            <circle cx={cx} cy={cy} r={width / 2 - 5} className={css.shape} />
            <path d={`M${cx} ${cy - 7}V${cy}L${cx + 5} ${cy + 3}`} className={css.glyph} />
          </>
        )}
      </>
    );
  if (isDiamond(node))
    return (
      <>
        <path d={`M${cx} ${y}L${x + width} ${cy}L${cx} ${y + height}L${x} ${cy}z`} className={css.shape} />
        <path d={glyphOf(node, cx, cy)} className={css.glyph} />
      </>
    );
  return (
    <>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={8}
        className={classes(css.shape, node.kind === "call" && css.thick)}
      />
      <path d={glyphOf(node, x + 14, y + 14)} className={css.glyph} />
    </>
  );
}

/** A small mark that tells the kind, around a middle. */
function glyphOf(node: DiagramNode, cx: number, cy: number): string {
  switch (node.kind) {
    case "exclusive":
      return `M${cx - 6} ${cy - 6}L${cx + 6} ${cy + 6}M${cx + 6} ${cy - 6}L${cx - 6} ${cy + 6}`;
    case "parallel":
      return `M${cx} ${cy - 8}V${cy + 8}M${cx - 8} ${cy}H${cx + 8}`;
    case "jump":
      return `M${cx + 7} ${cy + 4}V${cy}A4 4 0 0 0 ${cx + 3} ${cy - 4}H${cx - 6}M${cx - 2} ${cy - 8}L${cx - 6} ${cy - 4}L${cx - 2} ${cy}`;
    case "service":
      return `M${cx} ${cy - 2.5}a2.500 2.500 0 1 1 0 5a2.500 2.500 0 1 1 0 -5M${cx} ${cy - 6}v2M${cx} ${cy + 4}v2M${cx - 6} ${cy}h2M${cx + 4} ${cy}h2M${cx - 4.2} ${cy - 4.2}l1.400 1.400M${cx + 2.8} ${cy + 2.8}l1.400 1.400M${cx + 4.2} ${cy - 4.2}l-1.400 1.400M${cx - 2.8} ${cy + 2.8}l-1.400 1.400`;
    case "decide":
      return `M${cx - 6} ${cy - 5}h12v10h-12zM${cx - 6} ${cy - 1.5}h12M${cx - 2} ${cy - 5}v10`;
    case "approve":
      return `M${cx - 5} ${cy}L${cx - 1} ${cy + 4}L${cx + 5} ${cy - 4}`;
    case "call":
      return `M${cx - 5} ${cy - 5}h10v10h-10zM${cx} ${cy - 2.5}v5M${cx - 2.5} ${cy}h5`;
    default:
      return `M${cx} ${cy - 5.5}a2.600 2.600 0 1 1 0 5.200a2.600 2.600 0 1 1 0 -5.200M${cx - 5} ${cy + 5.5}c.4 -3 2 -4.300 5 -4.300s4.600 1.300 5 4.300`;
  }
}

/** Marks have their name at the right, where the server keeps room for it. */
const BESIDE_LETTERS = 6;
const LINE_PX = 17;

function Words({ node, name }: { node: DiagramNode; name: string }) {
  if (name === "") return null;
  const isBeside = isRound(node) || isDiamond(node);
  const lines = isBeside ? wrap(name, BESIDE_LETTERS, 2) : wrap(name, (node.width - 44) / LETTER_PX, 2);
  const x = isBeside ? node.x + node.width + 6 : node.x + node.width / 2;
  const y = node.y + node.height / 2 + 5 - ((lines.length - 1) * LINE_PX) / 2;
  return (
    <text className={classes(css.words, isBeside && css.beside)} x={x} y={y}>
      {lines.map((line, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place
        <tspan key={`${number} ${line}`} x={x} dy={number === 0 ? 0 : LINE_PX}>
          {line + (number < lines.length - 1 && /[\w.]$/.test(line) ? " " : "")}
        </tspan>
      ))}
    </text>
  );
}

const MARKS: Partial<Record<NodeState, string>> = {
  done: "M-4 0L-1 3L4 -3",
  open: "M-3 -4L4 0L-3 4z",
  late: "M0 -4V1M0 3.800V4",
  skipped: "M-3.500 0H3.500",
};

function Mark({ node, state }: { node: DiagramNode; state: NodeState }) {
  const path = MARKS[state];
  if (!path) return null;
  return (
    <g transform={`translate(${node.x + node.width - 4} ${node.y + 4})`} className={css.mark}>
      <circle r="9" />
      <path d={path} />
    </g>
  );
}

/** A part that runs once for each: a frame around its steps. */
function Frame({ node }: { node: DiagramNode }) {
  const t = useText();
  const locale = useLocale();
  return (
    <g>
      <rect x={node.x} y={node.y} width={node.width} height={node.height} rx={10} className={css.frame} />
      <text x={node.x + 12} y={node.y + 18} className={css.frameName}>
        {nameOf(node.name, locale) || t.flows.diagram.kinds[node.kind]}
      </text>
    </g>
  );
}

/** Half of what the card may be wide. */
const CARD_PX = 130;

function Card({ node, zoom, width, info }: { node: DiagramNode; zoom: number; width: number; info: NodeInfo }) {
  const wanted = (node.x + node.width / 2) * zoom;
  const left = Math.max(CARD_PX, Math.min(wanted, width * zoom - CARD_PX));
  return (
    <div className={css.card} style={{ left, top: (node.y + node.height) * zoom + 6 }}>
      {info.card}
    </div>
  );
}

function Legend() {
  const t = useText();
  const states: NodeState[] = ["open", "late", "done", "skipped", "ahead"];
  return (
    <ul className={css.legend}>
      {states.map((state) => (
        <li key={state}>
          <svg
            width="18"
            height="18"
            viewBox="-9 -9 18 18"
            className={classes(css.node, css[state])}
            aria-hidden="true"
          >
            {MARKS[state] ? (
              <g className={css.mark}>
                <circle r="8" />
                <path d={MARKS[state]} />
              </g>
            ) : (
              <rect x="-7" y="-5" width="14" height="10" rx="2" className={css.shape} />
            )}
          </svg>
          {t.flows.diagram.legend[state]}
        </li>
      ))}
    </ul>
  );
}
