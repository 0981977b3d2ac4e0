//! AUTH-55: who has read the rules of today. The version is that of clauses and policies, so that a corrected form
//! asks nobody to read again.

use crate::processes::views::PersonView;
use crate::processes::words;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::{AcknowledgeRules, ViewRulebook};
use model::{Actor, FactBody, PersonId, RulesFact};
use rulebook::Rulebook;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// What a principal's qualifications say of who still has to read, where the rulebook makes that a gate: the policy
/// AUTH-54.a closes calls and customers' data.
pub const UNREAD: &str = "rules-unread";
/// The rulebook's parameter.
const PARAMETER: &str = "rules_acknowledgement";
const GATE: &str = "gate";
const NONE: &str = "none";

/// Who has read the version of today.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulesReading {
    /// Of clauses and policies.
    pub version: String,
    /// `none`, `remind`, `gate`.
    pub mode: String,
    pub read: Vec<ReaderRow>,
    pub unread: Vec<PersonView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReaderRow {
    pub person: PersonView,
    pub at_ms: i64,
}

/// What the reader of today's rules is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnReading {
    pub version: String,
    pub mode: String,
    pub is_read: bool,
    /// Who has not read is listed for this reader.
    pub may_see_all: bool,
}

/// `none`, `remind`, `gate`.
pub(crate) fn mode(book: &Rulebook) -> String {
    let parameter = book.processes.parameters.get(PARAMETER);
    parameter.map_or_else(|| NONE.to_owned(), |parameter| parameter.default.clone())
}

/// Who must still read before taking calls, as the directory is loaded.
pub(crate) async fn gated(
    store: &store::Store,
    book: &Rulebook,
) -> Result<Option<BTreeSet<PersonId>>, store::StoreError> {
    if mode(book) != GATE {
        return Ok(None);
    }
    let read = store::rulebook::acknowledged(store, &book.rules).await?;
    Ok(Some(read.into_iter().map(|(person, _)| person).collect()))
}

impl Office {
    pub(crate) async fn rules_reading(&self) -> Result<RulesReading, OfficeError> {
        let book = self.rulebook();
        let read: BTreeMap<PersonId, model::Millis> =
            store::rulebook::acknowledged(&self.store, &book.rules).await?.into_iter().collect();
        let directory = self.directory();
        let active: Vec<PersonId> =
            directory.everybody().iter().filter(|person| person.is_active).map(|person| person.id).collect();
        let (done, open): (Vec<PersonId>, Vec<PersonId>) = active.into_iter().partition(|one| read.contains_key(one));
        let row = |person: PersonView| ReaderRow { at_ms: read[&person.id].0, person };
        Ok(RulesReading {
            version: book.rules.clone(),
            mode: mode(&book),
            read: words::people(&directory, &done).into_iter().map(row).collect(),
            unread: words::people(&directory, &open),
        })
    }

    /// Who has read and who has not: for those who see the rules.
    pub async fn acknowledgements(&self, caller: &Caller) -> Result<RulesReading, OfficeError> {
        self.permit::<ViewRulebook>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        self.rules_reading().await
    }

    /// Whether the reader has confirmed the rules of today.
    pub async fn own_reading(&self, caller: &Caller) -> Result<OwnReading, OfficeError> {
        let book = self.rulebook();
        let read = store::rulebook::acknowledged(&self.store, &book.rules).await?;
        Ok(OwnReading {
            version: book.rules.clone(),
            mode: mode(&book),
            is_read: read.iter().any(|(person, _)| *person == caller.person.id),
            may_see_all: self.permit::<ViewRulebook>(caller, &Resource::Centre).is_ok(),
        })
    }

    /// The reader has read the rules of this version. An older one is refused: something else is in force by now.
    pub async fn acknowledge_rules(&self, caller: &Caller, version: &str) -> Result<OwnReading, OfficeError> {
        let permit = self.demand::<AcknowledgeRules>(caller, &Resource::Centre).await?;
        if version != self.rulebook().rules {
            return Err(OfficeError::RulesMoved(vec!["clauses/".into(), "policies/".into()]));
        }
        if !self.own_reading(caller).await?.is_read {
            let person = caller.person.id;
            let body = FactBody::Rules(RulesFact::RulesAcknowledged { person, version: version.to_owned() });
            self.commit(vec![entry(self.fact(Actor::Person(person), permit.reasons(), body))]).await?;
            if mode(&self.rulebook()) == GATE {
                self.reload_directory().await?;
                self.obey().await;
            }
        }
        self.own_reading(caller).await
    }
}
