//! Inclusion and consistency proofs: made from leaf hashes (RFC 6962 §2.1.1, §2.1.2), checked without them
//! (RFC 9162 §2.1.3.2, §2.1.4.2).

use crate::tree::{Hash, Tree, node_hash};

/// The audit path of leaf `index`: with it and the root anybody can check that the leaf is in the tree.
/// `None`: the tree has no such leaf.
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    (index < leaves.len()).then(|| path(leaves, index))
}

/// That the tree of the first `old_size` leaves is a beginning of this one. `None`: no such tree.
pub fn consistency(leaves: &[Hash], old_size: usize) -> Option<Vec<Hash>> {
    (1..=leaves.len()).contains(&old_size).then(|| subproof(leaves, old_size, true))
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

fn root_of(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Tree>().root()
}

/// The largest power of two below `n`, for n ≥ 2: where RFC 6962 splits a tree.
fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (path(left, index), root_of(right))
    } else {
        (path(right, index - left.len()), root_of(left))
    };
    path.push(sibling);
    path
}

/// `is_whole`: the old tree's own root is known to the checker, so it is left out.
fn subproof(leaves: &[Hash], old_size: usize, is_whole: bool) -> Vec<Hash> {
    if old_size == leaves.len() {
        return if is_whole { Vec::new() } else { vec![root_of(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, sibling) = if old_size <= left.len() {
        (subproof(left, old_size, is_whole), root_of(right))
    } else {
        (subproof(right, old_size - left.len(), false), root_of(left))
    };
    proof.push(sibling);
    proof
}
