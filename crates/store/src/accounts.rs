//! How people prove who they are beside the password: second factors.

use crate::database::{Row, values};
use crate::limits::PAGE_MAX;
use crate::{Store, StoreError};
use model::fact::FactorKind;
use model::{FactorId, Millis, PersonId};
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

/// JSON that only the office reads. Does not print.
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
