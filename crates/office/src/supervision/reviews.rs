//! Reviews of rights (G-16): what one looks at, who looks at it, and how far it has come. The review runs as the flow
//! `access-review`; its decisions are put into force by the service `reviews.apply`.

use super::standing;
use crate::directory::Person;
use crate::processes::views::PersonView;
use crate::rights::register::sensitivity_text;
use crate::why::rights::is_traced;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewAccess;
use model::process::Fields;
use model::{GrantId, InstanceId, Millis, PersonId, ReviewItem};
use process::dates;
use rulebook::{Capability, Sensitivity};
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::grants::GrantRecord;
use store::supervision::{ReviewItemRecord, RightUse};
use utoipa::ToSchema;

/// The flow of a review.
pub(crate) const REVIEW: &str = "access-review";
const REVIEWS_SHOWN_MAX: u32 = 100;
/// Used within so long: it is in use.
const IN_USE_WITHIN: Millis = Millis::from_secs(90 * 24 * 3_600);
const LEADER: &str = "team_leader";
const SUPERVISOR: &str = "supervisor";
const MANAGER: &str = "manager";
const ABOVE: &str = "gm";

/// What a review is about, as its first form has it.
pub(crate) struct Wanted {
    with_grants: bool,
    with_standing: bool,
    capability: Option<String>,
    least: Sensitivity,
}

impl Wanted {
    pub fn read(data: &Fields) -> Self {
        let text = |key: &str| data.get(key).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty());
        let of = text("review_of").unwrap_or("both");
        Self {
            with_grants: of != "standing",
            with_standing: of != "grants",
            capability: text("review_capability").map(str::to_owned),
            least: match text("review_sensitivity") {
                Some("ordinary") => Sensitivity::Ordinary,
                Some("critical") => Sensitivity::Critical,
                _ => Sensitivity::Sensitive,
            },
        }
    }

    fn takes(&self, capability: &Capability) -> bool {
        rank(capability.sensitivity) >= rank(self.least)
            && self.capability.as_ref().is_none_or(|wanted| *wanted == capability.action)
    }
}

fn rank(of: Sensitivity) -> u8 {
    match of {
        Sensitivity::Ordinary => 0,
        Sensitivity::Sensitive => 1,
        Sensitivity::Critical => 2,
    }
}

/// All items of a review, by who looks at them. The same people, rights and moment give the same items.
pub(crate) struct Items {
    pub by_reviewer: BTreeMap<PersonId, Vec<ReviewItem>>,
}

impl Items {
    pub async fn of(office: &Office, wanted: &Wanted, now: Millis) -> Result<Self, OfficeError> {
        let mut people = office.directory().everybody();
        let machines = office.machines();
        people.retain(|person| person.is_active && !machines.contains(&person.id));
        let used = store::supervision::uses(&office.store).await?;
        let used: HashMap<(PersonId, &str), &RightUse> =
            used.iter().map(|of| ((of.person, of.action.as_str()), of)).collect();
        let grants = store::grants::open(&office.store).await?;
        let mut items = Self { by_reviewer: BTreeMap::new() };
        let mut number = 0;
        for person in &people {
            let Some(reviewer) = reviewer_of(&people, person) else { continue };
            let mut found = Vec::new();
            if wanted.with_grants {
                let own = grants.iter().filter(|grant| grant.person == person.id && grant.is_open(now));
                found.extend(own.filter_map(|grant| of_grant(office, wanted, grant)));
            }
            if wanted.with_standing {
                found.extend(of_posts(office, wanted, person, &used, now));
            }
            for mut item in found {
                number += 1;
                item.item = format!("{number:05}");
                item.peers_percent = peers_percent(office, &people, person, &item, &grants, now);
                items.by_reviewer.entry(reviewer).or_default().push(item);
            }
        }
        Ok(items)
    }
}

fn of_grant(office: &Office, wanted: &Wanted, grant: &GrantRecord) -> Option<ReviewItem> {
    let book = office.rulebook();
    let capability = book.capability(&grant.capability).filter(|capability| wanted.takes(capability))?;
    Some(ReviewItem {
        item: String::new(),
        holder: grant.person,
        capability: grant.capability.clone(),
        grant: Some(grant.id),
        is_sensitive: capability.sensitivity != Sensitivity::Ordinary,
        last_used_ms: grant.last_used,
        uses: grant.uses,
        peers_percent: 0,
    })
}

/// What comes with a post ends by a decision only, never by silence: a centre must not lose its administrator because a
/// manager was on leave. It goes up instead.
fn of_posts(
    office: &Office,
    wanted: &Wanted,
    person: &Person,
    used: &HashMap<(PersonId, &str), &RightUse>,
    now: Millis,
) -> Vec<ReviewItem> {
    let book = office.rulebook();
    let Some(principal) = office.directory().principal(person.id) else { return Vec::new() };
    let held = |capability: &&Capability| {
        capability.sensitivity != Sensitivity::Ordinary
            && wanted.takes(capability)
            && standing(&book.access, &capability.action, &principal, now).is_some()
    };
    let item = |capability: &Capability| {
        let used = used.get(&(person.id, capability.action.as_str()));
        ReviewItem {
            item: String::new(),
            holder: person.id,
            capability: capability.action.clone(),
            grant: None,
            is_sensitive: false,
            last_used_ms: used.map(|used| used.last),
            uses: used.map_or(0, |used| used.uses),
            peers_percent: 0,
        }
    };
    book.capabilities.iter().filter(held).map(item).collect()
}

/// Of those with the same first post, how many in a hundred hold the same.
fn peers_percent(
    office: &Office,
    people: &[Arc<Person>],
    person: &Person,
    item: &ReviewItem,
    grants: &[GrantRecord],
    now: Millis,
) -> u32 {
    let peers: Vec<&Arc<Person>> =
        people.iter().filter(|peer| peer.id != person.id && peer.roles.first() == person.roles.first()).collect();
    if peers.is_empty() {
        return 0;
    }
    let book = office.rulebook();
    let holds = |peer: &&&Arc<Person>| {
        let granted =
            grants.iter().any(|of| of.person == peer.id && of.capability == item.capability && of.is_open(now));
        let of_post = || {
            let principal = office.directory().principal(peer.id)?;
            standing(&book.access, &item.capability, &principal, now)
        };
        granted || of_post().is_some()
    };
    let count = peers.iter().filter(holds).count();
    u32::try_from(count * 100 / peers.len()).unwrap_or(100)
}

/// A leader for the own team, the supervisor for leaders, the manager for everybody else; nobody for themselves.
fn reviewer_of(people: &[Arc<Person>], person: &Person) -> Option<PersonId> {
    let holds = |of: &Person, role: &str| of.roles.iter().any(|held| held == role);
    let first = |role: &str| people.iter().find(|of| holds(of, role) && of.id != person.id).map(|of| of.id);
    let leader = people
        .iter()
        .find(|of| holds(of, LEADER) && of.team.is_some() && of.team == person.team && of.id != person.id)
        .map(|of| of.id);
    if holds(person, LEADER) {
        return first(SUPERVISOR).or_else(|| first(MANAGER));
    }
    if person.team.is_some() && leader.is_some() {
        return leader;
    }
    if holds(person, MANAGER) {
        return first(ABOVE);
    }
    first(MANAGER).or_else(|| first(ABOVE))
}

pub(crate) fn item_of(row: &ReviewItemRecord) -> ReviewItem {
    ReviewItem {
        item: row.item.clone(),
        holder: row.holder,
        capability: row.capability.clone(),
        grant: row.grant,
        is_sensitive: row.is_sensitive,
        last_used_ms: row.last_used,
        uses: row.uses,
        peers_percent: row.peers_percent,
    }
}

/// An item as the form shows it. Keeping is suggested only for what is in use: the rest must be thought about.
pub(crate) fn row_of(office: &Office, item: &ReviewItem) -> Json {
    let (zh, en) = office.capability_name(&item.capability);
    let offset = office.rulebook().centre.utc_offset_minutes;
    let ground = match item.grant {
        Some(id) => format!("临时授权 / right for a time {}", &id.to_string()[..8]),
        None => "岗位权限 / with the post".to_owned(),
    };
    let never =
        if is_traced(&item.capability) || item.grant.is_some() { "从未 / never" } else { "不留痕 / not counted" };
    let last = item.last_used_ms.map_or_else(|| never.to_owned(), |at| dates::datetime_text(at, offset));
    let mut row = json!({
        "item": item.item, "holder": item.holder, "right": format!("{zh} / {en}"), "ground": ground,
        "last_used": last, "use_count": item.uses, "peers": format!("{}%", item.peers_percent),
    });
    let is_in_use = item.last_used_ms.is_some_and(|at| office.now() - at < IN_USE_WITHIN);
    if is_in_use {
        row["decision"] = json!("keep");
    }
    row
}

// ---- How far it has come

/// A review with its progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewView {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub number: u64,
    pub title: String,
    pub by: Option<PersonView>,
    pub started_ms: i64,
    pub until: String,
    pub ended_ms: Option<i64>,
    pub items: u64,
    pub decided: u64,
    pub keep: u64,
    pub reduce: u64,
    pub revoke: u64,
    /// Waits for the superior.
    pub handed_up: u64,
    pub reviewers: Vec<ReviewerView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewerView {
    pub person: PersonView,
    pub items: u64,
    pub decided: u64,
}

/// One right under review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewItemView {
    pub item: String,
    pub reviewer: PersonView,
    pub holder: PersonView,
    pub capability: String,
    pub capability_zh: String,
    pub capability_en: String,
    pub sensitivity: String,
    #[schema(value_type = Option<String>)]
    pub grant: Option<GrantId>,
    /// Silence ends it.
    pub is_sensitive: bool,
    pub last_used_ms: Option<i64>,
    pub uses: u64,
    pub peers_percent: u32,
    /// `keep`, `reduce`, `revoke`, `handed_up`; null: open.
    pub verdict: Option<String>,
    pub decided_by: Option<PersonView>,
    pub decided_ms: Option<i64>,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReviewDetail {
    pub review: ReviewView,
    pub items: Vec<ReviewItemView>,
}

impl Office {
    /// Reviews, the newest first: all for who sees everybody's rights, else those that the reader has a part in.
    pub async fn reviews(&self, caller: &Caller) -> Result<Vec<ReviewView>, OfficeError> {
        let mut reviews = Vec::new();
        for (row, _) in self.all_of_flow(REVIEW, None, REVIEWS_SHOWN_MAX).await? {
            match self.review(caller, row.id).await {
                Ok(detail) => reviews.push(detail.review),
                Err(OfficeError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        if reviews.is_empty() {
            self.permit::<ViewAccess>(caller, &Resource::Person { person: caller.person.id, team: None })
                .map_err(OfficeError::Denied)?;
        }
        Ok(reviews)
    }

    /// One review with its items: all of them, or those that the reader decides or is concerned by as reviewer.
    pub async fn review(&self, caller: &Caller, instance: InstanceId) -> Result<ReviewDetail, OfficeError> {
        let (row, data) = self.of_flow(instance, REVIEW).await?.ok_or(OfficeError::NotFound)?;
        let sees_all = self.permit::<ViewAccess>(caller, &Resource::Centre).is_ok();
        let mut records = store::supervision::review_items(&self.store, instance).await?;
        records.retain(|item| sees_all || item.reviewer == caller.person.id);
        if records.is_empty() && !sees_all {
            return Err(OfficeError::NotFound);
        }
        let text = |key: &str| data.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        let count = |verdict: &str| records.iter().filter(|of| of.verdict.as_deref() == Some(verdict)).count() as u64;
        let (keep, reduce, revoke, handed_up) = (count("keep"), count("reduce"), count("revoke"), count("handed_up"));
        let mut reviewers: BTreeMap<PersonId, (u64, u64)> = BTreeMap::new();
        for item in &records {
            let (items, decided) = reviewers.entry(item.reviewer).or_default();
            *items += 1;
            *decided += u64::from(item.verdict.as_deref().is_some_and(|verdict| verdict != "handed_up"));
        }
        let reviewer = |(person, (items, decided)): (&PersonId, &(u64, u64))| ReviewerView {
            person: self.person_shown(*person),
            items: *items,
            decided: *decided,
        };
        let review = ReviewView {
            instance,
            number: row.number,
            title: text("review_title"),
            by: row.applicant.clone(),
            started_ms: row.started_ms,
            until: text("review_until"),
            ended_ms: row.ended_ms,
            items: records.len() as u64,
            decided: keep + reduce + revoke,
            keep,
            reduce,
            revoke,
            handed_up,
            reviewers: reviewers.iter().map(reviewer).collect(),
        };
        Ok(ReviewDetail { review, items: records.iter().map(|item| self.review_item_view(item)).collect() })
    }

    fn review_item_view(&self, of: &ReviewItemRecord) -> ReviewItemView {
        let (capability_zh, capability_en) = self.capability_name(&of.capability);
        let sensitivity = self.rulebook().capability(&of.capability).map_or("", |of| sensitivity_text(of.sensitivity));
        ReviewItemView {
            item: of.item.clone(),
            reviewer: self.person_shown(of.reviewer),
            holder: self.person_shown(of.holder),
            capability: of.capability.clone(),
            capability_zh,
            capability_en,
            sensitivity: sensitivity.into(),
            grant: of.grant,
            is_sensitive: of.is_sensitive,
            last_used_ms: of.last_used.map(|at| at.0),
            uses: of.uses,
            peers_percent: of.peers_percent,
            verdict: of.verdict.clone(),
            decided_by: of.decided_by.map(|by| self.person_shown(by)),
            decided_ms: of.decided.map(|at| at.0),
            why: of.why.clone(),
        }
    }
}
