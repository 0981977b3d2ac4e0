import { describe, expect, it } from "vitest";
import type { Diagram, DiagramEdge, DiagramNode } from "../api/flows";
import { byReading, layOut as layOutWith, type Point, pathOf, shorten, wrap, zoomToFit } from "./diagramGeometry";

const box = (id: string, kind: string, x: number, y: number, width = 160, height = 60): DiagramNode => ({
  id,
  kind,
  name: { zh: id, en: id },
  x,
  y,
  width,
  height,
});
const line = (from: string, to: string, points: Point[] = [], label: string | null = null): DiagramEdge => ({
  from,
  to,
  label: label === null ? null : { zh: label, en: label },
  points,
});
const of = (nodes: DiagramNode[], edges: DiagramEdge[]): Diagram => ({ width: 100, height: 100, nodes, edges });

const layOut = (diagram: Diagram) => layOutWith(diagram, (edge) => edge.label?.zh ?? null);

describe("the layout of a diagram", () => {
  it("takes the lines as the server drew them", () => {
    const points: Point[] = [
      [80, 60],
      [80, 100],
    ];
    const { routes } = layOut(of([box("a", "task", 0, 0), box("b", "task", 0, 100)], [line("a", "b", points)]));
    expect(routes.map((route) => route.points)).toEqual([points]);
  });

  it("goes straight down when the server says no way, and draws nothing to a box that is not there", () => {
    const nodes = [box("a", "task", 0, 0), box("b", "task", 20, 100)];
    const { routes } = layOut(of(nodes, [line("a", "b"), line("a", "gone"), line("gone", "b")]));
    expect(routes.map((route) => route.points)).toEqual([
      [
        [80, 60],
        [100, 100],
      ],
    ]);
  });

  it("draws frames behind what is in them, the outer one first", () => {
    const inner = box("inner", "each", 20, 40, 300, 160);
    const outer = box("outer", "each", 0, 0, 400, 300);
    const { frames, nodes } = layOut(of([inner, box("one", "task", 60, 80), outer], []));
    expect(frames.map((one) => one.id)).toEqual(["outer", "inner"]);
    expect(nodes.map((one) => one.id)).toEqual(["one"]);
  });

  it("leaves an empty repeated part a box", () => {
    expect(layOut(of([box("all", "each", 0, 0, 400, 200)], [])).nodes.map((one) => one.id)).toEqual(["all"]);
  });
});

describe("a label", () => {
  const labelOf = (points: Point[], text: string) =>
    layOut(of([box("a", "task", 0, 0), box("b", "task", 0, 100)], [line("a", "b", points, text)])).routes[0]?.label;

  it("stands above the level part of its line, no longer than that", () => {
    const label = labelOf(
      [
        [40, 20],
        [140, 20],
        [140, 80],
      ],
      'category = "injury" or amount > 5000',
    );
    expect(label).toMatchObject({ x: 90, y: 15, anchor: "middle" });
    expect((label?.text.length ?? 0) * 6.2).toBeLessThanOrEqual(100);
    expect(label?.text.endsWith("…")).toBe(true);
  });

  it("stands beside an upright line, near where it begins", () => {
    expect(
      labelOf(
        [
          [40, 20],
          [40, 80],
        ],
        "days > 3",
      ),
    ).toEqual({ x: 46, y: 35, anchor: "start", text: "days > 3" });
    expect(
      labelOf(
        [
          [40, 80],
          [40, 20],
        ],
        "again",
      )?.y,
    ).toBe(73);
  });

  it("is left out where there is no room", () => {
    expect(
      labelOf(
        [
          [40, 20],
          [50, 20],
          [50, 30],
        ],
        "days > 3",
      ),
    ).toBeNull();
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
  });

  it("never turns beyond the middle of a short part", () => {
    expect(
      pathOf([
        [0, 0],
        [4, 0],
        [4, 30],
      ]),
    ).toBe("M0 0L2 0Q4 0 4 6L4 30");
    expect(pathOf([])).toBe("");
  });
});

describe("the words in a box", () => {
  it("break between Chinese characters and between Latin words", () => {
    expect(wrap("通知申请人未批准", 7, 3)).toEqual(["通知申请人未批", "准"]);
    expect(wrap("Tell the applicant that it is granted", 10, 3)).toEqual(["Tell the applicant", "that it is granted"]);
    expect(wrap("", 7, 3)).toEqual([]);
  });

  it("begin no line with a mark", () => {
    expect(wrap("等待休假开始，此前可撤销", 6, 3)).toEqual(["等待休假开始，", "此前可撤销"]);
  });

  it("end in an ellipsis when there is no room", () => {
    expect(wrap("等待休假开始，此前可撤销", 4, 2)).toEqual(["等待休假", "开始，…"]);
    expect(shorten("等待休假开始", 8)).toBe("等待休…");
    expect(shorten("days > 3", 8)).toBe("days > 3");
  });
});

describe("the way of the eye", () => {
  it("goes from top to bottom, then from left to right", () => {
    const nodes = [box("c", "task", 0, 100), box("b", "task", 200, 0), box("a", "task", 0, 0)];
    expect([...nodes].sort(byReading).map((one) => one.id)).toEqual(["a", "b", "c"]);
  });

  it("sees all of it where it can be read, and never enlarged", () => {
    expect(zoomToFit(1000, 800)).toBe(0.8);
    expect(zoomToFit(3000, 800)).toBe(0.75);
    expect(zoomToFit(500, 800)).toBe(1);
  });
});
