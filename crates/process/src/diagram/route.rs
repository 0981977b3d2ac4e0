//! Lines between boxes: straight ones along the columns, and jumps that look for a way around everything (the shortest
//! with few bends, on the grid, away from lines that are there already).

use super::{DiagramNode, GRID};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

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

/// A point and the direction in which it is left.
type Heading = (usize, usize);
/// The cheapest way to each, and from where.
type Best = BTreeMap<Heading, (u32, Option<Heading>)>;

/// Directions: right, down, left, up.
const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

pub(super) struct Router {
    left: i32,
    top: i32,
    columns: i32,
    rows: i32,
    blocked: Vec<bool>,
    /// Lines along (0) and down (1) at a point.
    used: BTreeMap<(usize, usize), u32>,
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
        let mut router = Self { left, top, columns, rows, blocked: vec![false; size], used: BTreeMap::new() };
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
                    *self.used.entry((index, axis)).or_default() += 1;
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
        let used = |axis: usize| self.used.contains_key(&(index, axis));
        let axis = direction % 2;
        1 + if used(axis) { SHARED } else { 0 } + if used(1 - axis) { CROSSING } else { 0 }
    }

    /// `from` and `to`: where the line touches the box, the point before it, the direction away from the box.
    fn search(&self, from: &[(Point, Point, usize)], to: &[(Point, Point, usize)]) -> Option<Vec<Point>> {
        let mut best = Best::new();
        let mut open = BinaryHeap::new();
        for (_, point, direction) in from {
            if let Some(index) = self.index_of(*point).filter(|index| !self.blocked[*index]) {
                let cost = self.cost(index, *direction);
                best.insert((index, *direction), (cost, None));
                open.push(Reverse((cost, index, *direction)));
            }
        }
        let goals: BTreeMap<usize, Vec<usize>> = to.iter().fold(BTreeMap::new(), |mut goals, (_, point, away)| {
            if let Some(index) = self.index_of(*point) {
                goals.entry(index).or_insert_with(Vec::new).push((*away + 2) % 4);
            }
            goals
        });
        while let Some(Reverse((cost, index, direction))) = open.pop() {
            if best.get(&(index, direction)).is_some_and(|(known, _)| *known < cost) {
                continue;
            }
            if goals.get(&index).is_some_and(|into| into.contains(&direction)) {
                return self.walked((index, direction), &best, from, to);
            }
            let (column, row) = (index as i32 % self.columns, index as i32 / self.columns);
            for turn in [0, 1, 3] {
                let next = (direction + turn) % 4;
                // A turn happens on the spot; a step goes on.
                let (at, price) = if turn == 0 {
                    let (dx, dy) = STEPS[next];
                    let Some(at) = self.index(column + dx, row + dy).filter(|at| !self.blocked[*at]) else { continue };
                    (at, self.cost(at, next))
                } else {
                    (index, BEND)
                };
                let total = cost + price;
                if best.get(&(at, next)).is_none_or(|(known, _)| *known > total) {
                    best.insert((at, next), (total, Some((index, direction))));
                    open.push(Reverse((total, at, next)));
                }
            }
        }
        None
    }

    fn walked(
        &self,
        last: Heading,
        best: &Best,
        from: &[(Point, Point, usize)],
        to: &[(Point, Point, usize)],
    ) -> Option<Vec<Point>> {
        let point = |index: usize| {
            let index = i32::try_from(index).unwrap_or(0);
            (self.left + index % self.columns * GRID, self.top + index / self.columns * GRID)
        };
        let mut states = vec![last];
        while let Some((_, Some(before))) = best.get(states.last()?) {
            states.push(*before);
        }
        states.reverse();
        let mut points: Vec<Point> = states.iter().map(|(index, _)| point(*index)).collect();
        let first = states.first()?;
        let begin = from.iter().find(|(_, at, away)| self.index_of(*at) == Some(first.0) && *away == first.1)?;
        let end = to.iter().find(|(_, at, away)| self.index_of(*at) == Some(last.0) && (away + 2) % 4 == last.1)?;
        points.insert(0, begin.0);
        points.push(end.0);
        Some(without_repeats(points))
    }
}
