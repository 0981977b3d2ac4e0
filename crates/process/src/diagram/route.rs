//! Lines between boxes: straight ones along the columns, and jumps that look for a way around everything (the shortest
//! with few bends, on the grid, away from lines that are there already).

use super::{DiagramNode, GRID};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

type Point = (i32, i32);

/// Lanes kept free around the whole picture, so that there is always a way.
const LANES: i32 = 12;
/// In grid steps: a bend, a crossing, a step on a line that is there already.
const BEND: u32 = 4;
const CROSSING: u32 = 2;
const SHARED: u32 = 15;

/// On the grid, also of containers of any size.
fn middle(node: &DiagramNode) -> Point {
    let near = |at: i32| at.div_euclid(GRID) * GRID;
    (near(node.x + node.width / 2), near(node.y + node.height / 2))
}

fn without_repeats(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., one, two] = kept.as_slice()
            && ((one.0 == two.0 && two.0 == point.0) || (one.1 == two.1 && two.1 == point.1))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// From the lower side of one to the upper side of the other, by way of a column.
pub(super) fn column(from: &DiagramNode, to: &DiagramNode, column: Option<i32>) -> Vec<Point> {
    let (one, two) = (middle(from), middle(to));
    let x = column.unwrap_or(if from.kind == "each" { two.0 } else { one.0 });
    let mut points = Vec::new();
    if is_under(from, x) {
        points.push((x, from.y + from.height));
    } else {
        points.push((if x < one.0 { from.x } else { from.x + from.width }, one.1));
        points.push((x, one.1));
    }
    if is_under(to, x) {
        points.push((x, to.y));
    } else {
        points.push((x, two.1));
        points.push((if x < two.0 { to.x } else { to.x + to.width }, two.1));
    }
    without_repeats(points)
}

/// To an end at the right, perhaps a little lower.
pub(super) fn beside(from: &DiagramNode, to: &DiagramNode) -> Vec<Point> {
    let (one, two) = (middle(from), middle(to));
    let right = from.x + from.width;
    let bend = right + GRID;
    without_repeats(vec![(right, one.1), (bend, one.1), (bend, two.1), (to.x, two.1)])
}

/// A line down meets a box in its middle; a container, whose list need not stand in its middle, anywhere.
fn is_under(node: &DiagramNode, x: i32) -> bool {
    x == middle(node).0 || node.kind == "each" && (node.x..=node.x + node.width).contains(&x)
}

/// A point and the direction in which it is left: four times its index, and the direction.
type Heading = usize;

/// The cheapest way to each heading found so far, and from where.
struct Best {
    ways: Vec<(u32, Heading)>,
}

const NOWHERE: Heading = Heading::MAX;

impl Best {
    fn better(&mut self, at: Heading, cost: u32, from: Heading) -> bool {
        let is_better = cost < self.ways[at].0;
        if is_better {
            self.ways[at] = (cost, from);
        }
        is_better
    }
}

/// Directions: right, down, left, up.
const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

pub(super) struct Router {
    left: i32,
    top: i32,
    columns: i32,
    rows: i32,
    blocked: Vec<bool>,
    /// Whether a line runs along or down at a point.
    used: Vec<[bool; 2]>,
}

impl Router {
    pub fn new(nodes: &[DiagramNode]) -> Self {
        let floor = |pixels: i32| pixels.div_euclid(GRID) * GRID;
        let left = floor(nodes.iter().map(|node| node.x).min().unwrap_or(0)) - LANES * GRID;
        let top = floor(nodes.iter().map(|node| node.y).min().unwrap_or(0)) - LANES * GRID;
        let right = nodes.iter().map(|node| node.x + node.width).max().unwrap_or(0) + LANES * GRID;
        let bottom = nodes.iter().map(|node| node.y + node.height).max().unwrap_or(0) + LANES * GRID;
        let (columns, rows) = ((right - left) / GRID + 1, (bottom - top) / GRID + 1);
        let size = usize::try_from(columns * rows).unwrap_or(0);
        let mut router = Self { left, top, columns, rows, blocked: vec![false; size], used: vec![[false; 2]; size] };
        nodes.iter().for_each(|node| router.block(node));
        router
    }

    /// Boxes are closed, of containers only the frame.
    fn block(&mut self, node: &DiagramNode) {
        let near = GRID / 2 - 1;
        let is_within = |at: i32, from: i32, size: i32| at >= from - near && at <= from + size + near;
        let is_inside = |at: i32, from: i32, size: i32| at > from + near && at < from + size - near;
        for row in (node.y - self.top) / GRID - 1..=(node.y + node.height - self.top) / GRID + 1 {
            for column in (node.x - self.left) / GRID - 1..=(node.x + node.width - self.left) / GRID + 1 {
                let (x, y) = (self.left + column * GRID, self.top + row * GRID);
                let is_in = is_within(x, node.x, node.width) && is_within(y, node.y, node.height);
                let is_hollow =
                    node.kind == "each" && is_inside(x, node.x, node.width) && is_inside(y, node.y, node.height);
                if let Some(index) = self.index(column, row).filter(|_| is_in && !is_hollow) {
                    self.blocked[index] = true;
                }
            }
        }
    }

    fn index(&self, column: i32, row: i32) -> Option<usize> {
        let is_on = (0..self.columns).contains(&column) && (0..self.rows).contains(&row);
        is_on.then(|| usize::try_from(row * self.columns + column).ok()).flatten()
    }

    fn index_of(&self, point: Point) -> Option<usize> {
        self.index((point.0 - self.left) / GRID, (point.1 - self.top) / GRID)
    }

    /// Remembers a line.
    pub fn keep(&mut self, points: &[Point]) {
        for pair in points.windows(2) {
            let [(x, y), (to_x, to_y)] = [pair[0], pair[1]];
            let (dx, dy) = ((to_x - x).signum() * GRID, (to_y - y).signum() * GRID);
            let axis = usize::from(dx == 0);
            let (mut at, steps) = ((x, y), ((to_x - x).abs() + (to_y - y).abs()) / GRID);
            for _ in 0..=steps {
                if let Some(index) = self.index_of(at) {
                    self.used[index][axis] = true;
                }
                at = (at.0 + dx, at.1 + dy);
            }
        }
    }

    /// A way from one box to the other; kept.
    pub fn around(&mut self, from: &DiagramNode, to: &DiagramNode) -> Vec<Point> {
        let (one, two) = (middle(from), middle(to));
        let sides = |node: &DiagramNode, y: i32| {
            [((node.x + node.width, y), (node.x + node.width + GRID, y), 0), ((node.x, y), (node.x - GRID, y), 2)]
        };
        // Upper sides stand between the grid's lines where boxes are inset.
        let above = ((two.0, to.y), (two.0, (to.y - GRID / 2).div_euclid(GRID) * GRID), 3);
        let targets: Vec<_> = sides(to, two.1).into_iter().chain([above]).collect();
        let points = match self.search(&sides(from, one.1), &targets) {
            Some(points) => points,
            None => vec![(from.x + from.width, one.1), (to.x + to.width, two.1)],
        };
        self.keep(&points);
        points
    }

    fn cost(&self, index: usize, direction: usize) -> u32 {
        let used = |axis: usize| self.used[index][axis];
        let axis = direction % 2;
        1 + if used(axis) { SHARED } else { 0 } + if used(1 - axis) { CROSSING } else { 0 }
    }

    /// `from` and `to`: where the line touches the box, the point before it, the direction away from the box.
    fn search(&self, from: &[(Point, Point, usize)], to: &[(Point, Point, usize)]) -> Option<Vec<Point>> {
        let mut best = Best { ways: vec![(u32::MAX, NOWHERE); 4 * self.blocked.len()] };
        let mut open = BinaryHeap::new();
        for (_, point, direction) in from {
            if let Some(index) = self.index_of(*point).filter(|index| !self.blocked[*index]) {
                let (cost, at) = (self.cost(index, *direction), 4 * index + *direction);
                best.better(at, cost, NOWHERE);
                open.push(Reverse((cost, at)));
            }
        }
        let goals: Vec<Heading> =
            to.iter().filter_map(|(_, point, away)| Some(4 * self.index_of(*point)? + (*away + 2) % 4)).collect();
        while let Some(Reverse((cost, at))) = open.pop() {
            if best.ways[at].0 < cost {
                continue;
            }
            if goals.contains(&at) {
                return self.walked(at, &best, from, to);
            }
            let (index, direction) = (at / 4, at % 4);
            let (column, row) = self.place(index);
            for turn in [0, 1, 3] {
                let next = (direction + turn) % 4;
                // A turn happens on the spot; a step goes on.
                let (there, price) = if turn == 0 {
                    let (dx, dy) = STEPS[next];
                    let Some(there) = self.index(column + dx, row + dy).filter(|there| !self.blocked[*there]) else {
                        continue;
                    };
                    (there, self.cost(there, next))
                } else {
                    (index, BEND)
                };
                let (there, total) = (4 * there + next, cost + price);
                if best.better(there, total, at) {
                    open.push(Reverse((total, there)));
                }
            }
        }
        None
    }

    fn place(&self, index: usize) -> (i32, i32) {
        let index = i32::try_from(index).unwrap_or(0);
        (index % self.columns, index / self.columns)
    }

    fn walked(
        &self,
        last: Heading,
        best: &Best,
        from: &[(Point, Point, usize)],
        to: &[(Point, Point, usize)],
    ) -> Option<Vec<Point>> {
        let point = |at: Heading| {
            let (column, row) = self.place(at / 4);
            (self.left + column * GRID, self.top + row * GRID)
        };
        let mut ways = vec![last];
        while best.ways[*ways.last()?].1 != NOWHERE {
            ways.push(best.ways[*ways.last()?].1);
        }
        ways.reverse();
        let mut points: Vec<Point> = ways.iter().map(|at| point(*at)).collect();
        let first = *ways.first()?;
        let begin = from.iter().find(|(_, at, away)| self.index_of(*at) == Some(first / 4) && *away == first % 4)?;
        let end = to.iter().find(|(_, at, away)| self.index_of(*at) == Some(last / 4) && (away + 2) % 4 == last % 4)?;
        points.insert(0, begin.0);
        points.push(end.0);
        Some(without_repeats(points))
    }
}
