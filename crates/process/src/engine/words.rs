//! What the words of expressions mean in an instance, and who "who" is.

use super::run::Run;
use super::state::{Done, Person, State, Task, Token};
use super::world::World;
use crate::definition::Definition;
use crate::expr::{Env, Expr, eval};
use crate::parameter::Setting;
use crate::value::{Number, Type, Value};
use crate::who::Who;
use model::Millis;
use serde_json::Value as Json;

pub(super) struct Words<'a> {
    pub definition: &'a Definition,
    pub state: &'a State,
    pub world: &'a World,
    pub now: Millis,
    pub token: Option<u64>,
    /// `done_count` and `item_count` of the `each` in question.
    pub counts: (usize, usize),
}

impl Env for Words<'_> {
    fn utc_offset_minutes(&self) -> i32 {
        self.world.calendar.utc_offset_minutes
    }

    fn lookup(&self, path: &[String]) -> Value {
        let Some((first, rest)) = path.split_first() else { return Value::Null };
        let person = |person: &Option<Person>| person.clone().map_or(Value::Null, Value::Text);
        match (first.as_str(), rest) {
            ("applicant", []) => return person(&self.state.applicant),
            ("submitted", []) => return Value::DateTime(self.state.submitted),
            ("now", []) => return Value::DateTime(self.now),
            ("exceptions", []) => return whole(self.state.exceptions.len()),
            ("done_count", []) => return whole(self.counts.0),
            ("item_count", []) => return whole(self.counts.1),
            ("param", [key]) => {
                return match self.world.settings.get(key) {
                    Some(Setting::Value(value)) => value.clone(),
                    Some(Setting::Span(_) | Setting::Schedule(_) | Setting::Time(_)) | None => Value::Null,
                };
            }
            _ => {}
        }
        let offset = self.utc_offset_minutes();
        if let Some(json) = self.field(first) {
            let value = Value::of_json(json, self.definition.fields.get(first).unwrap_or(&Type::Any), offset);
            return rest.iter().fold(value, |value, part| value.part(part));
        }
        let Some(done) = self.done(first) else { return Value::Null };
        match rest.first().map(String::as_str) {
            None => done.outcome.clone().map_or(Value::Null, Value::Text),
            Some("actor") => person(&done.actor),
            Some("by") => person(&done.by),
            Some("opened") => Value::DateTime(done.opened),
            Some("done") => done.done.map_or(Value::Null, Value::DateTime),
            Some(_) => Value::Null,
        }
    }
}

impl<'a> Words<'a> {
    /// A member, what the member around filled in, or a field of the instance.
    pub(super) fn field(&self, name: &str) -> Option<&'a Json> {
        let token: Option<&Token> = self.token.and_then(|token| self.state.tokens.get(&token));
        let member = token.and_then(|token| token.members.iter().rev().find(|member| member.0 == name));
        let own = || {
            let scopes = self.state.scopes_of(self.token);
            scopes.into_iter().find_map(|scope| self.state.scopes[&scope].fields.get(name))
        };
        member.map(|member| &member.1).or_else(own).or_else(|| self.state.data.get(name))
    }

    /// A step of the member around, or of the instance; what other members did at it is theirs.
    pub(super) fn done(&self, step: &str) -> Option<&'a Done> {
        let program = &self.definition.program;
        let scopes = self.state.scopes_of(self.token);
        let own = scopes.iter().find_map(|scope| self.state.scopes[scope].steps.get(step));
        if own.is_some() {
            return own;
        }
        let at = self.token.and_then(|token| self.state.tokens.get(&token)).map(|token| token.at.block);
        let body = program.place_of(step).and_then(|place| program.body(place.block));
        let is_others = body.is_some_and(|body| at.is_some_and(|at| program.is_within(at, body)));
        if is_others { None } else { self.state.steps.get(step) }
    }
}

fn whole(count: usize) -> Value {
    i64::try_from(count).ok().and_then(Number::whole).map_or(Value::Null, Value::Number)
}

impl Run<'_> {
    pub(super) fn words<'b>(&'b self, token: Option<u64>) -> Words<'b> {
        Words {
            definition: self.definition,
            state: &self.state,
            world: self.world,
            now: self.now,
            token,
            counts: (0, 0),
        }
    }

    pub(super) fn eval(&self, expr: &Expr, token: Option<u64>) -> Value {
        eval(&expr.tree, &self.words(token))
    }

    pub(super) fn json(&self, expr: &Expr, token: Option<u64>) -> Json {
        self.eval(expr, token).to_json(self.world.calendar.utc_offset_minutes)
    }

    pub(super) fn holds(&self, expr: Option<&Expr>, token: Option<u64>) -> bool {
        expr.is_none_or(|expr| self.eval(expr, token).is_true())
    }

    /// Active people, each once, in a fixed order.
    pub(super) fn who(&self, who: &Who, token: Option<u64>) -> Vec<Person> {
        self.who_of(who, token, None)
    }

    pub(super) fn who_of(&self, who: &Who, token: Option<u64>, task: Option<&Task>) -> Vec<Person> {
        let mut found = self.people(who, token, task);
        found.retain(|person| self.world.people.contains_key(person));
        found.sort();
        found.dedup();
        found
    }

    fn people(&self, who: &Who, token: Option<u64>, task: Option<&Task>) -> Vec<Person> {
        let of = |who: &Who| self.who_of(who, token, task);
        let facts = |person: &Person| self.world.people.get(person);
        match who {
            Who::Role(role) => self.world.with_role(role),
            Who::Department(key) => self.world.those(|facts| facts.department.as_ref() == Some(key)),
            Who::Applicant => self.state.applicant.iter().cloned().collect(),
            Who::Assignee => task.map_or_else(Vec::new, |task| task.people().into_iter().cloned().collect()),
            Who::Actor(step) => self.words(token).done(step).and_then(|done| done.actor.clone()).into_iter().collect(),
            Who::LeaderOf(who) => of(who).iter().filter_map(|person| facts(person)?.leader.clone()).collect(),
            Who::ManagerOf(who) => of(who).iter().filter_map(|person| facts(person)?.manager.clone()).collect(),
            Who::TeamOf(who) => {
                let teams: Vec<String> = of(who).iter().filter_map(|person| facts(person)?.team.clone()).collect();
                self.world.those(|facts| facts.team.as_ref().is_some_and(|team| teams.contains(team)))
            }
            Who::Both(one, two) => {
                let second = of(two);
                of(one).into_iter().filter(|person| second.contains(person)).collect()
            }
            Who::All(all) => all.iter().flat_map(of).collect(),
            Who::Named(path) => {
                if let [lane] = path.as_slice()
                    && let Some((_, who)) = self.definition.lanes.iter().find(|(name, _)| name == lane)
                {
                    return of(who);
                }
                match self.words(token).lookup(path) {
                    Value::Text(person) => vec![person],
                    Value::List(list) => list
                        .into_iter()
                        .filter_map(|value| match value {
                            Value::Text(person) => Some(person),
                            _ => None,
                        })
                        .collect(),
                    _ => Vec::new(),
                }
            }
        }
    }
}
