//! Signed notes against the published example of the format, and every way to spoil one.

use crate::note::{CheckpointNote, Kind, Note, NoteError, Signer, Verifier};
use crate::{Tree, leaf_hash};

/// The example of Go's `golang.org/x/mod/sumdb/note`, which defined the format.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn checkpoint() -> CheckpointNote {
    let tree: Tree = [b"a", b"b", b"c"].iter().map(|leaf| leaf_hash(*leaf)).collect();
    CheckpointNote { origin: "qiao.example/centre".into(), size: tree.size(), root: tree.root() }
}

#[test]
fn the_published_example_verifies() {
    let key = Verifier::parse(KEY).expect("the key reads");
    assert_eq!(key.to_string(), KEY);
    assert_eq!(Note::parse(NOTE).expect("the note reads").verify(&key), Ok(0));
}

#[test]
fn a_checkpoint_is_signed_by_the_log_and_then_by_a_witness() {
    let log = Signer::new("qiao.example/centre", Kind::Log, &[7; 32]).expect("a seed");
    let witness = Signer::new("finance.example/witness", Kind::Witness, &[9; 32]).expect("a seed");
    let signed = checkpoint().signed(&log);
    let both = format!("{signed}{}", witness.line(&checkpoint().text(), 1_790_000_000));
    let note = Note::parse(&both).expect("reads");
    let keys =
        [log.verifier(), witness.verifier()].map(|key| Verifier::parse(&key.to_string()).expect("a key reads back"));
    assert_eq!(note.verify(&keys[0]), Ok(0));
    assert_eq!(note.verify(&keys[1]), Ok(1_790_000_000));
    assert_eq!(CheckpointNote::parse(&note.text), Ok(checkpoint()));
    assert_eq!(
        Note::parse(&signed).expect("reads").verify(&keys[1]),
        Err(NoteError::NotSigned { name: "finance.example/witness".into() })
    );
}

#[test]
fn every_changed_byte_of_a_note_is_found() {
    let log = Signer::new("log", Kind::Log, &[7; 32]).expect("a seed");
    let witness = Signer::new("witness", Kind::Witness, &[9; 32]).expect("a seed");
    let whole = format!("{}{}", checkpoint().signed(&log), witness.line(&checkpoint().text(), 5));
    let keys = [log.verifier(), witness.verifier()];
    for place in 0..whole.len() {
        let mut bytes = whole.clone().into_bytes();
        bytes[place] ^= 1;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let both = Note::parse(&text)
            .map(|note| keys.iter().all(|key| note.verify(key).is_ok() && note.text == checkpoint().text()));
        assert_ne!(both, Ok(true), "byte {place} of:\n{text}");
    }
}

#[test]
fn another_key_of_the_same_name_has_not_signed() {
    let [mine, other] = [[1; 32], [2; 32]].map(|seed| Signer::new("log", Kind::Log, &seed).expect("a seed"));
    let note = Note::parse(&checkpoint().signed(&mine)).expect("reads");
    assert!(note.verify(&mine.verifier()).is_ok());
    assert!(note.verify(&other.verifier()).is_err());
}

#[test]
fn what_is_no_note_no_key_and_no_checkpoint_is_refused() {
    for bad in
        ["", "text", "text\n\n", "text\n\nno mark\n", "text\n\n\u{2014} name !!\n", "text\n\n\u{2014} name AAAA\n"]
    {
        assert_eq!(Note::parse(bad), Err(NoteError::BadNote), "{bad:?}");
    }
    for bad in ["", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "a+00000000+AA=="] {
        assert_eq!(Verifier::parse(bad), Err(NoteError::BadKey), "{bad:?}");
    }
    for bad in ["origin\n-1\nAA==\n", "origin\n01\nAA==\n", "origin\n3\n", "origin\n3\nAA==\n"] {
        assert_eq!(CheckpointNote::parse(bad), Err(NoteError::BadCheckpoint), "{bad:?}");
    }
    assert!(matches!(Signer::new("a b", Kind::Log, &[0; 32]), Err(NoteError::BadName)));
    assert!(matches!(Signer::new("a", Kind::Log, &[0; 31]), Err(NoteError::BadSeed)));
}
