//! Tokens: each stands at one place and moves until it has to wait for somebody.

use super::Fields;
use super::event::{Effect, HowClosed, Refusal};
use super::state::{Doing, Done, Ended, Person, Scope, State, Timer, TimerFor, Token};
use super::world::World;
use crate::definition::{BlockId, Call, Definition, Each, Jump, Leads, Members, Place, Step, StepKind, Wait, WaitFor};
use crate::expr::{Expr, eval};
use crate::limits::{MEMBERS_MAX, MOVES_MAX};
use crate::value::Value;
use crate::worktime;
use model::Millis;
use serde_json::Value as Json;

/// One step of the engine under way.
pub(super) struct Run<'a> {
    pub definition: &'a Definition,
    pub state: State,
    pub now: Millis,
    pub world: &'a World,
    pub effects: Vec<Effect>,
    /// Tokens that can move.
    ready: Vec<u64>,
}

impl<'a> Run<'a> {
    pub fn new(definition: &'a Definition, state: State, now: Millis, world: &'a World) -> Self {
        Self { definition, state, now, world, effects: Vec::new(), ready: Vec::new() }
    }

    pub fn number(&mut self) -> u64 {
        self.state.next += 1;
        self.state.next - 1
    }

    pub fn token_mut(&mut self, token: u64) -> &mut Token {
        self.state.tokens.get_mut(&token).expect("a token that is worked on exists")
    }

    pub fn step_of(&self, token: u64) -> &'a Step {
        self.definition.program.step(self.state.tokens[&token].at)
    }

    pub fn spawn(&mut self, block: BlockId, parent: Option<u64>, members: Vec<(String, Json)>) {
        let id = self.number();
        let at = Place { block, index: 0 };
        self.state.tokens.insert(id, Token { at, parent, members, doing: Doing::Ready, last: None });
        self.ready.push(id);
    }

    pub fn set_ready(&mut self, token: u64, at: Place) {
        let moved = self.token_mut(token);
        moved.at = at;
        moved.doing = Doing::Ready;
        self.ready.push(token);
    }

    pub fn move_on(&mut self, token: u64) {
        let at = self.state.tokens[&token].at;
        self.set_ready(token, Place { block: at.block, index: at.index + 1 });
    }

    /// Moves every token that can.
    pub fn advance(&mut self) -> Result<(), Refusal> {
        let mut moves = 0;
        while let Some(token) = self.ready.pop() {
            if self.state.end.is_some() {
                self.ready.clear();
                break;
            }
            if !self.state.tokens.contains_key(&token) {
                continue;
            }
            moves += 1;
            if moves > MOVES_MAX {
                return Err(Refusal::TooMuch { limit: MOVES_MAX });
            }
            self.go(token)?;
        }
        Ok(())
    }

    fn go(&mut self, token: u64) -> Result<(), Refusal> {
        let at = self.state.tokens[&token].at;
        let Some(step) = self.definition.program.step_at(at) else {
            self.leave(token, at);
            return Ok(());
        };
        if !self.holds(step.when.as_ref(), Some(token)) {
            self.move_on(token);
            return Ok(());
        }
        match &step.kind {
            StepKind::Do(work) => self.open_work(token, work, None),
            StepKind::Approve(approve) => {
                if !self.open_stage(token, approve, 0) {
                    self.finish(token, crate::definition::AGREE.to_owned(), None, None);
                }
            }
            StepKind::Run(_) => self.run_service(token),
            StepKind::Call(call) => self.call(token, step, call),
            StepKind::Wait(wait) => self.wait(token, step, wait),
            StepKind::Decide { table } => self.decide(token, step, table),
            StepKind::Choose(branches) => {
                let chosen = branches.iter().position(|branch| self.holds(branch.when.as_ref(), Some(token)));
                match chosen {
                    Some(index) => {
                        let block = self.definition.program.children(at)[index];
                        self.set_ready(token, Place { block, index: 0 });
                    }
                    None => self.move_on(token),
                }
            }
            StepKind::Together(_) => self.split(token, at),
            StepKind::Each(each) => self.each(token, at, each)?,
            StepKind::Goto(jump) => self.jump(token, &step.id, &step.id, jump),
            StepKind::End(end) => self.end(end.clone()),
        }
        Ok(())
    }

    /// The end of a list.
    fn leave(&mut self, token: u64, at: Place) {
        let Some(parent) = self.definition.program.parent(at.block) else {
            self.state.tokens.remove(&token);
            self.run_out();
            return;
        };
        if matches!(self.definition.program.step(parent).kind, StepKind::Choose(_)) {
            self.set_ready(token, Place { block: parent.block, index: parent.index + 1 });
            return;
        }
        let gone = self.state.tokens.remove(&token).and_then(|token| token.parent.map(|above| (above, token.members)));
        if let Some((above, members)) = gone {
            self.gather(token, above, members);
            self.branch_done(above);
        }
    }

    fn branch_done(&mut self, above: u64) {
        let at = self.state.tokens[&above].at;
        let StepKind::Each(each) = &self.definition.program.step(at).kind else {
            let Doing::Branches { left, done, .. } = &mut self.token_mut(above).doing else { return };
            *left -= 1;
            *done += 1;
            if *left == 0 {
                self.finish(above, "done".into(), None, None);
            }
            return;
        };
        let Doing::Branches { left, done, all, queue } = &mut self.token_mut(above).doing else { return };
        *left -= 1;
        *done += 1;
        let counts = (*done, *all);
        let next = (!queue.is_empty()).then(|| queue.remove(0));
        let is_last = *left == 0 && next.is_none();
        let is_enough = each.until.as_ref().is_some_and(|until| {
            let words = super::words::Words { counts, ..self.words(Some(above)) };
            eval(&until.tree, &words).is_true()
        });
        if is_enough || is_last {
            self.drop_below(above);
            self.finish(above, "done".into(), None, None);
        } else if let Some(member) = next {
            if let Doing::Branches { left, .. } = &mut self.token_mut(above).doing {
                *left += 1;
            }
            self.spawn_member(above, at, each, member);
        }
    }

    fn split(&mut self, token: u64, at: Place) {
        let blocks = self.definition.program.children(at);
        let all = blocks.len();
        let members = self.state.tokens[&token].members.clone();
        self.token_mut(token).doing = Doing::Branches { left: all, done: 0, all, queue: Vec::new() };
        self.opened(token);
        // The last that is made ready moves first: the branches begin in the order of the file.
        for &block in blocks.iter().rev() {
            self.spawn(block, Some(token), members.clone());
        }
    }

    fn each(&mut self, token: u64, at: Place, each: &Each) -> Result<(), Refusal> {
        let mut members: Vec<Json> = match &each.from {
            Members::Of(who) => self.who(who, Some(token)).into_iter().map(Json::String).collect(),
            Members::In(list) => match self.json(list, Some(token)) {
                Json::Array(list) => list,
                _ => Vec::new(),
            },
        };
        if members.len() > MEMBERS_MAX {
            return Err(Refusal::TooMuch { limit: MEMBERS_MAX });
        }
        self.opened(token);
        self.put(Some(token), [(each.gather.clone(), Json::Array(Vec::new()))].into_iter().collect());
        if members.is_empty() {
            self.finish(token, "done".into(), None, None);
            return Ok(());
        }
        let all = members.len();
        let queue = if each.is_one_by_one { members.split_off(1) } else { Vec::new() };
        self.token_mut(token).doing = Doing::Branches { left: members.len(), done: 0, all, queue };
        for member in members.into_iter().rev() {
            self.spawn_member(token, at, each, member);
        }
        Ok(())
    }

    fn spawn_member(&mut self, above: u64, at: Place, each: &Each, member: Json) {
        let mut members = self.state.tokens[&above].members.clone();
        members.push((each.member.clone(), member));
        self.spawn(self.definition.program.children(at)[0], Some(above), members);
        let token = *self.state.tokens.keys().next_back().expect("it was spawned just now");
        self.state.scopes.insert(token, Scope::default());
    }

    /// A member is done: what it filled in and came to goes to the list of results.
    fn gather(&mut self, token: u64, above: u64, members: Vec<(String, Json)>) {
        let Some(scope) = self.state.scopes.remove(&token) else { return };
        let StepKind::Each(each) = &self.step_of(above).kind else { return };
        let mut record = Fields::new();
        record.extend(members.into_iter().last());
        for (step, done) in scope.steps {
            let tells = self.definition.step(&step).is_some_and(|step| step.kind.is_told());
            record.extend(done.outcome.filter(|_| tells).map(|outcome| (step, Json::String(outcome))));
        }
        record.extend(scope.fields);
        let mut all = match self.words(Some(above)).field(&each.gather) {
            Some(Json::Array(all)) => all.clone(),
            Some(_) | None => Vec::new(),
        };
        all.push(Json::Object(record));
        self.put(Some(above), [(each.gather.clone(), Json::Array(all))].into_iter().collect());
    }

    /// Fields belong to the member around, or to the instance.
    pub fn put(&mut self, token: Option<u64>, fields: Fields) {
        let scope = self.state.scopes_of(token).first().copied();
        match scope.and_then(|scope| self.state.scopes.get_mut(&scope)) {
            Some(scope) => scope.fields.extend(fields),
            None => self.state.data.extend(fields),
        }
    }

    /// Notes what was done at a step: for the member around, and as the last of all.
    pub fn note(&mut self, token: u64, step: &str, done: Done) {
        let scope = self.state.scopes_of(Some(token)).first().copied();
        if let Some(scope) = scope.and_then(|scope| self.state.scopes.get_mut(&scope)) {
            scope.steps.insert(step.to_owned(), done.clone());
        }
        self.state.steps.insert(step.to_owned(), done);
    }

    /// Withdraws everything below a token.
    fn drop_below(&mut self, above: u64) {
        let below: Vec<u64> =
            self.state.tokens.iter().filter(|(_, token)| token.parent == Some(above)).map(|(id, _)| *id).collect();
        for token in below {
            self.drop_below(token);
            self.drop_token(token);
        }
    }

    fn drop_token(&mut self, token: u64) {
        self.drop_tasks(token);
        self.state.scopes.remove(&token);
        if let Some(Token { doing: Doing::Call { call }, .. }) = self.state.tokens.remove(&token) {
            self.effects.push(Effect::CancelCall { call });
        }
    }

    /// Notes that a step has begun.
    pub fn opened(&mut self, token: u64) {
        let step = self.step_of(token);
        let done = Done { outcome: None, actor: None, by: None, opened: self.now, done: None };
        self.note(token, &step.id, done);
    }

    /// The token's step is done with an outcome.
    pub fn finish(&mut self, token: u64, outcome: String, actor: Option<Person>, by: Option<Person>) {
        let step = self.step_of(token);
        let opened = self.state.done_of(&step.id, Some(token)).map_or(self.now, |done| done.opened);
        let (now, is_persons) = (self.now, actor.is_some());
        let done =
            Done { outcome: Some(outcome.clone()), actor: actor.clone(), by: by.clone(), opened, done: Some(now) };
        self.note(token, &step.id, done);
        if step.kind.is_told() {
            self.effects.push(Effect::Done { step: step.id.clone(), outcome: outcome.clone(), actor, by });
        }
        if let StepKind::Do(work) = &step.kind
            && let Some(undo) = &work.undo
        {
            self.state.undo.push((undo.clone(), Fields::new()));
        }
        // Decisions in between do not keep a person from taking back.
        if !matches!(step.kind, StepKind::Decide { .. }) {
            self.token_mut(token).last = is_persons.then(|| step.id.clone());
        }
        match step.kind.leads().iter().find(|(of, _)| *of == outcome) {
            Some((outcome, Leads::Goto(jump))) => {
                let key = format!("{}.{outcome}", step.id);
                self.jump(token, &step.id, &key, jump);
            }
            Some((_, Leads::End(end))) => self.end(end.clone()),
            None => self.move_on(token),
        }
    }

    /// `key`: under which it is counted.
    pub fn jump(&mut self, token: u64, from: &str, key: &str, jump: &Jump) {
        // Members of `each` count for themselves.
        let key = match self.state.tokens[&token].parent {
            Some(_) => format!("{key}#{token}"),
            None => key.to_owned(),
        };
        let taken = self.state.jumps.entry(key).or_default();
        if *taken < jump.max {
            *taken += 1;
            self.effects.push(Effect::Jumped { from: from.to_owned(), to: jump.step.clone() });
            let to = self.definition.program.place_of(&jump.step).expect("jumps were checked when the flow was read");
            self.set_ready(token, to);
        } else if let Some(end) = &jump.otherwise {
            self.end(end.clone());
        } else {
            self.move_on(token);
        }
    }

    /// The outermost list has run out: the first end whose condition holds.
    fn run_out(&mut self) {
        let end =
            self.definition.ends.iter().find(|(_, condition)| {
                condition.as_ref().is_some_and(|condition| self.eval(condition, None).is_true())
            });
        let end = end.map_or_else(String::new, |(end, _)| end.clone());
        self.end(end);
    }

    pub fn end(&mut self, end: String) {
        self.drop_all();
        self.effects.push(Effect::Ended { end: end.clone() });
        self.state.end = Some(Ended { end, at: self.now });
        // What an ended instance never asks again; its facts tell the story.
        self.state.timers.clear();
        self.state.scopes.clear();
        self.state.jumps.clear();
        self.state.undo.clear();
    }

    pub fn drop_all(&mut self) {
        let all: Vec<u64> = self.state.tokens.keys().copied().collect();
        for token in all {
            self.drop_token(token);
        }
        let rest: Vec<u64> = self.state.tasks.keys().copied().collect();
        for task in rest {
            self.close(task, HowClosed::Dropped);
        }
    }

    pub fn with(&self, with: &[(String, Expr)], token: u64) -> Fields {
        with.iter().map(|(key, expr)| (key.clone(), self.json(expr, Some(token)))).collect()
    }

    pub fn run_service(&mut self, token: u64) {
        let step = self.step_of(token);
        let StepKind::Run(of) = &step.kind else { return };
        self.opened(token);
        let run = self.number();
        let to = of.to.as_ref().map_or_else(Vec::new, |who| self.who(who, Some(token)));
        let with = self.with(&of.with, token);
        let key = format!("{}/{run}", self.state.instance);
        self.token_mut(token).doing = Doing::Service { run };
        let (step, service) = (step.id.clone(), of.service.clone());
        self.effects.push(Effect::Service { run, step, service, to, with, key });
    }

    fn call(&mut self, token: u64, step: &Step, of: &Call) {
        self.opened(token);
        let call = self.number();
        let with = self.with(&of.with, token);
        self.token_mut(token).doing = Doing::Call { call };
        self.effects.push(Effect::Call { call, step: step.id.clone(), flow: of.flow.clone(), with });
    }

    fn wait(&mut self, token: u64, step: &Step, wait: &Wait) {
        self.opened(token);
        let now = self.now;
        let until = match &wait.what {
            WaitFor::Span(span) => Some(self.deadline(span, token).unwrap_or(now)),
            WaitFor::Until(expr) => match self.eval(expr, Some(token)) {
                Value::DateTime(at) => Some(at),
                _ => Some(now),
            },
            WaitFor::Every(span) => {
                let span = self.plain(span, token);
                Some(span.and_then(|span| worktime::next_beat(&self.world.calendar, now, &span)).unwrap_or(now))
            }
            WaitFor::Message { .. } => wait.within.as_ref().and_then(|span| self.deadline(span, token)),
        };
        let message = match &wait.what {
            WaitFor::Message { name, matches } => {
                let offset = self.world.calendar.utc_offset_minutes;
                let key = matches.as_ref().map_or_else(String::new, |expr| self.eval(expr, Some(token)).text(offset));
                Some((name.clone(), key))
            }
            WaitFor::Span(_) | WaitFor::Until(_) | WaitFor::Every(_) => None,
        };
        if message.is_none() && until.is_some_and(|until| until <= now) {
            self.finish(token, "done".into(), None, None);
            return;
        }
        if let Some(at) = until {
            let timer = self.number();
            self.state.timers.insert(timer, Timer { at, what: TimerFor::Wait { token } });
        }
        let offset = self.world.calendar.utc_offset_minutes;
        let group = wait.group.as_ref().map(|group| self.eval(group, Some(token)).text(offset));
        self.token_mut(token).doing = Doing::Wait { message: message.clone() };
        self.effects.push(Effect::Waits { step: step.id.clone(), until, message, group });
    }

    fn decide(&mut self, token: u64, step: &Step, table: &str) {
        if let Some(table) = self.world.library.tables.get(table) {
            let decision = table.decide(&self.words(Some(token)));
            let offset = self.world.calendar.utc_offset_minutes;
            let outputs: Fields =
                decision.outputs.iter().map(|(field, value)| (field.clone(), value.to_json(offset))).collect();
            self.put(Some(token), outputs.clone());
            let (id, key) = (step.id.clone(), table.key.clone());
            self.effects.push(Effect::Decided { step: id, table: key, rules: decision.rules, outputs });
        }
        self.opened(token);
        self.finish(token, "done".into(), None, None);
    }
}
