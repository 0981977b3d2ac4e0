import { describe, expect, it } from "vitest";
import type { Diagram, DiagramEdge, DiagramNode } from "../api/flows";
import { layOut, pathOf, shorten, wrap, zoomToFit } from "./diagramGeometry";

const box = (id: string, kind: string, x: number, y: number, width = 120, height = 70): DiagramNode => ({
  id,
  kind,
  name: { zh: id, en: id },
  x,
  y,
  width,
  height,
});
const line = (from: string, to: string, points: [number, number][] = [], label: string | null = null): DiagramEdge => ({
  from,
  to,
  label,
  points,
});
const of = (nodes: DiagramNode[], edges: DiagramEdge[]): Diagram => ({ width: 100, height: 100, nodes, edges });

/** Two branches between two gateways, then a step that leads back. */
const branching = of(
  [
    box("ask", "task", 30, 90),
    box("split", "exclusive", 200, 100, 50, 50),
    box("up", "task", 300, 20),
    box("down", "task", 300, 160),
    box("join", "exclusive", 470, 100, 50, 50),
    box("last", "task", 570, 90),
  ],
  [
    line("ask", "split"),
    line("split", "up", [], "days > 3"),
    line("split", "down"),
    line("up", "join"),
    line("down", "join"),
    line("join", "last"),
    line("last", "ask", [], "again"),
    line("last", "split", [], "more"),
  ],
);

function crosses(points: [number, number][], node: DiagramNode): boolean {
  return points.some(([x, y], at) => {
    const next = points[at + 1];
    if (!next) return false;
    return (
      Math.max(x, next[0]) > node.x &&
      Math.min(x, next[0]) < node.x + node.width &&
      Math.max(y, next[1]) > node.y &&
      Math.min(y, next[1]) < node.y + node.height
    );
  });
}

describe("the lines of a diagram", () => {
  const layout = layOut(branching);
  const route = (from: string, to: string) =>
    layout.routes.find((one) => one.edge.from === from && one.edge.to === to)?.points ?? [];

  it("run level or turn at right angles", () => {
    expect(route("ask", "split")).toEqual([
      [150, 125],
      [200, 125],
    ]);
    for (const { points } of layout.routes)
      for (const [at, [x, y]] of points.entries()) {
        const next = points[at + 1];
        if (next) expect(x === next[0] || y === next[1]).toBe(true);
      }
  });

  it("part behind the first gateway and meet before the second", () => {
    expect(route("split", "up")[1]?.[0]).toBe(275);
    expect(route("up", "join")[1]?.[0]).toBe(445);
  });

  it("never run through a box", () => {
    for (const { edge, points } of layout.routes)
      for (const node of branching.nodes.filter((one) => one.id !== edge.from && one.id !== edge.to))
        expect(crosses(points, node), `${edge.from} → ${edge.to} through ${node.id}`).toBe(false);
  });

  it("lead back below everything, none upon another", () => {
    const levels = layout.routes.filter((one) => one.isJump).map((one) => one.points[1]?.[1] ?? 0);
    expect(levels).toHaveLength(2);
    expect(Math.min(...levels)).toBeGreaterThan(230);
    expect(new Set(levels).size).toBe(2);
    expect(layout.height).toBeGreaterThan(Math.max(...levels));
    expect(route("last", "ask")[0]?.[0]).not.toBe(route("last", "split")[0]?.[0]);
  });

  it("go around a box that stands in the way", () => {
    const skipping = layOut(
      of(
        [box("a", "task", 0, 0), box("b", "task", 200, 0), box("c", "task", 400, 0)],
        [line("a", "b"), line("b", "c"), line("a", "c")],
      ),
    );
    const jump = skipping.routes.find((one) => one.edge.to === "c" && one.edge.from === "a");
    expect(jump?.isJump).toBe(true);
    expect(jump?.points[1]?.[1]).toBeGreaterThan(70);
  });

  it("follow the server's points when a box is not there", () => {
    const points: [number, number][] = [
      [1, 2],
      [3, 4],
    ];
    expect(layOut(of([box("a", "task", 0, 0)], [line("a", "gone", points)])).routes[0]?.points).toEqual(points);
    expect(layOut(of([], [line("gone", "too")])).routes).toEqual([]);
  });

  it("stay inside the frame of a repeated part", () => {
    const repeated = layOut(
      of([box("all", "each", 0, 0, 400, 200), box("one", "task", 50, 60)], [line("all", "one", [])]),
    );
    expect(repeated.frames.map((frame) => frame.id)).toEqual(["all"]);
    expect(repeated.nodes.map((node) => node.id)).toEqual(["one"]);
  });
});

describe("a path", () => {
  it("has round corners", () => {
    expect(
      pathOf([
        [0, 0],
        [20, 0],
        [20, 30],
      ]),
    ).toBe("M0 0L14 0Q20 0 20 6L20 30");
    expect(pathOf([])).toBe("");
  });
});

describe("the words in a box", () => {
  it("break between Chinese characters and between Latin words", () => {
    expect(wrap("通知申请人未批准", 7, 3)).toEqual(["通知申请人未批", "准"]);
    expect(wrap("Tell the applicant that it is granted", 10, 3)).toEqual(["Tell the applicant", "that it is granted"]);
    expect(wrap("", 7, 3)).toEqual([]);
  });

  it("end in an ellipsis when there is no room", () => {
    expect(wrap("等待休假开始，此前可撤销", 4, 2)).toEqual(["等待休假", "开始，…"]);
    expect(shorten('category = "injury" or amount > 5000')).toHaveLength(18);
    expect(shorten("days > 3")).toBe("days > 3");
  });
});

describe("the zoom", () => {
  it("fits, but stays readable and never enlarges", () => {
    expect(zoomToFit(1000, 800)).toBe(0.8);
    expect(zoomToFit(3000, 800)).toBe(0.6);
    expect(zoomToFit(500, 800)).toBe(1);
  });
});
