//! What is written beside the facts and never stands in one: secrets, states of instances, drafts, bytes of papers.
//!
//! Start reading at [`Aside`]; those of running flows are written in `flows.rs`.

mod flows;

use crate::StoreError;
use crate::beside::{self, Beside};
use crate::database::{Link, values};
use crate::evidence::{self, Evidence};
use crate::masks;
use crate::vault::{self, WrappedKey};
use model::{Class, FactorId, InstanceId, Millis, NoticeId, PersonId, Sealed, Subject, TokenId};

/// Never in a fact, never shown: so it has no `Debug`.
pub enum Aside {
    /// `phc`: argon2 hash in PHC text form.
    PasswordHash {
        person: PersonId,
        phc: String,
    },
    /// `token_hash`: hash of the cookie's token, never the token.
    SessionOpened {
        token_hash: String,
        person: PersonId,
        opened_ms: Millis,
        idle_until_ms: Millis,
        expires_ms: Millis,
        user_agent: String,
    },
    SessionTouched {
        token_hash: String,
        idle_until_ms: Millis,
    },
    SessionEnded {
        token_hash: String,
    },
    SessionsEndedOf {
        person: PersonId,
    },
    TokenIssued {
        id: TokenId,
        token_hash: String,
        person: PersonId,
        name: String,
        issued_ms: Millis,
        expires_ms: Millis,
        /// Actions that it is good for; `None`: whatever the person may.
        scope: Option<Vec<String>>,
    },
    TokenUsed {
        id: TokenId,
        used_ms: Millis,
    },
    TokenRevoked {
        id: TokenId,
    },
    /// What a second factor is checked against, new or after a use.
    FactorSecret {
        factor: FactorId,
        person: PersonId,
        secret: String,
        used_ms: Option<Millis>,
    },
    FactorForgotten {
        factor: FactorId,
    },
    /// A subject's key, wrapped.
    KeyKept(WrappedKey),
    /// How an equal value will find the subject.
    Indexed {
        class: Class,
        blind: String,
        subject: Subject,
    },
    /// What may be shown of a sealed value; its key is kept before.
    MaskKept(Sealed),
    /// Key, index and masks are destroyed: nothing of the subject opens again.
    SubjectDestroyed {
        subject: Subject,
    },
    /// What was signed about the journal.
    Evidence(Evidence),
    /// Texts of the rulebook and what a change of it would do.
    Rulebook(crate::RulebookAside),
    /// No secret at all: a row that is written to see that the database takes one.
    WriteTried {
        at: Millis,
    },

    /// The engine's new state. `revision`: the new one; when the stored one is not the one before, nothing of the
    /// group is written ([`StoreError::Stale`]). `state`: JSON, small after the end. `waits`: name and key of each
    /// message that it would take.
    InstanceState {
        instance: InstanceId,
        revision: u64,
        state: String,
        next_due_ms: Option<Millis>,
        waits: Vec<(String, String)>,
    },
    /// A time of the clock is dealt with; without an instance it is the first sight of the start, or was missed. A
    /// second one is [`StoreError::Stale`], so that a time starts one instance, whatever happens.
    ScheduledStart {
        flow: String,
        start: String,
        due_ms: Millis,
        instance: Option<InstanceId>,
    },
    /// `data`: JSON of a form that is not sent yet.
    DraftSaved {
        person: PersonId,
        key: String,
        data: String,
        saved_ms: Millis,
    },
    DraftDropped {
        person: PersonId,
        key: String,
    },
    /// `id`: SHA-256 of the bytes, hex.
    AttachmentBytes {
        id: String,
        bytes: Vec<u8>,
    },
    /// From a backup, after the facts.
    Restored(Beside),
    /// A copy of the notice is to be mailed.
    MailQueued {
        notice: NoticeId,
        person: PersonId,
        due_ms: Millis,
    },
    /// `next_ms`: of the next try; `None` when it is over, for good or bad.
    MailTried {
        notice: NoticeId,
        person: PersonId,
        tries: u32,
        next_ms: Option<Millis>,
    },
}

/// Each with the time of its fact, if it belongs to one. What may come many at once is written many at once.
pub(crate) async fn write<'a>(
    link: &mut Link,
    asides: impl Iterator<Item = (&'a Aside, Millis)>,
) -> Result<(), StoreError> {
    let mut many = flows::Many::default();
    for (aside, at) in asides {
        if !many.take(aside) {
            write_one(link, aside, at).await?;
        }
    }
    many.write(link).await
}

async fn write_one(link: &mut Link, aside: &Aside, at: Millis) -> Result<(), StoreError> {
    match aside {
        Aside::PasswordHash { person, phc } => {
            let sql = "INSERT INTO person_secret (person_id, phc, changed_ms) VALUES ($1, $2, $3) \
                       ON CONFLICT (person_id) DO UPDATE SET phc = excluded.phc, changed_ms = excluded.changed_ms";
            link.execute(sql, values![*person, phc.as_str(), at]).await?;
        }
        Aside::SessionOpened { token_hash, person, opened_ms, idle_until_ms, expires_ms, user_agent } => {
            // Those that ran out go when a new one comes, so that the table stays as small as the centre.
            let sql = "DELETE FROM session WHERE expires_ms < $1 OR idle_until_ms < $1";
            link.execute(sql, values![*opened_ms]).await?;
            let sql = "INSERT INTO session (token_hash, person_id, opened_ms, idle_until_ms, expires_ms, user_agent) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
            let row =
                values![token_hash.as_str(), *person, *opened_ms, *idle_until_ms, *expires_ms, user_agent.as_str()];
            link.execute(sql, row).await?;
        }
        Aside::SessionTouched { token_hash, idle_until_ms } => {
            let sql = "UPDATE session SET idle_until_ms = $2 WHERE token_hash = $1";
            link.execute(sql, values![token_hash.as_str(), *idle_until_ms]).await?;
        }
        Aside::SessionEnded { token_hash } => {
            let sql = "DELETE FROM session WHERE token_hash = $1";
            link.execute(sql, values![token_hash.as_str()]).await?;
        }
        Aside::SessionsEndedOf { person } => {
            let sql = "DELETE FROM session WHERE person_id = $1";
            link.execute(sql, values![*person]).await?;
        }
        Aside::TokenIssued { id, token_hash, person, name, issued_ms, expires_ms, scope } => {
            // As with sessions: those that ran out go when a new one comes.
            link.execute("DELETE FROM token WHERE expires_ms < $1", values![*issued_ms]).await?;
            let sql = "INSERT INTO token (id, token_hash, person_id, name, issued_ms, expires_ms, scope) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
            let scope = scope.as_ref().map(|scope| serde_json::to_string(scope).expect("a list of texts is JSON"));
            let row = values![*id, token_hash.as_str(), *person, name.as_str(), *issued_ms, *expires_ms, scope];
            link.execute(sql, row).await?;
        }
        Aside::TokenUsed { id, used_ms } => {
            link.execute("UPDATE token SET used_ms = $2 WHERE id = $1", values![*id, *used_ms]).await?;
        }
        Aside::TokenRevoked { id } => {
            link.execute("DELETE FROM token WHERE id = $1", values![*id]).await?;
        }
        Aside::FactorSecret { factor, person, secret, used_ms } => {
            let sql = "INSERT INTO factor_secret (factor_id, person_id, secret, used_ms) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (factor_id) DO UPDATE SET secret = excluded.secret, used_ms = excluded.used_ms";
            link.execute(sql, values![*factor, *person, secret.as_str(), *used_ms]).await?;
        }
        Aside::FactorForgotten { factor } => {
            link.execute("DELETE FROM factor_secret WHERE factor_id = $1", values![*factor]).await?;
        }
        Aside::KeyKept(key) => vault::put_key(link, key).await?,
        Aside::Indexed { class, blind, subject } => vault::put_index(link, *class, blind, *subject).await?,
        Aside::MaskKept(sealed) => masks::put(link, sealed.subject, sealed.mark(), &sealed.mask).await?,
        Aside::SubjectDestroyed { subject } => vault::destroy(link, *subject).await?,
        Aside::Evidence(of) => evidence::write(link, of).await?,
        Aside::Rulebook(of) => crate::rulebook::write(link, of).await?,
        Aside::WriteTried { at } => {
            let sql = "INSERT INTO meta (key, value) VALUES ('write_tried_ms', $1) \
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            link.execute(sql, values![at.0.to_string()]).await?;
        }
        Aside::InstanceState { .. } | Aside::MailQueued { .. } => unreachable!("many at once: written by `write`"),
        Aside::Restored(row) => beside::put(link, row).await?,
        Aside::ScheduledStart { .. }
        | Aside::DraftSaved { .. }
        | Aside::DraftDropped { .. }
        | Aside::AttachmentBytes { .. }
        | Aside::MailTried { .. } => flows::write_one(link, aside).await?,
    }
    Ok(())
}
