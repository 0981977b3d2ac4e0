//! How people prove who they are beside the password: second factors, identities at providers.

use crate::database::{Row, values};
use crate::limits::PAGE_MAX;
use crate::{Aside, Store, StoreError};
use model::fact::FactorKind;
use model::{FactorId, IdentityId, Millis, PersonId};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    pub id: FactorId,
    pub kind: FactorKind,
    /// In its owner's words, as `工作手机`.
    pub name: String,
    pub added_ms: Millis,
    /// `None`: never since it was added.
    pub used_ms: Option<Millis>,
    pub secret: Option<FactorSecret>,
}

/// Sealed by the office, which alone reads it. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct FactorSecret(pub String);

impl fmt::Debug for FactorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FactorSecret(…)")
    }
}

/// The first added first.
pub async fn factors_of(store: &Store, person: PersonId) -> Result<Vec<Factor>, StoreError> {
    let sql = "SELECT f.id, f.kind, f.name, f.added_ms, s.used_ms, s.secret FROM factor f \
               LEFT JOIN factor_secret s ON s.factor_id = f.id \
               WHERE f.person_id = $1 ORDER BY f.added_ms, f.id LIMIT $2";
    store.rows(sql, values![person, i64::from(PAGE_MAX)]).await?.iter().map(factor_of).collect()
}

/// Secrets that are not sealed, a page of them, as they stand: to be written again.
pub async fn secrets_in_clear(store: &Store) -> Result<Vec<Aside>, StoreError> {
    let sql = "SELECT factor_id, person_id, secret, used_ms FROM factor_secret \
               WHERE factor_id > '' AND secret NOT LIKE 'sealed:%' ORDER BY factor_id LIMIT $1";
    let aside = |row: &Row| -> Result<_, StoreError> {
        let (factor, person, used_ms) = (row.parsed(0)?, row.parsed(1)?, row.int_or_none(3)?.map(Millis));
        Ok(Aside::FactorSecret { factor, person, secret: row.text(2)?, used_ms })
    };
    store.rows(sql, values![i64::from(PAGE_MAX)]).await?.iter().map(aside).collect()
}

fn factor_of(row: &Row) -> Result<Factor, StoreError> {
    let kind = row.text(1)?;
    Ok(Factor {
        id: row.parsed(0)?,
        kind: kind_of(&kind).ok_or(StoreError::BadRow { column: 1, text: kind })?,
        name: row.text(2)?,
        added_ms: Millis(row.int(3)?),
        used_ms: row.int_or_none(4)?.map(Millis),
        secret: row.text_or_none(5)?.map(FactorSecret),
    })
}

/// Somebody's identity at an OpenID provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub id: IdentityId,
    pub person: PersonId,
    /// The provider's key in the settings when it was linked.
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub linked_ms: Millis,
}

/// Whose it is.
pub async fn identity_of(store: &Store, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError> {
    let sql = "SELECT id, person_id, provider, issuer, subject, linked_ms FROM identity \
               WHERE issuer = $1 AND subject = $2";
    store.row(sql, values![issuer, subject]).await?.as_ref().map(identity_in).transpose()
}

/// The first linked first.
pub async fn identities_of(store: &Store, person: PersonId) -> Result<Vec<Identity>, StoreError> {
    let sql = "SELECT id, person_id, provider, issuer, subject, linked_ms FROM identity \
               WHERE person_id = $1 ORDER BY linked_ms, id LIMIT $2";
    store.rows(sql, values![person, i64::from(PAGE_MAX)]).await?.iter().map(identity_in).collect()
}

fn identity_in(row: &Row) -> Result<Identity, StoreError> {
    Ok(Identity {
        id: row.parsed(0)?,
        person: row.parsed(1)?,
        provider: row.text(2)?,
        issuer: row.text(3)?,
        subject: row.text(4)?,
        linked_ms: Millis(row.int(5)?),
    })
}

pub(crate) const fn text_of(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Totp => "totp",
        FactorKind::Passkey => "passkey",
        FactorKind::RecoveryCodes => "recovery_codes",
    }
}

fn kind_of(text: &str) -> Option<FactorKind> {
    [FactorKind::Totp, FactorKind::Passkey, FactorKind::RecoveryCodes].into_iter().find(|kind| text_of(*kind) == text)
}
