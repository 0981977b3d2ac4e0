//! AUTH-47: everything about one item of a sample on one page: the request, who agreed, what was given, how it was used,
//! who was told, and the numbers of the facts that prove it.

use super::SampleView;
use crate::processes::limits::STORY_FACTS_MAX;
use crate::processes::views::{FieldView, Keyed, PersonView};
use crate::rights::views::GrantDetail;
use crate::supervision::violations::{CASE, ViolationDetail};
use crate::why::PolicyView;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::Audit;
use model::{AuthorityFact, CustomerFact, Fact, FactBody, GrantId, InstanceId, PersonId, RulesFact, SampleId};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Facts about a person that are searched for uses around an item.
const USES_LOOKED_AT: u32 = 500;
const USES_SHOWN: usize = 50;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SampleDetail {
    pub sample: SampleView,
    pub items: Vec<EvidenceItem>,
}

/// One item with its evidence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceItem {
    /// Number of its fact.
    pub fact: u64,
    pub at_ms: i64,
    pub kind: String,
    pub person: Option<PersonView>,
    /// Who made it happen; null: a system.
    pub by: Option<PersonView>,
    /// What somebody wrote of it: why a right was given, what a violation was. Empty where nobody wrote anything.
    pub what: String,
    /// The right that was given.
    pub right: Option<RightName>,
    /// What was read or heard in clear.
    pub seen: Option<UseBrief>,
    /// The version of the rules that came into force.
    pub version: Option<String>,
    /// Policies under which it was allowed.
    pub policies: Vec<PolicyView>,
    /// The right for a time that it is, or that it rests on: with its approvals, its story and its uses.
    pub grant: Option<GrantDetail>,
    /// The request or the case that it comes from.
    pub case: Option<CaseView>,
    pub violation: Option<ViolationDetail>,
    /// What the person read or heard in clear around it.
    pub reveals: Vec<UseBrief>,
    pub notices: Vec<NoticeBrief>,
    /// Every fact of the journal that this page rests on.
    pub facts: Vec<u64>,
}

/// A request or a case as it was filled in and decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub number: u64,
    pub flow: Keyed,
    pub applicant: Option<PersonView>,
    pub started_ms: i64,
    pub ended_ms: Option<i64>,
    pub end: Option<Keyed>,
    /// As it was filled in, personal data masked.
    pub fields: Vec<FieldView>,
}

/// A right by its key and its names in the rules of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RightName {
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UseBrief {
    pub fact: u64,
    pub at_ms: i64,
    /// As `phone`, `number` or `recording`.
    pub what: String,
    /// What for, where that was asked.
    pub purpose: String,
    /// Kind and id, as `call 0192…`.
    pub resource: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticeBrief {
    pub fact: u64,
    pub at_ms: i64,
    pub title_zh: String,
    pub title_en: String,
    pub to: Vec<PersonView>,
}

/// What a fact of a sample is about.
#[derive(Default)]
struct Subject {
    person: Option<PersonId>,
    grant: Option<GrantId>,
    instance: Option<InstanceId>,
    capability: Option<String>,
    what: String,
    version: Option<String>,
}

/// Characters of a version's hash that people compare.
const HASH_CHARS: usize = 12;

fn subject_of(fact: &Fact) -> Subject {
    let named = fact.reasons.iter().find_map(|reason| reason.strip_prefix("grant:")?.parse().ok());
    let nobody = Subject { grant: named, ..Subject::default() };
    match &fact.body {
        FactBody::Authority(AuthorityFact::GrantGiven { grant, person, instance, capability, why, .. }) => Subject {
            person: Some(*person),
            grant: Some(*grant),
            instance: *instance,
            capability: Some(capability.clone()),
            what: why.clone(),
            version: None,
        },
        FactBody::Authority(AuthorityFact::ViolationRecorded { person, instance, what, .. }) => {
            Subject { person: Some(*person), instance: Some(*instance), what: what.clone(), ..nobody }
        }
        FactBody::Revealed { person, .. } | FactBody::Customer(CustomerFact::FieldRevealed { person, .. }) => {
            Subject { person: Some(*person), ..nobody }
        }
        FactBody::Rules(RulesFact::ChangeApplied { hash, .. }) => {
            Subject { version: Some(hash.chars().take(HASH_CHARS).collect()), ..nobody }
        }
        _ => nobody,
    }
}

/// What the fact tells of something read or heard in clear.
fn seen_of(fact: &Fact) -> Option<UseBrief> {
    let (what, purpose, resource) = match &fact.body {
        FactBody::Revealed { what, resource, .. } => {
            let (what, purpose) = what.split_once(": ").unwrap_or((what, ""));
            (what.to_owned(), purpose.to_owned(), resource.clone())
        }
        FactBody::Customer(CustomerFact::FieldRevealed { field, customer, purpose, .. }) => {
            (field.clone(), purpose.clone(), format!("customer {customer}"))
        }
        _ => return None,
    };
    Some(UseBrief { fact: fact.seq, at_ms: fact.at_ms.0, what, purpose, resource })
}

fn kind_of(body: &FactBody) -> String {
    let json = serde_json::to_value(body).unwrap_or_default();
    json.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned()
}

impl Office {
    pub async fn sample(&self, caller: &Caller, id: SampleId) -> Result<SampleDetail, OfficeError> {
        self.permit::<Audit>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let record = store::supervision::sample(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let mut items = Vec::with_capacity(record.drawn.len());
        for number in &record.drawn {
            if let Some(fact) = store::supervision::fact(&self.store, *number).await? {
                items.push(self.evidence_item(caller, &fact).await?);
            }
        }
        Ok(SampleDetail { sample: self.sample_view(&record), items })
    }

    async fn evidence_item(&self, caller: &Caller, fact: &Fact) -> Result<EvidenceItem, OfficeError> {
        let subject = subject_of(fact);
        let mut facts = BTreeSet::from([fact.seq]);
        let grant = match subject.grant {
            Some(grant) => absent(self.grant(caller, grant).await)?,
            None => None,
        };
        facts.extend(grant.iter().flat_map(|of| of.used.iter().map(|used| used.seq)));
        let instance = subject.instance.or(grant.as_ref().and_then(|of| of.grant.instance));
        let (mut case, mut notices, mut violation) = (None, Vec::new(), None);
        if let Some(instance) = instance {
            let story = store::processes::story(&self.store, instance, STORY_FACTS_MAX).await?;
            facts.extend(story.iter().map(|fact| fact.seq));
            notices = story.iter().filter_map(|fact| self.notice_brief(fact)).collect();
            case = self.case_view(caller, instance).await?;
            if case.as_ref().is_some_and(|case| case.flow.key == CASE) {
                violation = absent(self.violation(caller, instance).await)?;
            }
        }
        let reveals = match subject.person {
            Some(person) => self.reveals_of(person, fact, grant.as_ref()).await?,
            None => Vec::new(),
        };
        facts.extend(reveals.iter().map(|of| of.fact));
        let by = match fact.actor {
            model::Actor::Person(person) => Some(self.person_shown(person)),
            _ => None,
        };
        Ok(EvidenceItem {
            fact: fact.seq,
            at_ms: fact.at_ms.0,
            kind: kind_of(&fact.body),
            person: subject.person.map(|person| self.person_shown(person)),
            by,
            what: subject.what,
            right: subject.capability.map(|capability| self.right_name(capability)),
            seen: seen_of(fact),
            version: subject.version,
            policies: fact.reasons.iter().filter_map(|id| self.policy_view(id, None)).collect(),
            grant,
            case,
            violation,
            reveals,
            notices,
            facts: facts.into_iter().collect(),
        })
    }

    fn right_name(&self, capability: String) -> RightName {
        let (capability_zh, capability_en) = self.capability_name(&capability);
        RightName { capability, capability_zh, capability_en }
    }

    async fn case_view(&self, caller: &Caller, instance: InstanceId) -> Result<Option<CaseView>, OfficeError> {
        let Some(view) = absent(self.instance(caller, instance).await)? else { return Ok(None) };
        let row = view.row;
        Ok(Some(CaseView {
            instance,
            number: row.number,
            flow: row.flow,
            applicant: row.applicant,
            started_ms: row.started_ms,
            ended_ms: row.ended_ms,
            end: row.end,
            fields: view.fields,
        }))
    }

    /// What the person saw in clear while the right ran, else around the item.
    async fn reveals_of(
        &self,
        person: PersonId,
        around: &Fact,
        grant: Option<&GrantDetail>,
    ) -> Result<Vec<UseBrief>, OfficeError> {
        const AROUND_MS: i64 = 24 * 3_600 * 1_000;
        let (from, until) = match grant {
            Some(of) => (of.grant.from_ms, of.grant.until_ms),
            None => (around.at_ms.0 - AROUND_MS, around.at_ms.0 + AROUND_MS),
        };
        let facts = store::journal::of_person(&self.store, person, u64::MAX, USES_LOOKED_AT).await?;
        let within = |fact: &&Fact| (from..until).contains(&fact.at_ms.0);
        Ok(facts.iter().filter(within).filter_map(seen_of).take(USES_SHOWN).collect())
    }

    fn notice_brief(&self, fact: &Fact) -> Option<NoticeBrief> {
        let FactBody::NoticeSent { to, title_zh, title_en, .. } = &fact.body else { return None };
        Some(NoticeBrief {
            fact: fact.seq,
            at_ms: fact.at_ms.0,
            title_zh: title_zh.clone(),
            title_en: title_en.clone(),
            to: to.iter().map(|person| self.person_shown(*person)).collect(),
        })
    }
}

/// What is not there, or not for this reader, is left out of the page.
fn absent<T>(found: Result<T, OfficeError>) -> Result<Option<T>, OfficeError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(OfficeError::NotFound | OfficeError::Denied(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
