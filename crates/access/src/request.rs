//! From our nouns to Cedar's: the smallest request and entity set that the policies can read.

use crate::evidence;
use crate::load::Slice;
use crate::{Asked, Principal, Resource};
use cedar_policy::{Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression as Value};
use model::PersonId;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The kinds of [`Resource`], as the schema's `appliesTo` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResourceKind {
    Centre,
    Team,
    Call,
    Person,
    Flow,
    Instance,
    Task,
    Customer,
    AccessRequest,
    MoneyChange,
    Change,
    Order,
    Section,
}

impl ResourceKind {
    pub const ALL: [Self; 13] = [
        Self::Centre,
        Self::Team,
        Self::Call,
        Self::Person,
        Self::Flow,
        Self::Instance,
        Self::Task,
        Self::Customer,
        Self::AccessRequest,
        Self::MoneyChange,
        Self::Change,
        Self::Order,
        Self::Section,
    ];

    pub fn of(resource: &Resource) -> Self {
        match resource {
            Resource::Centre => Self::Centre,
            Resource::Team(_) => Self::Team,
            Resource::Call { .. } => Self::Call,
            Resource::Person { .. } => Self::Person,
            Resource::Flow { .. } => Self::Flow,
            Resource::Instance { .. } => Self::Instance,
            Resource::Task { .. } => Self::Task,
            Resource::Customer { .. } => Self::Customer,
            Resource::AccessRequest { .. } => Self::AccessRequest,
            Resource::MoneyChange { .. } => Self::MoneyChange,
            Resource::Change { .. } => Self::Change,
            Resource::Order { .. } => Self::Order,
            Resource::Section { .. } => Self::Section,
        }
    }

    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Centre => "Qiao::Centre",
            Self::Team => "Qiao::Team",
            Self::Call => "Qiao::Call",
            Self::Person => "Qiao::Person",
            Self::Flow => "Qiao::Flow",
            Self::Instance => "Qiao::Instance",
            Self::Task => "Qiao::Task",
            Self::Customer => "Qiao::Customer",
            Self::AccessRequest => "Qiao::AccessRequest",
            Self::MoneyChange => "Qiao::MoneyChange",
            Self::Change => "Qiao::Change",
            Self::Order => "Qiao::Order",
            Self::Section => "Qiao::Section",
        }
    }
}

pub(crate) struct Types {
    pub user: EntityTypeName,
    role: EntityTypeName,
    pub team: EntityTypeName,
    centre: EntityTypeName,
    call: EntityTypeName,
    person: EntityTypeName,
    flow: EntityTypeName,
    instance: EntityTypeName,
    task: EntityTypeName,
    pub customer: EntityTypeName,
    access_request: EntityTypeName,
    money_change: EntityTypeName,
    change: EntityTypeName,
    order: EntityTypeName,
    section: EntityTypeName,
}

pub(crate) static TYPES: LazyLock<Types> = LazyLock::new(|| {
    let name = |text: &str| text.parse().expect("a constant type name parses");
    Types {
        user: name("Qiao::User"),
        role: name("Qiao::Role"),
        team: name(ResourceKind::Team.type_name()),
        centre: name(ResourceKind::Centre.type_name()),
        call: name(ResourceKind::Call.type_name()),
        person: name(ResourceKind::Person.type_name()),
        flow: name(ResourceKind::Flow.type_name()),
        instance: name(ResourceKind::Instance.type_name()),
        task: name(ResourceKind::Task.type_name()),
        customer: name(ResourceKind::Customer.type_name()),
        access_request: name(ResourceKind::AccessRequest.type_name()),
        money_change: name(ResourceKind::MoneyChange.type_name()),
        change: name(ResourceKind::Change.type_name()),
        order: name(ResourceKind::Order.type_name()),
        section: name(ResourceKind::Section.type_name()),
    }
});

pub(crate) fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

/// Only the principal and the resource are entities; roles and teams are known by their names alone.
pub(crate) fn build(slice: &Slice, asked: Asked) -> (Request, Entities) {
    let user = user(asked.principal);
    let user_uid = user.uid();
    let context = evidence::context(asked);
    let resource = entity(asked.resource);
    let resource_uid = resource.uid();
    let request = Request::new(user_uid, slice.action.clone(), resource_uid, context, None)
        .expect("a request without schema is not validated");
    let entities = Entities::from_entities([user, resource], None).expect("two entities without a cycle");
    (request, entities)
}

fn user(principal: &Principal) -> Entity {
    let types = &*TYPES;
    let qualifications = principal.qualifications.iter().cloned().map(Value::new_string);
    let attributes = HashMap::from([
        ("active".to_owned(), Value::new_bool(principal.is_active)),
        ("quals".to_owned(), Value::new_set(qualifications)),
        ("must_change_password".to_owned(), Value::new_bool(principal.must_change_password)),
    ]);
    let roles = principal.roles.iter().map(|role| uid(&types.role, role));
    let team = principal.team.iter().map(|team| uid(&types.team, team));
    Entity::new(uid(&types.user, &principal.person.to_string()), attributes, roles.chain(team).collect())
        .expect("booleans and strings evaluate")
}

fn entity(resource: &Resource) -> Entity {
    let types = &*TYPES;
    let team_of = |team: &Option<String>| {
        team.iter().map(|team| ("team".to_owned(), Value::new_entity_uid(uid(&types.team, team)))).collect::<Vec<_>>()
    };
    let user = |person: &PersonId| Value::new_entity_uid(uid(&types.user, &person.to_string()));
    let users = |people: &[PersonId]| Value::new_set(people.iter().map(user));
    let (name, attributes) = match resource {
        Resource::Centre => (uid(&types.centre, "centre"), Vec::new()),
        Resource::Team(team) => (uid(&types.team, team), Vec::new()),
        Resource::Call { id, agent, agent_team } => {
            let mut attributes = team_of(agent_team);
            attributes.extend(agent.iter().map(|agent| ("agent".to_owned(), user(agent))));
            (uid(&types.call, id), attributes)
        }
        Resource::Person { person, team } => {
            let mut attributes = team_of(team);
            attributes.push(("account".to_owned(), user(person)));
            (uid(&types.person, &person.to_string()), attributes)
        }
        Resource::Flow { flow } => (uid(&types.flow, flow), Vec::new()),
        Resource::Instance { id, applicant, applicant_team, people, .. } => {
            let mut attributes = team_of(applicant_team);
            attributes.extend(applicant.iter().map(|applicant| ("applicant".to_owned(), user(applicant))));
            attributes.push(("people".to_owned(), users(people)));
            (uid(&types.instance, id), attributes)
        }
        Resource::Task { instance, task, applicant, people, excluded, holder_team, is_review, .. } => {
            let mut attributes = team_of(holder_team);
            attributes.extend(applicant.iter().map(|applicant| ("applicant".to_owned(), user(applicant))));
            attributes.push(("people".to_owned(), users(people)));
            attributes.push(("excluded".to_owned(), users(excluded)));
            attributes.push(("is_review".to_owned(), Value::new_bool(*is_review)));
            (uid(&types.task, &format!("{instance}/{task}")), attributes)
        }
        Resource::Customer { customer, team, serving } => {
            let mut attributes = team_of(team);
            attributes.push(("serving".to_owned(), users(serving)));
            (uid(&types.customer, customer), attributes)
        }
        Resource::AccessRequest { id, applicant, first, last, needs_joint, joint } => {
            let mut attributes = vec![
                ("applicant".to_owned(), user(applicant)),
                ("needs_joint".to_owned(), Value::new_bool(*needs_joint)),
                ("joint".to_owned(), users(joint)),
            ];
            attributes.extend(first.iter().map(|first| ("first".to_owned(), user(first))));
            attributes.extend(last.iter().map(|last| ("last".to_owned(), user(last))));
            (uid(&types.access_request, id), attributes)
        }
        Resource::MoneyChange { id, maker, finance, supervisor } => {
            let mut attributes = vec![("maker".to_owned(), user(maker))];
            attributes.extend(finance.iter().map(|one| ("finance".to_owned(), user(one))));
            attributes.extend(supervisor.iter().map(|one| ("supervisor".to_owned(), user(one))));
            (uid(&types.money_change, id), attributes)
        }
        Resource::Change { id, author, is_approved } => {
            let attributes =
                vec![("author".to_owned(), user(author)), ("approved".to_owned(), Value::new_bool(*is_approved))];
            (uid(&types.change, id), attributes)
        }
        Resource::Order { order, state, taker, serving, approver } => {
            let mut attributes = vec![
                ("state".to_owned(), Value::new_string(state.as_str().to_owned())),
                ("serving".to_owned(), users(serving)),
            ];
            attributes.extend(taker.iter().map(|one| ("taker".to_owned(), user(one))));
            attributes.extend(approver.iter().map(|one| ("approver".to_owned(), user(one))));
            (uid(&types.order, order), attributes)
        }
        Resource::Section { section, editors } => {
            let editors = editors.iter().map(|role| Value::new_entity_uid(uid(&types.role, role)));
            (uid(&types.section, section), vec![("editors".to_owned(), Value::new_set(editors))])
        }
    };
    Entity::new(name, attributes.into_iter().collect(), HashSet::new()).expect("entity references evaluate")
}
