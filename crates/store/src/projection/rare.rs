//! Facts that are rare enough for a statement each: people, rules, delegations, records, papers.

use crate::database::{Link, Value, values};
use crate::{StoreError, wide};
use model::{DelegationFact, Fact, FactBody};

pub(super) fn is_rare(body: &FactBody) -> bool {
    use FactBody::*;
    matches!(
        body,
        PersonAdded { .. }
            | PersonDisabled { .. }
            | PersonEnabled { .. }
            | RulebookInForce { .. }
            | FlowKept { .. }
            | RecordKept { .. }
            | QualificationGranted { .. }
            | AttachmentStored { .. }
            | PasswordChanged { .. }
            | Customer(_)
            | Rules(_)
            | Delegation(_)
            | Knowledge(_)
            | Order(_)
    ) || matches!(body, Account(of) if super::accounts::is_kept(of))
}

pub(super) async fn write(link: &mut Link, fact: &Fact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match &fact.body {
        FactBody::PersonAdded { person, username, name, roles, team, locale, email } => {
            // A known person who is added again is described anew: the rulebook changed.
            let sql = "INSERT INTO person (id, username, name, roles, team, locale, email, is_active, added_ms) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) \
                       ON CONFLICT (id) DO UPDATE SET username = excluded.username, name = excluded.name, \
                       roles = excluded.roles, team = excluded.team, locale = excluded.locale, email = excluded.email";
            let (username, name, locale) = (username.as_str(), name.0.as_str(), locale.as_str());
            let row = values![*person, username, name, json(roles), team.clone(), locale, email.clone(), at];
            link.execute(sql, row).await?;
            super::calls::follow(link, *person, team.as_deref()).await?;
        }
        FactBody::PersonDisabled { person } => {
            link.execute("UPDATE person SET is_active = 0 WHERE id = $1", values![*person]).await?;
        }
        FactBody::PersonEnabled { person } => {
            link.execute("UPDATE person SET is_active = 1 WHERE id = $1", values![*person]).await?;
        }
        FactBody::PasswordChanged { person } => {
            link.execute("UPDATE person SET must_change_reason = NULL WHERE id = $1", values![*person]).await?;
        }
        FactBody::Customer(of) => super::customers::write(link, of, fact.seq, at).await?,
        FactBody::Knowledge(of) => super::knowledge::write(link, of, fact).await?,
        FactBody::Order(of) => super::orders::write(link, of, fact).await?,
        FactBody::Account(of) => super::accounts::write(link, of, at).await?,
        FactBody::RulebookInForce { hash } => {
            super::rules::write_in_force(link, fact, hash).await?;
        }
        FactBody::Rules(of) => super::rules::write(link, fact, of).await?,
        FactBody::FlowKept { flow, version, hash, text } => {
            let sql = "INSERT INTO flow_definition (hash, flow, version, text, kept_ms) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (hash) DO NOTHING";
            link.execute(sql, values![&**hash, &**flow, i64::from(*version), text.as_str(), at]).await?;
        }
        FactBody::Delegation(DelegationFact::DelegationGiven {
            delegation,
            absent,
            deputy,
            from_ms,
            until_ms,
            reason,
        }) => {
            let sql = "INSERT INTO delegation (id, absent_id, deputy_id, from_ms, until_ms, reason) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
            let row = values![*delegation, *absent, *deputy, *from_ms, *until_ms, reason.as_str()];
            link.execute(sql, row).await?;
        }
        FactBody::Delegation(DelegationFact::DelegationEnded { delegation }) => {
            let sql = "UPDATE delegation SET ended_ms = COALESCE(ended_ms, $2) WHERE id = $1";
            link.execute(sql, values![*delegation, at]).await?;
        }
        FactBody::RecordKept { record, instance, record_kind, parties, fields } => {
            let sql = "INSERT INTO record (id, instance_id, kind, kept_ms, parties, fields) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
            let row = values![*record, *instance, record_kind.as_str(), at, json(parties), json(fields)];
            link.execute(sql, row).await?;
            let rows: Vec<Value> = parties.iter().flat_map(|party| values![*party, at, *record]).collect();
            wide::ADD_RECORD_PARTIES.run(link, rows).await?;
        }
        FactBody::QualificationGranted { person, qualification, until_ms, instance } => {
            let sql = "INSERT INTO qualification (person_id, qualification, granted_ms, until_ms, instance_id) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, qualification) DO UPDATE SET \
                       granted_ms = excluded.granted_ms, until_ms = excluded.until_ms, \
                       instance_id = excluded.instance_id";
            link.execute(sql, values![*person, qualification.as_str(), at, *until_ms, *instance]).await?;
        }
        FactBody::AttachmentStored { attachment, name, media_type, bytes, by } => {
            // The same bytes again: the first name stays, the journal knows both.
            let sql = "INSERT INTO attachment (id, name, media_type, bytes, by_id, stored_ms) \
                       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
            let row = values![&**attachment, name.as_str(), media_type.as_str(), *bytes, *by, at];
            link.execute(sql, row).await?;
        }
        _ => unreachable!("`is_rare` names each of them"),
    }
    Ok(())
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("lists of texts and JSON itself are always JSON")
}
