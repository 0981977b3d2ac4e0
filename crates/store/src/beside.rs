//! What no fact tells: a backup carries it beside the journal, a restore puts it back after the facts.
//!
//! States of instances, messages that they wait for, times of the clock that are dealt with, drafts, mail to be sent
//! and the bytes of papers. Sessions and tokens are left out on purpose: after a restore everybody logs in again.
//! Start reading at [`all`].

use crate::database::{Link, Row, Snapshot, Value, values};
use crate::evidence::{self, Cosignature, Evidence};
use crate::limits::PAGE_MAX;
use crate::vault::{self, WrappedKey};
use crate::{Store, StoreError, masks};
use model::{Class, FactorId, InstanceId, Millis, NoticeId, PersonId, Subject};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    State {
        instance: InstanceId,
        revision: u64,
        next_due_ms: Option<Millis>,
        state: String,
    },
    Wait {
        name: String,
        key: String,
        instance: InstanceId,
    },
    ScheduledStart {
        flow: String,
        start: String,
        due_ms: Millis,
        instance: Option<InstanceId>,
    },
    Draft {
        person: PersonId,
        key: String,
        data: String,
        saved_ms: Millis,
    },
    Mail {
        notice: NoticeId,
        person: PersonId,
        due_ms: Millis,
        tries: u64,
    },
    /// So that nobody who is enrolled is shut out after a restore.
    Factor {
        factor: FactorId,
        person: PersonId,
        secret: String,
        used_ms: Option<Millis>,
    },
    /// A subject's key, wrapped by the master key that is in no backup.
    Key {
        subject: String,
        master: u32,
        wrapped: String,
    },
    Index {
        class: Class,
        blind: String,
        subject: Subject,
    },
    /// What may be shown of a sealed value.
    Mask {
        subject: Subject,
        mark: String,
        mask: String,
    },
    /// A signed note about the journal's first `size` facts, and below what witnesses said to it: evidence is worth
    /// nothing to who cannot show it.
    Signed {
        size: u64,
        note: String,
        at_ms: Millis,
    },
    Cosignature {
        size: u64,
        witness: String,
        line: String,
        seen_ms: Millis,
    },
    /// A text of the rulebook, and a version of it: names of files with hashes of texts, JSON.
    RuleText {
        hash: String,
        text: String,
    },
    RuleVersion {
        hash: String,
        kept_ms: Millis,
        files: String,
    },
    Attachment {
        id: String,
        #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
        bytes: Vec<u8>,
    },
}

/// One kind of row, read page by page: `sql` takes the key of the last row, then how many.
struct Kind {
    sql: &'static str,
    first: fn() -> Vec<Value>,
    key: fn(&Row) -> Result<Vec<Value>, StoreError>,
    read: fn(&Row) -> Result<Beside, StoreError>,
    limit: i64,
}

/// Gives every row to `each`. All are of one instant, while commits go on: the returned number is that of the last
/// fact that they belong to, and a backup must end with it.
pub async fn all(store: &Store, mut each: impl FnMut(Beside) -> io::Result<()>) -> Result<u64, StoreError> {
    let mut snapshot = store.readers.snapshot().await?;
    let rows = snapshot.rows("SELECT COALESCE(MAX(seq), 0) FROM journal", Vec::new()).await?;
    let last = rows.first().map_or(Ok(0), |row| row.int(0))?.unsigned_abs();
    for kind in KINDS {
        give(&mut snapshot, &kind, &mut each).await?;
    }
    Ok(last)
}

async fn give(
    snapshot: &mut Snapshot,
    kind: &Kind,
    each: &mut impl FnMut(Beside) -> io::Result<()>,
) -> Result<(), StoreError> {
    let mut key = (kind.first)();
    loop {
        let mut parameters = key.clone();
        parameters.push(Value::from(kind.limit));
        let rows = snapshot.rows(kind.sql, parameters).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        key = (kind.key)(last)?;
        for row in &rows {
            each((kind.read)(row)?).map_err(StoreError::Export)?;
        }
    }
}

const KINDS: [Kind; 14] = [
    RULE_TEXTS,
    RULE_VERSIONS,
    KEYS,
    INDEXES,
    MASKS,
    STATES,
    WAITS,
    STARTS,
    DRAFTS,
    MAIL,
    ATTACHMENTS,
    FACTORS,
    SIGNED,
    COSIGNATURES,
];

const SIGNED: Kind = Kind {
    sql: "SELECT size, note, at_ms FROM signed_checkpoint WHERE size > $1 ORDER BY size LIMIT $2",
    first: || values![0_i64],
    key: |row| Ok(values![row.int(0)?]),
    read: |row| Ok(Beside::Signed { size: row.int(0)?.unsigned_abs(), note: row.text(1)?, at_ms: Millis(row.int(2)?) }),
    limit: PAGE_MAX as i64,
};

const COSIGNATURES: Kind = Kind {
    sql: "SELECT size, witness, line, seen_ms FROM cosignature WHERE (size, witness) > ($1, $2) \
          ORDER BY size, witness LIMIT $3",
    first: || values![0_i64, ""],
    key: |row| Ok(values![row.int(0)?, row.text(1)?]),
    read: |row| {
        let (size, witness, line) = (row.int(0)?.unsigned_abs(), row.text(1)?, row.text(2)?);
        Ok(Beside::Cosignature { size, witness, line, seen_ms: Millis(row.int(3)?) })
    },
    limit: PAGE_MAX as i64,
};

const STATES: Kind = Kind {
    sql: "SELECT number, id, revision, next_due_ms, state FROM instance WHERE number > $1 AND revision > 0 \
          ORDER BY number LIMIT $2",
    first: || values![0_i64],
    key: |row| Ok(values![row.int(0)?]),
    read: |row| {
        let (instance, revision) = (row.parsed(1)?, row.int(2)?.unsigned_abs());
        Ok(Beside::State { instance, revision, next_due_ms: row.int_or_none(3)?.map(Millis), state: row.text(4)? })
    },
    limit: PAGE_MAX as i64,
};

const WAITS: Kind = Kind {
    sql: "SELECT name, key, instance_id FROM instance_wait WHERE (name, key, instance_id) > ($1, $2, $3) \
          ORDER BY name, key, instance_id LIMIT $4",
    first: || values!["", "", ""],
    key: |row| Ok(values![row.text(0)?, row.text(1)?, row.text(2)?]),
    read: |row| Ok(Beside::Wait { name: row.text(0)?, key: row.text(1)?, instance: row.parsed(2)? }),
    limit: PAGE_MAX as i64,
};

const STARTS: Kind = Kind {
    sql: "SELECT flow, start_key, due_ms, instance_id FROM scheduled_start WHERE (flow, start_key, due_ms) > ($1, $2, $3) \
          ORDER BY flow, start_key, due_ms LIMIT $4",
    first: || values!["", "", i64::MIN],
    key: |row| Ok(values![row.text(0)?, row.text(1)?, row.int(2)?]),
    read: |row| {
        let (flow, start, due_ms) = (row.text(0)?, row.text(1)?, Millis(row.int(2)?));
        Ok(Beside::ScheduledStart { flow, start, due_ms, instance: row.parsed_or_none(3)? })
    },
    limit: PAGE_MAX as i64,
};

const DRAFTS: Kind = Kind {
    sql: "SELECT person_id, key, data, saved_ms FROM draft WHERE (person_id, key) > ($1, $2) \
          ORDER BY person_id, key LIMIT $3",
    first: || values!["", ""],
    key: |row| Ok(values![row.text(0)?, row.text(1)?]),
    read: |row| {
        let (person, key, data) = (row.parsed(0)?, row.text(1)?, row.text(2)?);
        Ok(Beside::Draft { person, key, data, saved_ms: Millis(row.int(3)?) })
    },
    limit: PAGE_MAX as i64,
};

const MAIL: Kind = Kind {
    sql: "SELECT notice_id, person_id, due_ms, tries FROM mail WHERE (notice_id, person_id) > ($1, $2) \
          ORDER BY notice_id, person_id LIMIT $3",
    first: || values!["", ""],
    key: |row| Ok(values![row.text(0)?, row.text(1)?]),
    read: |row| {
        let (notice, person, tries) = (row.parsed(0)?, row.parsed(1)?, row.int(3)?.unsigned_abs());
        Ok(Beside::Mail { notice, person, due_ms: Millis(row.int(2)?), tries })
    },
    limit: PAGE_MAX as i64,
};

const FACTORS: Kind = Kind {
    sql: "SELECT factor_id, person_id, secret, used_ms FROM factor_secret WHERE factor_id > $1 ORDER BY factor_id LIMIT $2",
    first: || values![""],
    key: |row| Ok(values![row.text(0)?]),
    read: |row| {
        let (factor, person, used_ms) = (row.parsed(0)?, row.parsed(1)?, row.int_or_none(3)?.map(Millis));
        Ok(Beside::Factor { factor, person, secret: row.text(2)?, used_ms })
    },
    limit: PAGE_MAX as i64,
};

const KEYS: Kind = Kind {
    sql: "SELECT subject, master, wrapped FROM vault_key WHERE subject > $1 ORDER BY subject LIMIT $2",
    first: || values![""],
    key: |row| Ok(values![row.text(0)?]),
    read: |row| {
        let master = u32::try_from(row.int(1)?).unwrap_or_default();
        Ok(Beside::Key { subject: row.text(0)?, master, wrapped: row.text(2)? })
    },
    limit: PAGE_MAX as i64,
};

const INDEXES: Kind = Kind {
    sql: "SELECT class, blind, subject FROM vault_index WHERE (class, blind, subject) > ($1, $2, $3) \
          ORDER BY class, blind, subject LIMIT $4",
    first: || values!["", "", ""],
    key: |row| Ok(values![row.text(0)?, row.text(1)?, row.text(2)?]),
    read: |row| Ok(Beside::Index { class: row.parsed(0)?, blind: row.text(1)?, subject: row.parsed(2)? }),
    limit: PAGE_MAX as i64,
};

const MASKS: Kind = Kind {
    sql: "SELECT subject, mark, mask FROM vault_mask WHERE (subject, mark) > ($1, $2) ORDER BY subject, mark LIMIT $3",
    first: || values!["", ""],
    key: |row| Ok(values![row.text(0)?, row.text(1)?]),
    read: |row| Ok(Beside::Mask { subject: row.parsed(0)?, mark: row.text(1)?, mask: row.text(2)? }),
    limit: PAGE_MAX as i64,
};

/// A few at a time: a text of people may have megabytes.
const RULE_TEXTS: Kind = Kind {
    sql: "SELECT hash, text FROM rulebook_file WHERE hash > $1 ORDER BY hash LIMIT $2",
    first: || values![""],
    key: |row| Ok(values![row.text(0)?]),
    read: |row| Ok(Beside::RuleText { hash: row.text(0)?, text: row.text(1)? }),
    limit: 4,
};

const RULE_VERSIONS: Kind = Kind {
    sql: "SELECT hash, kept_ms, files FROM rulebook_version WHERE hash > $1 ORDER BY hash LIMIT $2",
    first: || values![""],
    key: |row| Ok(values![row.text(0)?]),
    read: |row| {
        let kept_ms = Millis(row.int(1)?);
        Ok(Beside::RuleVersion { hash: row.text(0)?, kept_ms, files: row.text(2)? })
    },
    limit: PAGE_MAX as i64,
};

/// One at a time: each may have megabytes.
const ATTACHMENTS: Kind = Kind {
    sql: "SELECT id, bytes FROM attachment_bytes WHERE id > $1 ORDER BY id LIMIT $2",
    first: || values![""],
    key: |row| Ok(values![row.text(0)?]),
    read: |row| Ok(Beside::Attachment { id: row.text(0)?, bytes: row.bytes(1)? }),
    limit: 1,
};

/// Puts a row back into a database whose facts were committed again. A state is taken as it is: its revision is what
/// the guard goes on from.
pub(crate) async fn put(link: &mut Link, row: &Beside) -> Result<(), StoreError> {
    match row {
        Beside::Key { subject, master, wrapped } => {
            let key = WrappedKey { subject: subject.clone(), master: *master, wrapped: wrapped.clone() };
            vault::put_key(link, &key).await?;
        }
        Beside::Index { class, blind, subject } => vault::put_index(link, *class, blind, *subject).await?,
        Beside::Mask { subject, mark, mask } => masks::restore(link, *subject, mark, mask).await?,
        Beside::State { instance, revision, next_due_ms, state } => {
            let sql = "UPDATE instance SET revision = $2, next_due_ms = $3, state = $4 WHERE id = $1";
            let parameters = values![*instance, *revision, *next_due_ms, state.as_str()];
            if link.execute(sql, parameters).await? == 0 {
                return Err(StoreError::Stale);
            }
        }
        Beside::Wait { name, key, instance } => {
            let sql = "INSERT INTO instance_wait (name, key, instance_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            link.execute(sql, values![name.as_str(), key.as_str(), *instance]).await?;
        }
        Beside::ScheduledStart { flow, start, due_ms, instance } => {
            let sql = "INSERT INTO scheduled_start (flow, start_key, due_ms, instance_id) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
            link.execute(sql, values![flow.as_str(), start.as_str(), *due_ms, *instance]).await?;
        }
        Beside::Draft { person, key, data, saved_ms } => {
            let sql = "INSERT INTO draft (person_id, key, data, saved_ms) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
            link.execute(sql, values![*person, key.as_str(), data.as_str(), *saved_ms]).await?;
        }
        Beside::Mail { notice, person, due_ms, tries } => {
            let sql = "INSERT INTO mail (notice_id, person_id, due_ms, tries) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
            link.execute(sql, values![*notice, *person, *due_ms, *tries]).await?;
        }
        Beside::Factor { factor, person, secret, used_ms } => {
            let sql = "INSERT INTO factor_secret (factor_id, person_id, secret, used_ms) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT DO NOTHING";
            link.execute(sql, values![*factor, *person, secret.as_str(), *used_ms]).await?;
        }
        Beside::Signed { size, note, at_ms } => {
            let (size, note, at) = (*size, note.clone(), *at_ms);
            evidence::write(link, &Evidence::Signed { size, note, at }).await?;
        }
        Beside::Cosignature { size, witness, line, seen_ms } => {
            let by = Cosignature { witness: witness.clone(), line: line.clone(), seen_ms: *seen_ms };
            evidence::write(link, &Evidence::Cosigned { size: *size, by }).await?;
        }
        Beside::RuleText { hash, text } => {
            let sql = "INSERT INTO rulebook_file (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            link.execute(sql, values![hash.as_str(), text.as_str()]).await?;
        }
        Beside::RuleVersion { hash, kept_ms, files } => {
            let sql = "INSERT INTO rulebook_version (hash, kept_ms, files) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            link.execute(sql, values![hash.as_str(), *kept_ms, files.as_str()]).await?;
        }
        Beside::Attachment { id, bytes } => {
            let sql = "INSERT INTO attachment_bytes (id, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            link.execute(sql, vec![Value::from(id.as_str()), Value::Bytes(bytes.clone())]).await?;
        }
    }
    Ok(())
}

fn to_hex<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    let digit = |four: u8| char::from(b"0123456789abcdef"[usize::from(four)]);
    let text: String = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    to.serialize_str(&text)
}

fn from_hex<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    let digit = |char: u8| char::from(char).to_digit(16).and_then(|four| u8::try_from(four).ok());
    let pairs = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect();
    bytes.ok_or_else(|| serde::de::Error::custom("bytes are pairs of hexadecimal digits"))
}
