//! Calls: the list within what policy lets the reader see, one call with its steps, the number in clear for a purpose,
//! the disposition.
//!
//! A call that the reader may not see does not exist for them. Numbers are masked everywhere but in
//! [`Office::reveal_number`].

use crate::error::bad_input;
use crate::limits::{NOTE_CHARS_MAX, PAGE_DEFAULT, PAGE_MAX, PURPOSE_CHARS, ROWS_LOOKED_AT_MAX};
use crate::mask::masked;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{PlayRecording, RevealNumber, SetDisposition, ViewCall};
use access::{Action, Denied, Resource, Scope};
use model::{Actor, CallId, Class, Fact, FactBody, Sealed};
use store::{CallCursor, CallFilter, CallRow};

/// One page of calls, the latest first.
#[derive(Debug)]
pub struct Page {
    pub items: Vec<CallRow>,
    pub next: Option<CallCursor>,
}

/// One call with everything that happened in it and what the reader may do with it.
#[derive(Debug)]
pub struct CallPage {
    pub row: CallRow,
    /// Masked.
    pub facts: Vec<Fact>,
    pub play: Result<(), Denied>,
    pub reveal: Result<(), Denied>,
    pub set_disposition: Result<(), Denied>,
}

impl Office {
    pub async fn calls(
        &self,
        caller: &Caller,
        filter: CallFilter,
        cursor: Option<CallCursor>,
        limit: Option<u32>,
    ) -> Result<Page, OfficeError> {
        crate::tokens::within_scope(caller, ViewCall::NAME).map_err(OfficeError::Denied)?;
        let principal = self.principal(caller.person.id)?;
        let scope = self.rulebook().access.scope::<ViewCall>(&principal, self.circumstances());
        if scope == Scope::Nothing {
            self.permit::<ViewCall>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        }
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        let filter = self.with_caller(caller, filter).await?;
        let shown = |row: &CallRow| {
            let visible = |agent: &store::calls::CallAgent| scope.covers(Some(agent.id), agent.team.as_deref());
            row.agent.as_ref().map_or_else(|| scope.covers(None, None), visible)
        };
        self.collect_calls(&store_scope(&scope), &filter, cursor, limit, shown).await
    }

    /// A whole number finds its caller, for who may see numbers in clear. For others a search must not tell the hidden
    /// digits either: it sees only what the page shows.
    async fn with_caller(&self, caller: &Caller, mut filter: CallFilter) -> Result<CallFilter, OfficeError> {
        let Some(wanted) = &filter.number else { return Ok(filter) };
        if self.permit::<RevealNumber>(caller, &Resource::Centre).is_ok() {
            filter.caller = self.journal.vault().find(Class::Phone, wanted).await?;
        }
        Ok(filter)
    }

    /// Reads pages until `limit` rows are shown, so that a hidden row leaves no trace, not even in the page's size.
    async fn collect_calls(
        &self,
        scope: &store::Scope,
        filter: &CallFilter,
        mut cursor: Option<CallCursor>,
        limit: u32,
        shown: impl Fn(&CallRow) -> bool,
    ) -> Result<Page, OfficeError> {
        let mut items: Vec<CallRow> = Vec::new();
        let mut looked_at = 0;
        loop {
            let (rows, next) = store::calls::list(&self.store, scope, filter, cursor, limit).await?;
            looked_at += rows.len() as u32;
            items.extend(rows.into_iter().filter(|row| shown(row)));
            if items.len() > limit as usize {
                items.truncate(limit as usize);
                let next = items.last().map(|row| CallCursor { started_ms: row.started_ms, id: row.id });
                return Ok(Page { items, next });
            }
            match next {
                Some(_) if items.len() == limit as usize && looked_at <= limit => return Ok(Page { items, next }),
                Some(_) if looked_at >= ROWS_LOOKED_AT_MAX => return Ok(Page { items, next }),
                Some(_) => cursor = next,
                None => return Ok(Page { items, next: None }),
            }
        }
    }

    pub async fn call(&self, caller: &Caller, id: CallId) -> Result<CallPage, OfficeError> {
        let (mut row, resource) = self.visible_call(caller, id).await?;
        let facts = store::calls::facts_of(&self.store, id).await?;
        row.note = row.note.map(|note| Sealed::shown(&note));
        Ok(CallPage {
            row,
            facts: facts.iter().map(masked).collect(),
            play: self.permit::<PlayRecording>(caller, &resource).map(drop),
            reveal: self.permit::<RevealNumber>(caller, &resource).map(drop),
            set_disposition: self.permit::<SetDisposition>(caller, &resource).map(drop),
        })
    }

    /// The caller's number in clear; who read it and what for stays in the journal.
    pub async fn reveal_number(&self, caller: &Caller, id: CallId, purpose: &str) -> Result<String, OfficeError> {
        let purpose = purpose.trim();
        if !PURPOSE_CHARS.contains(&purpose.chars().count()) {
            return Err(bad_input("purpose", "say in 2 to 500 characters what it is for"));
        }
        let (row, resource) = self.visible_call(caller, id).await?;
        let permit = self.demand::<RevealNumber>(caller, &resource).await?;
        let body = FactBody::Revealed {
            person: caller.person.id,
            what: format!("number: {purpose}"),
            resource: format!("call {id}"),
        };
        self.commit(vec![entry(self.fact(Actor::Person(caller.person.id), permit.reasons(), body))]).await?;
        let Some(sealed) = row.from.sealed() else { return Ok(row.from.reveal().to_owned()) };
        let clear = self.journal.vault().open_one(&sealed).await?;
        Ok(clear.ok_or(OfficeError::NotFound)?.to_string())
    }

    /// Setting the same again changes nothing.
    pub async fn set_disposition(
        &self,
        caller: &Caller,
        id: CallId,
        code: &str,
        note: &str,
    ) -> Result<(), OfficeError> {
        let note = note.trim();
        if note.chars().count() > NOTE_CHARS_MAX {
            return Err(bad_input("note", format!("at most {NOTE_CHARS_MAX} characters")));
        }
        let (row, resource) = self.visible_call(caller, id).await?;
        let permit = self.demand::<SetDisposition>(caller, &resource).await?;
        if !crate::rules::has_disposition(&self.rulebook(), row.queue.as_ref(), code) {
            return Err(bad_input("code", "no such disposition in this queue"));
        }
        if row.disposition.as_deref() == Some(code) && row.note.as_deref().unwrap_or("") == note {
            return Ok(());
        }
        let agent = caller.person.id;
        let body = FactBody::DispositionSet { call: id, agent, code: code.into(), note: note.into() };
        self.commit(vec![entry(self.fact(Actor::Person(agent), permit.reasons(), body))]).await?;
        Ok(())
    }

    /// The call if the reader may see it; else it does not exist.
    pub(crate) async fn visible_call(&self, caller: &Caller, id: CallId) -> Result<(CallRow, Resource), OfficeError> {
        let row = store::calls::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let resource = resource_of(&row);
        match self.permit::<ViewCall>(caller, &resource) {
            Ok(_) => Ok((row, resource)),
            Err(_) => Err(OfficeError::NotFound),
        }
    }
}

pub(crate) fn resource_of(row: &CallRow) -> Resource {
    Resource::Call {
        id: row.id.to_string(),
        agent: row.agent.as_ref().map(|agent| agent.id),
        agent_team: row.agent.as_ref().and_then(|agent| agent.team.clone()),
    }
}

/// The store's nearest shape that misses nothing; what it shows too much is filtered row by row.
fn store_scope(scope: &Scope) -> store::Scope {
    match scope {
        Scope::All => store::Scope::All,
        Scope::Within { teams, own: Some(person) } if teams.is_empty() => store::Scope::Agent(*person),
        Scope::Within { teams, .. } if teams.len() > store::limits::SCOPE_TEAMS_MAX => store::Scope::All,
        Scope::Within { teams, own } => store::Scope::Teams { teams: teams.clone(), agent: *own },
        Scope::Nothing => store::Scope::None,
    }
}
