//! Notes are kept, proofs over the stored leaves hold, and an export carries what was signed.

use super::{commit, ended};
use crate::evidence::{self, Cosignature, Evidence};
use crate::limits::SUBTREE_LEAVES;
use crate::{Aside, Store, journal};
use ::journal::note::{CheckpointNote, Kind, Signer};
use ::journal::proof::{verify_consistency, verify_inclusion};
use ::journal::{Hash, Known, Tree, hex, verify_with};
use model::{CallCause, Millis};

pub async fn suite(store: &Store) {
    let log = log();
    let witness = Signer::new("witness", Kind::Witness, &[2; 32]).expect("a seed");
    let first = signed(store, &log, 70).await;
    let line = witness.line(&first.text(), 1_790_000_000);
    let by = Cosignature { witness: "witness".into(), line, seen_ms: Millis(1_790_000_000_000) };
    let cosigned = || vec![Aside::Evidence(Evidence::Cosigned { size: first.size, by: by.clone() })];
    store.commit_with(&mut [], &cosigned()).await.expect("kept");
    store.commit_with(&mut [], &cosigned()).await.expect("said twice is said once");
    let facts = (0..2 * SUBTREE_LEAVES + 100).map(|n| ended(1, 900_000 + u128::from(n), CallCause::FlowEnded, 0));
    commit(store, facts.collect()).await;
    let last = signed(store, &log, 80).await;

    assert_eq!(evidence::last(store).await.expect("read").map(|signed| signed.size), Some(last.size));
    let after = evidence::after(store, first.size, 9).await.expect("read");
    assert_eq!(after.iter().map(|signed| signed.size).collect::<Vec<_>>(), [last.size]);
    let whole = evidence::of_size(store, first.size).await.expect("read").expect("there").whole();
    let note = ::journal::note::Note::parse(&whole).expect("a note");
    assert!(note.verify(&log.verifier()).is_ok() && note.verify(&witness.verifier()) == Ok(1_790_000_000));
    proofs_hold(store, &first, &last).await;
    the_export_carries_them(store, &last, &log, &witness).await;
}

/// Signs what is committed, as the job does.
/// Who signs the journal of the suite.
pub(super) fn log() -> Signer {
    Signer::new("log", Kind::Log, &[1; 32]).expect("a seed")
}

async fn signed(store: &Store, log: &Signer, at_ms: i64) -> CheckpointNote {
    let (size, root) = store.tip().await;
    loop {
        let subtrees = evidence::missing_subtrees(store, size).await.expect("made");
        if subtrees.is_empty() {
            break;
        }
        store.commit_with(&mut [], &subtrees).await.expect("kept");
    }
    let note = CheckpointNote { origin: "log".into(), size, root };
    let evidence = Evidence::Signed { size, note: note.signed(log), at: Millis(at_ms) };
    store.commit_with(&mut [], &[Aside::Evidence(evidence)]).await.expect("kept");
    note
}

async fn proofs_hold(store: &Store, first: &CheckpointNote, last: &CheckpointNote) {
    let mut leaves: Vec<Hash> = Vec::new();
    while let Some(line) = journal::lines_after(store, leaves.len() as u64, 1_000).await.expect("read").first() {
        assert_eq!(line.seq, leaves.len() as u64 + 1);
        let page = journal::lines_after(store, leaves.len() as u64, 1_000).await.expect("read");
        leaves.extend(page.into_iter().map(|line| line.leaf));
    }
    let size = last.size;
    assert_eq!(size, leaves.len() as u64);
    let root_at = |size: u64| leaves[..size as usize].iter().copied().collect::<Tree>().root();
    let edge = SUBTREE_LEAVES;
    for from in [1, 2, first.size, edge - 1, edge, edge + 1, 2 * edge, 2 * edge + 1, size - 1, size] {
        let proof = evidence::consistency(store, from, size).await.expect("read").expect("such sizes");
        assert!(verify_consistency(from, &root_at(from), size, &last.root, &proof), "{from} of {size}");
    }
    for index in [0, 1, edge - 1, edge, 2 * edge - 1, 2 * edge, size - 1] {
        let (leaf, proof) = evidence::inclusion(store, index, size).await.expect("read").expect("such a fact");
        assert_eq!(leaf, leaves[index as usize]);
        assert!(verify_inclusion(&leaf, index, size, &proof, &last.root), "{index} of {size}");
    }
    assert!(evidence::consistency(store, 0, size).await.expect("read").is_none());
    assert!(evidence::inclusion(store, size, size).await.expect("read").is_none());
}

async fn the_export_carries_them(store: &Store, last: &CheckpointNote, log: &Signer, witness: &Signer) {
    let mut export = Vec::new();
    let key = Some(log.verifier().to_string());
    assert_eq!(journal::export(store, last.size, key, &mut export).await.expect("to memory"), last.size);
    let text = String::from_utf8(export).expect("JSON");
    let known = Known { checkpoint: Some(last.checkpoint()), keys: vec![log.verifier(), witness.verifier()] };
    let summary = verify_with(text.lines(), known).expect("as committed");
    assert_eq!(summary.signed, Some(("log".to_owned(), last.size)));
    assert_eq!(summary.witnessed.len(), 1);
    assert_eq!(hex(&summary.root), hex(&last.root));
}

#[tokio::test]
async fn a_young_journal_is_proven_too() {
    let (_folder, store) = super::sqlite().await;
    commit(&store, vec![ended(1, 1, CallCause::FlowEnded, 0)]).await;
    suite(&store).await;
}
