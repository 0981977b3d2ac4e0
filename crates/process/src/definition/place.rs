//! The steps laid out in lists, so that the engine finds a step by its place and its way out.

use super::{Step, StepKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A list of steps; 0 is the outermost.
pub type BlockId = usize;

/// A step's place: its list and its number therein. The number may be the list's length: its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub block: BlockId,
    pub index: usize,
}

#[derive(Clone, Debug, Default)]
struct Block {
    steps: Vec<Step>,
    /// The step that holds this list.
    parent: Option<Place>,
    /// The lists of each step, in order.
    children: Vec<Vec<BlockId>>,
}

#[derive(Clone, Debug, Default)]
pub struct Program {
    blocks: Vec<Block>,
    places: BTreeMap<String, Place>,
}

impl Program {
    pub fn new(steps: &[Step]) -> Self {
        let mut program = Self::default();
        program.lay(steps, None);
        program
    }

    fn lay(&mut self, steps: &[Step], parent: Option<Place>) -> BlockId {
        let block = self.blocks.len();
        self.blocks.push(Block { steps: steps.to_vec(), parent, children: Vec::new() });
        for (index, step) in steps.iter().enumerate() {
            let place = Place { block, index };
            self.places.entry(step.id.clone()).or_insert(place);
            let children = step.kind.blocks().into_iter().map(|inner| self.lay(inner, Some(place))).collect();
            self.blocks[block].children.push(children);
        }
        block
    }

    pub fn place_of(&self, id: &str) -> Option<Place> {
        self.places.get(id).copied()
    }

    /// The place must not be an end.
    pub fn step(&self, place: Place) -> &Step {
        &self.blocks[place.block].steps[place.index]
    }

    pub fn step_at(&self, place: Place) -> Option<&Step> {
        self.blocks.get(place.block)?.steps.get(place.index)
    }

    /// Steps of a list.
    pub fn length(&self, block: BlockId) -> usize {
        self.blocks[block].steps.len()
    }

    pub fn parent(&self, block: BlockId) -> Option<Place> {
        self.blocks[block].parent
    }

    pub fn children(&self, place: Place) -> &[BlockId] {
        &self.blocks[place.block].children[place.index]
    }

    pub fn all_steps(&self) -> impl Iterator<Item = &Step> {
        self.blocks.iter().flat_map(|block| &block.steps)
    }

    /// The list around `block` whose tokens are its own: the outermost, a branch of `together`, a body of `each`.
    pub fn scope(&self, mut block: BlockId) -> BlockId {
        while let Some(parent) = self.blocks[block].parent {
            if !matches!(self.step(parent).kind, StepKind::Choose(_)) {
                break;
            }
            block = parent.block;
        }
        block
    }

    /// The innermost body of an `each` around a list.
    pub fn body(&self, mut block: BlockId) -> Option<BlockId> {
        while let Some(parent) = self.blocks[block].parent {
            if matches!(self.step(parent).kind, StepKind::Each(_)) {
                return Some(block);
            }
            block = parent.block;
        }
        None
    }

    /// Whether `block` is `around` or stands in it.
    pub fn is_within(&self, mut block: BlockId, around: BlockId) -> bool {
        loop {
            match self.blocks[block].parent {
                _ if block == around => return true,
                Some(parent) => block = parent.block,
                None => return false,
            }
        }
    }

    /// Whether a jump from a step in `from` may reach `to`: the same list or one around it within the scope.
    pub fn can_jump(&self, from: BlockId, to: Place) -> bool {
        let scope = self.scope(from);
        let mut block = from;
        loop {
            if block == to.block {
                return true;
            }
            match self.blocks[block].parent {
                Some(parent) if block != scope => block = parent.block,
                Some(_) | None => return false,
            }
        }
    }
}
