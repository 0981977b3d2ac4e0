//! RFC 6962 §2.1 Merkle tree over SHA-256, grown leaf by leaf in O(log n) memory.

use sha2::{Digest, Sha256};

/// One SHA-256 value.
pub type Hash = [u8; 32];

/// Hash of one record. The prefix keeps leaves and nodes apart (RFC 6962 §2.1).
pub fn leaf_hash(record: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(record).finalize().into()
}

/// Hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// Root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// A tree that can only grow. Keeps the roots of its perfect subtrees, largest first: one for each bit of `size`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// A tree that was stored as its size and [`Tree::peaks`]. `None` when the two do not fit.
    pub fn restore(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends one leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_perfect(leaf, 1);
    }

    /// Appends the root of a perfect subtree of `leaves` leaves, a power of two that divides the size: each trailing
    /// one of the size in such subtrees is one that is now complete.
    pub fn push_perfect(&mut self, root: Hash, leaves: u64) {
        assert!(
            leaves.is_power_of_two() && self.size.is_multiple_of(leaves),
            "a perfect subtree begins at its multiple"
        );
        let mut hash = root;
        for _ in 0..(self.size / leaves).trailing_ones() {
            let left = self.peaks.pop().expect("one peak for each bit of the size");
            hash = node_hash(&left, &hash);
        }
        self.peaks.push(hash);
        self.size += leaves;
    }

    pub fn root(&self) -> Hash {
        let mut from_small = self.peaks.iter().rev();
        let Some(smallest) = from_small.next() else { return empty_root() };
        from_small.fold(*smallest, |right, left| node_hash(left, &right))
    }
}

impl FromIterator<Hash> for Tree {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::default();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}
