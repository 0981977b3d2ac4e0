//! Counts from facts for reports and handovers: calls answered, orders noted, what is still open.
//!
//! Calls are counted by who answered them, orders by the disposition that stands for one (`param.order_disposition`).

use super::hand_on;
use super::{ServiceCall, ServiceOutcome, person_of};
use crate::Office;
use crate::directory::Person;
use crate::limits::{OPEN_ITEMS_MAX, SHIFT_FACTS_MAX, SHIFT_MAX};
use model::{FactBody, InstanceId, Millis, PersonId};
use process::dates;
use process::engine::State;
use process::parameter::Setting;
use process::value::Value;
use serde_json::{Value as Json, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::sync::Arc;
use store::processes::TaskRecord;

const HOUR: Millis = Millis::from_secs(3_600);
const DAY: Millis = Millis::from_secs(24 * 3_600);
/// The parameter that names the disposition of an order.
const ORDER: &str = "order_disposition";

/// FLOW-02: the shift of the leader's team up to `until`, and what it leaves open.
pub(super) async fn handover(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let leader = person_of(office, call, "leader")?;
    let team = team_of(office, &leader);
    let until = time_of(office, call, "until").unwrap_or(call.now);
    let from = match time_of(office, call, "from") {
        Some(from) => from,
        None => shift_began(office, &leader, until.min(call.now)).await?,
    };
    let mut outcome = counts(office, &team, from, until).await?.into_outcome();
    let items = open_items(office, call, &team).await?;
    outcome.result.insert("open_count".into(), json!(items.len()));
    outcome.result.insert("open_items".into(), Json::Array(items));
    Ok(outcome)
}

/// FLOW-04: the shift of the leader's team up to now.
pub(super) async fn shift(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let leader = person_of(office, call, "leader")?;
    let from = shift_began(office, &leader, call.now).await?;
    Ok(counts(office, &team_of(office, &leader), from, call.now).await?.into_outcome())
}

/// The 24 hours up to now, everybody.
pub(super) async fn day(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    Ok(counts(office, &office.directory().everybody(), call.now - DAY, call.now).await?.into_outcome())
}

/// The last full hour, team by team, as a text.
pub(super) async fn last_hour(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let offset = office.rulebook().centre.utc_offset_minutes;
    let buckets = workforce::Buckets { width: HOUR, utc_offset_minutes: offset };
    let until = buckets.start_of(call.now);
    let counted = counts(office, &office.directory().everybody(), until - HOUR, until).await?;
    let day = model::calendar::date_text(dates::local_day(until - HOUR, offset));
    let minute = |at: Millis| dates::minute_text((at.0 / 60_000 + i64::from(offset)).rem_euclid(1_440));
    let head = format!("{day} {}–{}", minute(until - HOUR), minute(until));
    Ok(text_outcome("counted", counted.told(office, &head)))
}

/// The last calendar month, team by team, as a text.
pub(super) async fn month(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let offset = office.rulebook().centre.utc_offset_minutes;
    let first_of = |day: i64| {
        let date = model::calendar::date_text(day);
        dates::parse_date(&format!("{}-01", &date[..7])).expect("the first of a month is a date")
    };
    let until = first_of(dates::local_day(call.now, offset));
    let from = first_of(until - 1);
    let at = |day| dates::instant(day, 0, offset);
    let counted = counts(office, &office.directory().everybody(), at(from), at(until)).await?;
    Ok(text_outcome("figures", counted.told(office, &model::calendar::date_text(from)[..7])))
}

fn text_outcome(field: &str, text: String) -> ServiceOutcome {
    let mut outcome = ServiceOutcome::default();
    outcome.result.insert(field.into(), Json::String(text));
    outcome
}

/// What people did in a span.
struct Counts {
    calls: BTreeMap<PersonId, u64>,
    orders: BTreeMap<PersonId, u64>,
    /// Nobody in the centre noted an order in this span: then orders are kept elsewhere, and their number is not known.
    has_orders: bool,
}

async fn counts(office: &Office, people: &[Arc<Person>], from: Millis, until: Millis) -> Result<Counts, String> {
    let until = until.min(office.now());
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let answered = store::calls::answered_by(&office.store, &ids, from, until).await.map_err(|e| e.to_string())?;
    let code = match office.world().settings.get(ORDER) {
        Some(Setting::Value(Value::Text(code))) => code.clone(),
        Some(_) | None => String::new(),
    };
    let noted = store::calls::with_disposition(&office.store, &code, from, until).await.map_err(|e| e.to_string())?;
    Ok(Counts {
        calls: answered.into_iter().map(|(person, answered, _)| (person, answered)).collect(),
        has_orders: !noted.is_empty(),
        orders: noted.into_iter().filter(|(person, _)| ids.contains(person)).collect(),
    })
}

impl Counts {
    fn into_outcome(self) -> ServiceOutcome {
        let mut outcome = ServiceOutcome::default();
        outcome.result.insert("counted_calls".into(), json!(self.calls.values().sum::<u64>()));
        if self.has_orders {
            outcome.result.insert("counted_orders".into(), json!(self.orders.values().sum::<u64>()));
        }
        outcome
    }

    /// A head line, then a line for each team with its people.
    fn told(&self, office: &Office, head: &str) -> String {
        let directory = office.directory();
        let mut teams: BTreeMap<Option<String>, Vec<(String, u64, u64)>> = BTreeMap::new();
        let people: BTreeSet<&PersonId> = self.calls.keys().chain(self.orders.keys()).collect();
        for id in people {
            let of = |all: &BTreeMap<PersonId, u64>| all.get(id).copied().unwrap_or(0);
            let (calls, orders) = (of(&self.calls), of(&self.orders));
            let Some(person) = directory.person(*id).filter(|_| calls + orders > 0) else { continue };
            teams.entry(person.team.clone()).or_default().push((person.name.0.clone(), calls, orders));
        }
        let line = |people: &[(String, u64, u64)]| {
            let (calls, orders) = people.iter().fold((0, 0), |sum, (_, calls, orders)| (sum.0 + calls, sum.1 + orders));
            format!("进线 / calls {calls}，成单 / orders {orders}")
        };
        let all: Vec<_> = teams.values().flatten().cloned().collect();
        let mut text = format!("{head}  {}", line(&all));
        for (team, people) in &teams {
            let book = office.rulebook();
            let named = book.teams.iter().find(|known| Some(&known.id) == team.as_ref());
            let name = named.map_or_else(|| "—".to_owned(), |team| format!("{} / {}", team.name_zh, team.name_en));
            let each: Vec<String> =
                people.iter().map(|(name, calls, orders)| format!("{name} {calls}/{orders}")).collect();
            // Writing to a text does not fail.
            let _ = write!(text, "\n{name}  {}（{}）", line(people), each.join("，"));
        }
        text
    }
}

fn time_of(office: &Office, call: &ServiceCall, key: &str) -> Option<Millis> {
    dates::parse_datetime(call.with.get(key)?.as_str()?, office.rulebook().centre.utc_offset_minutes)
}

fn team_of(office: &Office, leader: &Person) -> Vec<Arc<Person>> {
    let mut team = office.directory().everybody();
    team.retain(|person| person.id == leader.id || (person.team.is_some() && person.team == leader.team));
    team
}

/// The leader's first log-in within the length of a shift; without one, that length before its end.
async fn shift_began(office: &Office, leader: &Person, until: Millis) -> Result<Millis, String> {
    let earliest = until - SHIFT_MAX;
    let read = store::journal::of_person(&office.store, leader.id, u64::MAX, SHIFT_FACTS_MAX);
    let facts = read.await.map_err(|error| error.to_string())?;
    let log_ins = facts.iter().filter(|fact| matches!(fact.body, FactBody::LoggedIn { .. })).map(|fact| fact.at_ms);
    Ok(log_ins.filter(|at| *at >= earliest && *at <= until).min().unwrap_or(earliest))
}

/// Open tasks and promises that only these people can see to: each needs a new owner when they leave. A pool that
/// others share stays with the others.
async fn open_items(office: &Office, call: &ServiceCall, team: &[Arc<Person>]) -> Result<Vec<Json>, String> {
    let ids: BTreeSet<PersonId> = team.iter().map(|person| person.id).collect();
    let mut open: BTreeMap<(InstanceId, u64), TaskRecord> = BTreeMap::new();
    for person in &ids {
        let tasks = store::processes::open_tasks_of_person(&office.store, *person).await.map_err(|e| e.to_string())?;
        open.extend(tasks.into_iter().filter(|task| task.instance != call.instance).map(|t| ((t.instance, t.task), t)));
    }
    let mut states: HashMap<InstanceId, (u64, State)> = HashMap::new();
    let mut items = Vec::new();
    for task in open.into_values() {
        let (number, state) = match states.entry(task.instance) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let found =
                    store::processes::instance(&office.store, task.instance).await.map_err(|e| e.to_string())?;
                let state = found.and_then(|found| Some((found.number, serde_json::from_str(&found.state).ok()?)));
                let Some(state) = state else { continue };
                unknown.insert(state)
            }
        };
        let is_theirs = match task.holder {
            Some(holder) => ids.contains(&holder),
            None => state.tasks.get(&task.task).is_some_and(|task| {
                task.people().iter().all(|person| person.parse().is_ok_and(|person| ids.contains(&person)))
            }),
        };
        if is_theirs {
            items.push(item(office, &task, *number));
        }
    }
    if items.len() > OPEN_ITEMS_MAX {
        let many = items.len();
        return Err(format!(
            "未结事项 {many} 项，超过 {OPEN_ITEMS_MAX} / {many} open items are more than {OPEN_ITEMS_MAX}"
        ));
    }
    Ok(items)
}

/// As the handover form has it, without its new owner.
fn item(office: &Office, task: &TaskRecord, number: u64) -> Json {
    let book = office.rulebook();
    let flow = book.processes.flows.get(&task.flow);
    let step = flow.and_then(|flow| flow.step(&task.step)).and_then(|step| step.name.as_ref());
    let flow = flow.map_or(task.flow.as_str(), |flow| flow.name.zh.as_str());
    let what = format!("{flow} #{number} · {}", step.map_or(task.step.as_str(), |name| name.zh.as_str()));
    let mut item = json!({ "what": what, "task": hand_on::reference(task.instance, task.task) });
    if let Some(due) = task.due_ms {
        let offset = office.rulebook().centre.utc_offset_minutes;
        item["promised_until"] = Json::String(dates::datetime_text(due, offset));
    }
    item
}
