//! Rights: granted, used up, taken away, suspended; what happens to who broke the rules.

use crate::{CallId, GrantId, InstanceId, Millis, PersonId, SuspensionId};
use serde::{Deserialize, Serialize};

/// What a grant covers. The office finds out whether a resource is within; the policies check it again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "covers", content = "id", rename_all = "snake_case")]
pub enum GrantScope {
    /// Everything of the centre.
    Centre,
    /// What belongs to this team: its people, their calls, cases and customers.
    Team(String),
    /// One customer.
    Customer(String),
}

/// Who agreed to it, at which stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// `first`, `final` or `joint`.
    pub stage: String,
    pub person: PersonId,
    pub at_ms: Millis,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AuthorityFact {
    /// AUTH-34, AUTH-36: `person` may do `capability` within `scope` in `[from, until)`. `instance`: the request that
    /// it comes from; of a break-glass right (紧急授权) its review. `replaces`: the grant that this one extends or changes.
    GrantGiven {
        grant: GrantId,
        person: PersonId,
        capability: String,
        scope: GrantScope,
        from_ms: Millis,
        until_ms: Millis,
        instance: Option<InstanceId>,
        why: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        cautions: String,
        approvals: Vec<Approval>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_joint: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_break_glass: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<GrantId>,
    },
    /// AUTH-38. `by`: who revoked it in a flow; else the fact's actor did.
    GrantRevoked {
        grant: GrantId,
        person: PersonId,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
    },
    /// AUTH-40: noted by a job; the right itself ended with its time.
    GrantExpired {
        grant: GrantId,
        person: PersonId,
    },
    /// AUTH-40: the holder was warned that it ends soon.
    ExpiryWarned {
        grant: GrantId,
        person: PersonId,
    },
    /// AUTH-42, AUTH-50: without `capability` everything the person may do. Without `until_ms` until it is lifted.
    RightSuspended {
        suspension: SuspensionId,
        person: PersonId,
        capability: Option<String>,
        until_ms: Option<Millis>,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
        /// The case that it opened or came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<InstanceId>,
    },
    SuspensionLifted {
        suspension: SuspensionId,
        person: PersonId,
        reason: String,
    },
    /// AUTH-49 … AUTH-52. `tier`: 1 minor, 2 repeated or serious, 3 grave. `points`: taken off the performance.
    ViolationRecorded {
        person: PersonId,
        instance: InstanceId,
        tier: u8,
        what: String,
        points: u32,
        restricted_until_ms: Option<Millis>,
    },
}

impl AuthorityFact {
    /// Whom it is about.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::GrantGiven { person, .. }
            | Self::GrantRevoked { person, .. }
            | Self::GrantExpired { person, .. }
            | Self::ExpiryWarned { person, .. }
            | Self::RightSuspended { person, .. }
            | Self::SuspensionLifted { person, .. }
            | Self::ViolationRecorded { person, .. } => Some(*person),
        }
    }

    /// The instance whose story it belongs to.
    pub fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::GrantGiven { instance, .. }
            | Self::GrantRevoked { instance, .. }
            | Self::RightSuspended { instance, .. } => *instance,
            Self::ViolationRecorded { instance, .. } => Some(*instance),
            Self::GrantExpired { .. } | Self::ExpiryWarned { .. } | Self::SuspensionLifted { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Fact, FactBody};
    use uuid::Uuid;

    #[test]
    fn a_fact_of_a_room_is_flat_and_reads_back() {
        let body = FactBody::Authority(AuthorityFact::GrantGiven {
            grant: GrantId(Uuid::from_u128(1)),
            person: PersonId(Uuid::from_u128(2)),
            capability: "number:reveal".into(),
            scope: GrantScope::Team("team1".into()),
            from_ms: Millis(1),
            until_ms: Millis(2),
            instance: None,
            why: "回访".into(),
            cautions: String::new(),
            approvals: vec![],
            is_joint: false,
            is_break_glass: false,
            replaces: None,
        });
        let fact = Fact { seq: 7, at_ms: Millis(9), actor: Actor::System, reasons: vec![], body };
        let text = serde_json::to_string(&fact).expect("JSON");
        assert!(text.contains(r#""actor":"system","kind":"grant_given","grant":"0000"#), "{text}");
        assert_eq!(serde_json::from_str::<Fact>(&text).expect("reads"), fact);
        let old = r#"{"seq":1,"at_ms":2,"actor":"system","kind":"service_stopped"}"#;
        assert_eq!(serde_json::from_str::<Fact>(old).expect("reads").body, FactBody::ServiceStopped);
        assert!(serde_json::from_str::<Fact>(r#"{"at_ms":2,"actor":"system","kind":"nonsense"}"#).is_err());
    }
}
