//! A journal that was exported, signed and witnessed, and what may be done to it.

use journal::note::{CheckpointNote, Kind, Signer};
use journal::{Exporter, Hash, Head, Known, Tree, canonical, leaf_hash};
use model::{Actor, AgentState, AwayReason, Fact, FactBody, Millis, PersonId};

/// Lines as a reader of files gives them.
pub fn lines(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|byte| *byte == b'\n').collect()
}

/// xorshift64*: the same numbers for the same seed, everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Damage {
    Flip,
    Delete,
    Insert,
    Swap,
    Duplicate,
    CutAtLine,
    CutAtByte,
    /// An export of earlier, whole in itself.
    OlderCopy,
    /// One fact changed and everything after it made again, with the old notes.
    Rewrite,
    /// The same by who has the log's key: every note is signed anew.
    RewriteWithKey,
}

impl Damage {
    pub const ALL: [Self; 10] = [
        Self::Flip,
        Self::Delete,
        Self::Insert,
        Self::Swap,
        Self::Duplicate,
        Self::CutAtLine,
        Self::CutAtByte,
        Self::OlderCopy,
        Self::Rewrite,
        Self::RewriteWithKey,
    ];

    pub fn needs_witness(self) -> bool {
        matches!(self, Self::OlderCopy | Self::RewriteWithKey)
    }
}

pub struct World {
    facts: Vec<String>,
    /// Sizes at which the log signed.
    signed: Vec<u64>,
    log: Signer,
    witness: Signer,
    pub text: String,
}

impl World {
    pub fn new(count: u64, random: &mut Random) -> Self {
        let facts: Vec<String> = (1..=count).map(|seq| fact(seq, random)).collect();
        let mut signed: Vec<u64> = (1..=count / 40).map(|_| 1 + random.below(count as usize) as u64).collect();
        signed.push(count);
        signed.sort_unstable();
        signed.dedup();
        let log = Signer::new("log", Kind::Log, &[3; 32]).expect("a seed");
        let witness = Signer::new("witness", Kind::Witness, &[4; 32]).expect("a seed");
        let mut world = Self { facts, signed, log, witness, text: String::new() };
        world.text = world.exported(&world.facts, count, true, &world.facts);
        world
    }

    /// `notes_of`: the facts that the notes speak of.
    fn exported(&self, facts: &[String], until: u64, is_witnessed: bool, notes_of: &[String]) -> String {
        let signed: Vec<u64> = self.signed.iter().copied().filter(|size| *size <= until).collect();
        let mut exporter = Exporter::new(Vec::new());
        let log = Some(self.log.verifier().to_string());
        exporter.head(Head { facts: until, notes: signed.len() as u64, log }).expect("to memory");
        let mut said = Tree::default();
        for (index, line) in facts.iter().take(until as usize).enumerate() {
            exporter.fact(line, leaf_hash(line.as_bytes())).expect("to memory");
            said.push(leaf_hash(notes_of[index].as_bytes()));
            if signed.contains(&said.size()) {
                let note = CheckpointNote { origin: "log".into(), size: said.size(), root: said.root() };
                let witness = if is_witnessed { self.witness.line(&note.text(), said.size()) } else { String::new() };
                exporter.note(&format!("{}{witness}", note.signed(&self.log))).expect("to memory");
            }
        }
        String::from_utf8(exporter.finish().expect("to memory")).expect("JSON is UTF-8")
    }

    fn note(&self) -> CheckpointNote {
        let leaves: Vec<Hash> = self.facts.iter().map(|line| leaf_hash(line.as_bytes())).collect();
        let tree: Tree = leaves.into_iter().collect();
        CheckpointNote { origin: "log".into(), size: tree.size(), root: tree.root() }
    }

    pub fn known(&self) -> Known {
        Known { checkpoint: Some(self.note().checkpoint()), ..self.known_without_witness() }
    }

    pub fn known_without_witness(&self) -> Known {
        Known { checkpoint: None, keys: vec![self.log.verifier(), self.witness.verifier()] }
    }

    /// For the other program.
    pub fn keys(&self) -> String {
        format!("{}\n{}\n", self.log.verifier(), self.witness.verifier())
    }

    /// What the witness keeps.
    pub fn witnessed(&self) -> String {
        let note = self.note();
        format!("{}{}", note.signed(&self.log), self.witness.line(&note.text(), 5))
    }

    /// The damaged text, and the line that must be named where that is certain.
    pub fn damaged(&self, damage: Damage, random: &mut Random) -> (Vec<u8>, Option<u64>) {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        let at = random.below(lines.len());
        let is_fact = |line: &String| line.starts_with("{\"seq\":");
        let named = is_fact(&lines[at]).then_some(at as u64 + 1);
        let joined = |lines: Vec<String>| (lines.join("\n") + "\n").into_bytes();
        match damage {
            Damage::Flip => self.flipped(random),
            Damage::Delete => {
                lines.remove(at);
                (joined(lines), named)
            }
            Damage::Insert => {
                let seq = 1 + random.below(self.facts.len()) as u64;
                let forged = fact(seq, random).replace("桥", "乔");
                lines.insert(at, forged);
                (joined(lines), None)
            }
            Damage::Swap => {
                let at = at.min(lines.len() - 2);
                let named = is_fact(&lines[at]).then_some(at as u64 + 1).filter(|_| is_fact(&lines[at + 1]));
                lines.swap(at, at + 1);
                (joined(lines), named)
            }
            Damage::Duplicate => {
                lines.insert(at, lines[at].clone());
                (joined(lines), named.map(|line| line + 1))
            }
            Damage::CutAtLine => (joined(lines[..at].to_vec()), None),
            // The last byte is only the end of the last line.
            Damage::CutAtByte => (self.text.as_bytes()[..random.below(self.text.len() - 1)].to_vec(), None),
            Damage::OlderCopy => {
                let until = 1 + random.below(self.facts.len() - 1) as u64;
                (self.exported(&self.facts, until, true, &self.facts).into_bytes(), None)
            }
            Damage::Rewrite => {
                let other = self.rewritten(random);
                (self.exported(&other, other.len() as u64, true, &self.facts).into_bytes(), None)
            }
            Damage::RewriteWithKey => {
                let other = self.rewritten(random);
                (self.exported(&other, other.len() as u64, false, &other).into_bytes(), None)
            }
        }
    }

    fn flipped(&self, random: &mut Random) -> (Vec<u8>, Option<u64>) {
        let mut bytes = self.text.clone().into_bytes();
        let at = random.below(bytes.len());
        let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        let whole = self.text.lines().nth(line).unwrap_or_default();
        bytes[at] ^= 1 << random.below(8);
        let is_line_end = self.text.as_bytes()[at] == b'\n' || bytes[at] == b'\n';
        let named = (whole.starts_with("{\"seq\":") && !is_line_end).then_some(line as u64 + 1);
        (bytes, named)
    }

    fn rewritten(&self, random: &mut Random) -> Vec<String> {
        let mut facts = self.facts.clone();
        let at = random.below(facts.len());
        let other = facts[at].replacen("\"at_ms\":", "\"at_ms\":9", 1);
        assert_ne!(other, facts[at], "it was changed");
        facts[at] = other;
        facts
    }
}

fn fact(seq: u64, random: &mut Random) -> String {
    let agent = PersonId(uuid::Uuid::from_u128(random.below(50) as u128));
    let body = match random.below(3) {
        0 => FactBody::ServiceStarted { version: format!("桥 {}", random.below(1_000)) },
        1 => FactBody::AgentStateChanged { agent, state: AgentState::Away { reason: AwayReason::Break }, cause: None },
        _ => FactBody::Revealed { person: agent, what: "number".into(), resource: format!("call {}", random.below(9)) },
    };
    let reasons = (0..random.below(3)).map(|n| format!("AUTH-{n}.a")).collect();
    canonical(&Fact { seq, at_ms: Millis(1_000 + seq as i64), actor: Actor::Person(agent), reasons, body })
}
