//! How much room each step takes, so that nothing overlaps.

use super::{BESIDE, GAP, GRID, NAME, PAD, SMALL, TASK, TITLE, ends_beside};
use crate::definition::{Step, StepKind};
use std::collections::BTreeSet;

/// The `together`s that have a gateway in front.
pub(super) type Met = BTreeSet<String>;

/// How far a list or step reaches from its middle line, and down.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub left: i32,
    pub right: i32,
    pub height: i32,
}

impl Extent {
    pub fn width(self) -> i32 {
        self.left + self.right
    }
}

pub(super) fn extent(steps: &[Step], met: &Met) -> Extent {
    let mut whole = Extent { left: GAP, right: GAP, height: 0 };
    for (index, step) in steps.iter().enumerate() {
        let one = extent_of(step, met);
        whole.left = whole.left.max(one.left);
        whole.right = whole.right.max(one.right);
        whole.height += one.height + if index == 0 { 0 } else { GAP };
    }
    whole
}

/// Task boxes stand in slots that are a little higher, so that their middles are on the grid.
pub(super) fn slot(step: &Step) -> i32 {
    match step.kind {
        StepKind::Do(_) | StepKind::Approve(_) | StepKind::Run(_) | StepKind::Call(_) | StepKind::Decide { .. } => {
            TASK.1 + GRID
        }
        _ => SMALL.1,
    }
}

/// Lists of a gateway; of a `choose` without `else` also the way past all of them.
pub(super) fn branches(step: &Step) -> Vec<&[Step]> {
    let mut blocks = step.kind.blocks();
    if let StepKind::Choose(branches) = &step.kind
        && branches.last().is_none_or(|branch| branch.when.is_some())
    {
        blocks.push(&[]);
    }
    blocks
}

pub(super) fn extent_of(step: &Step, met: &Met) -> Extent {
    match &step.kind {
        StepKind::Choose(_) | StepKind::Together(_) => {
            let inner: Vec<Extent> = branches(step).into_iter().map(|block| extent(block, met)).collect();
            let width: i32 = inner.iter().map(|one| one.width()).sum::<i32>() + GAP * (count(inner.len()) - 1);
            let height = inner.iter().map(|one| one.height).max().unwrap_or(0);
            let left = on_grid(width / 2).max(NAME);
            let above = if met.contains(&step.id) { SMALL.1 + GAP } else { 0 };
            Extent { left, right: (width - left).max(NAME), height: above + height + 2 * SMALL.1 + 2 * GAP }
        }
        StepKind::Each(each) => {
            let inner = extent(&each.steps, met);
            let height = inner.height + TITLE + 2 * SMALL.1 + 2 * GAP + 2 * GRID;
            // Two lanes for the jumps in it.
            let beside = PAD + 2 * GRID;
            Extent { left: inner.left + beside, right: inner.right + beside, height }
        }
        _ => {
            let half = TASK.0 / 2;
            let mut one = Extent { left: half, right: half, height: slot(step) };
            if slot(step) == SMALL.1 {
                one.right = NAME;
            }
            let ends = count(ends_beside(step).len());
            if !step.kind.leads().is_empty() {
                one.height += GAP + SMALL.1;
            }
            if ends > 0 {
                one.right = BESIDE + NAME;
                one.height += (ends - 1) * (SMALL.1 + GRID);
            }
            one
        }
    }
}

pub(super) fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX / 1_000)
}

pub(super) fn on_grid(pixels: i32) -> i32 {
    pixels / GRID * GRID
}
