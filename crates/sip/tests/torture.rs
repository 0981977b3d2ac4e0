//! RFC 4475 and RFC 5118: every message over UDP and TCP, the outcome of EXPECTED.tsv, and a sound OPTIONS before and
//! after each, which shows that the node still lives.

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;
use support::*;

/// How long a message that must not be answered is listened for.
const SILENCE: Duration = Duration::from_millis(150);

/// What may come back.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Any answer that is not one of parsing: at most 499 without 400, or none within a dialog that is not there.
    Accepted,
    OneOf(Vec<u16>),
    Silence,
    /// One of these, or nothing at all.
    OneOfOrSilence(Vec<u16>),
}

/// The outcomes of EXPECTED.tsv for a user agent and registrar that knows none of the numbers and users.
fn outcome(suite: &str, name: &str, class: &str, is_tcp: bool) -> Outcome {
    use Outcome::*;
    match (suite, name) {
        // Declared policy: no RFC 2543 peers (no branch, no tag). On TCP no Content-Length is no body.
        ("rfc4475", "inv2543") => OneOf(vec![400]),
        // Accepted by the parser; our answers to methods we do not have, and to dialogs that are not there.
        ("rfc4475", "intmeth" | "esc02") => OneOf(vec![501]),
        ("rfc4475", "wsinv") => OneOf(vec![481]),
        ("rfc4475", "mpart01") => OneOf(vec![405, 415]),
        ("rfc4475", "unreason" | "noreason" | "scalarlg" | "bigcode" | "bcast") => Silence,
        // UDP: shorter than it says. TCP: the rest may still come, and then the connection is closed.
        ("rfc4475", "clerr") => {
            if is_tcp {
                Silence
            } else {
                OneOf(vec![400])
            }
        }
        ("rfc4475", "badvers") => OneOf(vec![505]),
        ("rfc4475", "mismatch02") => OneOf(vec![400, 501]),
        ("rfc4475", "unkscm" | "novelsc") => OneOf(vec![416, 404]),
        ("rfc4475", "bext01") => OneOf(vec![420]),
        ("rfc4475", "invut") => OneOf(vec![415]),
        ("rfc4475", "regaut01") => OneOf(vec![401]),
        ("rfc4475", "sdp01") => OneOf(vec![406, 400]),
        // Preferred: the Date we do not use is ignored. Then the number is not known.
        ("rfc4475", "baddate") => OneOf(vec![404, 400]),
        ("rfc4475", "zeromf") => OneOf(vec![200, 483]),
        // The archive's copy lacks its last line end: on TCP it never ends.
        ("rfc4475", "baddn") if is_tcp => Silence,
        ("rfc4475", "badinv01" | "badbranch") => OneOf(vec![400]),
        ("rfc4475", "test" | "insuf") => OneOfOrSilence(vec![400]),
        ("rfc4475", _) if class == "INVALID" => OneOf(vec![400]),
        ("rfc4475", "unksm2" | "multi01" | "mcl01") => OneOf(vec![400]),
        ("rfc5118", "ipv6-bad") => OneOf(vec![400]),
        _ => Accepted,
    }
}

fn folder() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("QIAO_TEST_DATA").map_or(default, PathBuf::from);
    Some(data.join("torture")).filter(|folder| folder.is_dir())
}

async fn control(peer: &mut Peer) {
    let names = Names::new("95000");
    let uri = format!("sip:{}", peer.node);
    peer.send(peer.build("OPTIONS", &uri, &names, "", "")).await;
    assert_eq!(peer.final_response(&names.call_id).await.status(), 200, "OPTIONS shows that the node lives");
}

/// Statuses that came back for the message, 100 left out.
async fn play(peer: &mut Peer, message: &[u8], patience: Duration) -> Vec<u16> {
    peer.send(message).await;
    let mut statuses = Vec::new();
    while let Some(answer) = peer.receive_within(patience).await {
        if answer.status() >= 200 {
            statuses.push(answer.status());
            break;
        }
    }
    statuses
}

fn is_expected(outcome: &Outcome, statuses: &[u16]) -> bool {
    let accepted = |status: &u16| (200..500).contains(status) && *status != 400;
    match outcome {
        Outcome::Accepted => statuses.first().is_some_and(accepted),
        Outcome::OneOf(wanted) => statuses.first().is_some_and(|status| wanted.contains(status)),
        Outcome::Silence => statuses.is_empty(),
        Outcome::OneOfOrSilence(wanted) => statuses.iter().all(|status| wanted.contains(status)),
    }
}

#[tokio::test]
async fn every_torture_message_has_its_outcome() {
    let Some(folder) = folder() else {
        println!("skipped: no torture data");
        return;
    };
    let mut wrong = Vec::new();
    let mut played = 0;
    for suite in ["rfc4475", "rfc5118"] {
        let table = std::fs::read_to_string(folder.join(suite).join("EXPECTED.tsv")).expect("each suite has its table");
        for row in table.lines().skip(1) {
            let columns: Vec<&str> = row.split('\t').collect();
            let (name, class) = (columns[0], columns[2]);
            let file = if suite == "rfc5118" { format!("wire/{name}.dat") } else { format!("{name}.dat") };
            let message = std::fs::read(folder.join(suite).join(file)).expect("each row has its message");
            for is_tcp in [false, true] {
                let node = Node::start(routing(vec![registers("8001", "secret")], None)).await;
                let address = node.sip.address();
                let mut peer = if is_tcp { Peer::tcp(address).await } else { Peer::udp(address).await };
                control(&mut peer).await;
                let outcome = outcome(suite, name, class, is_tcp);
                let waits = !matches!(outcome, Outcome::Silence | Outcome::OneOfOrSilence(_));
                let statuses = play(&mut peer, &message, if waits { PATIENCE } else { SILENCE }).await;
                if !is_expected(&outcome, &statuses) {
                    wrong.push(format!("{suite}/{name} over {}: {statuses:?}, wanted {outcome:?}", peer.transport()));
                }
                // A connection whose framing is lost is closed: the node is asked on a new one.
                let mut fresh = if is_tcp { Peer::tcp(address).await } else { peer };
                control(&mut fresh).await;
                played += 1;
            }
        }
    }
    println!("{played} messages played");
    assert!(wrong.is_empty(), "{} of {played} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
