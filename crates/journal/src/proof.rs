//! Inclusion and consistency proofs: made from leaf hashes (RFC 6962 §2.1.1, §2.1.2), checked without them
//! (RFC 9162 §2.1.3.2, §2.1.4.2).

use crate::tree::{Hash, Tree, node_hash};
use std::ops::Range;

/// The audit path of leaf `index`: with it and the root anybody can check that the leaf is in the tree.
/// `None`: the tree has no such leaf.
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    let subtrees = inclusion_subtrees(index as u64, leaves.len() as u64)?;
    Some(subtrees.into_iter().map(|of| root_of(leaves, of)).collect())
}

/// That the tree of the first `old_size` leaves is a beginning of this one. `None`: no such tree.
pub fn consistency(leaves: &[Hash], old_size: usize) -> Option<Vec<Hash>> {
    let subtrees = consistency_subtrees(old_size as u64, leaves.len() as u64)?;
    Some(subtrees.into_iter().map(|of| root_of(leaves, of)).collect())
}

/// Whose roots make the audit path: ranges of leaves, so that a store reads only what it needs. A range begins at a
/// multiple of the smallest power of two that is not below its length.
pub fn inclusion_subtrees(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    (index < size).then(|| path(0..size, index))
}

/// Whose roots make the consistency proof; see [`inclusion_subtrees`].
pub fn consistency_subtrees(old_size: u64, size: u64) -> Option<Vec<Range<u64>>> {
    (1..=size).contains(&old_size).then(|| subproof(0..size, old_size, true))
}

pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            let skipped = if at & 1 == 0 { at.trailing_zeros() } else { 0 };
            at >>= skipped;
            last >>= skipped;
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

pub fn verify_consistency(old_size: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if old_size == 0 || old_size > size {
        return false;
    }
    if old_size == size {
        return proof.is_empty() && old_root == root;
    }
    // An old tree that is one perfect subtree starts the proof itself.
    let mut steps = proof.iter();
    let start = if old_size.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(start) = start else { return false };
    let (mut at, mut last) = (old_size - 1, size - 1);
    let skipped = at.trailing_ones();
    at >>= skipped;
    last >>= skipped;
    let (mut old_hash, mut hash) = (*start, *start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(step, &old_hash);
            hash = node_hash(step, &hash);
            let skipped = if at & 1 == 0 { at.trailing_zeros() } else { 0 };
            at >>= skipped;
            last >>= skipped;
        } else {
            hash = node_hash(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && hash == *root
}

fn root_of(leaves: &[Hash], of: Range<u64>) -> Hash {
    leaves[of.start as usize..of.end as usize].iter().copied().collect::<Tree>().root()
}

/// Where RFC 6962 splits a tree of two leaves or more: after the largest power of two below its length.
fn split(tree: &Range<u64>) -> (Range<u64>, Range<u64>) {
    let middle = tree.start + (1 << (tree.end - tree.start - 1).ilog2());
    (tree.start..middle, middle..tree.end)
}

fn path(tree: Range<u64>, index: u64) -> Vec<Range<u64>> {
    if tree.end - tree.start == 1 {
        return Vec::new();
    }
    let (left, right) = split(&tree);
    let (mut path, sibling) = if index < left.end { (path(left, index), right) } else { (path(right, index), left) };
    path.push(sibling);
    path
}

/// `is_whole`: the old tree's own root is known to the checker, so it is left out.
fn subproof(tree: Range<u64>, old_size: u64, is_whole: bool) -> Vec<Range<u64>> {
    if old_size == tree.end {
        return if is_whole { Vec::new() } else { vec![tree] };
    }
    let (left, right) = split(&tree);
    let (mut proof, sibling) = if old_size <= left.end {
        (subproof(left, old_size, is_whole), right)
    } else {
        (subproof(right, old_size, false), left)
    };
    proof.push(sibling);
    proof
}
