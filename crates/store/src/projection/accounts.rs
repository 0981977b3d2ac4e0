//! Accounts: factors by their names, posts, employment, what must be done before anything else.

use crate::StoreError;
use crate::accounts::text_of;
use crate::database::{Link, values};
use model::Millis;
use model::fact::AccountFact;

pub(super) fn is_kept(fact: &AccountFact) -> bool {
    use AccountFact::*;
    match fact {
        FactorAdded { .. }
        | FactorRemoved { .. }
        | IdentityLinked { .. }
        | IdentityUnlinked { .. }
        | PasswordMustChange { .. }
        | PersonMoved { .. }
        | EmploymentSet { .. } => true,
        SteppedUp { .. } | FactorFailed { .. } | AccountHandedOver { .. } => false,
    }
}

pub(super) async fn write(link: &mut Link, fact: &AccountFact, at: Millis) -> Result<(), StoreError> {
    match fact {
        AccountFact::FactorAdded { person, factor, of, name } => {
            let sql = "INSERT INTO factor (id, person_id, kind, name, added_ms) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (id) DO NOTHING";
            link.execute(sql, values![*factor, *person, text_of(*of), name.as_str(), at]).await?;
        }
        AccountFact::FactorRemoved { factor, .. } => {
            link.execute("DELETE FROM factor WHERE id = $1", values![*factor]).await?;
        }
        AccountFact::IdentityLinked { person, identity, provider, issuer, subject } => {
            let sql = "INSERT INTO identity (id, person_id, provider, issuer, subject, linked_ms) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
            let (provider, issuer, subject) = (provider.as_str(), issuer.as_str(), subject.as_str());
            link.execute(sql, values![*identity, *person, provider, issuer, subject, at]).await?;
        }
        AccountFact::IdentityUnlinked { identity, .. } => {
            link.execute("DELETE FROM identity WHERE id = $1", values![*identity]).await?;
        }
        AccountFact::PasswordMustChange { person, reason } => {
            let sql = "UPDATE person SET must_change_reason = $2 WHERE id = $1";
            link.execute(sql, values![*person, reason.as_str()]).await?;
        }
        AccountFact::PersonMoved { person, roles, team, .. } => {
            let sql = "UPDATE person SET roles = $2, team = $3 WHERE id = $1";
            link.execute(sql, values![*person, super::rare::json(roles), team.clone()]).await?;
            super::calls::follow(link, *person, team.as_deref()).await?;
        }
        AccountFact::EmploymentSet { person, employment } => {
            let sql = "UPDATE person SET employment = $2 WHERE id = $1";
            link.execute(sql, values![*person, employment.as_str()]).await?;
        }
        AccountFact::SteppedUp { .. } | AccountFact::FactorFailed { .. } | AccountFact::AccountHandedOver { .. } => {}
    }
    Ok(())
}
