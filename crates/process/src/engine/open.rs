//! Opens tasks with their people, deadlines and reminders, and closes them.

use super::event::{Effect, HowClosed, Refusal};
use super::run::Run;
use super::state::{Doing, Person, Task, TaskKind, Timer, TimerFor};
use crate::definition::{Approve, Needs, OverdueAction, StepKind, Work};
use crate::expr::{Ast, eval};
use crate::limits::MEMBERS_MAX;
use crate::parameter::Setting;
use crate::value::Value;
use crate::who::Who;
use crate::worktime::{self, Span, parse_span};
use model::Millis;

impl Run<'_> {
    /// Opens the tasks of a person's step.
    pub(super) fn open_work(&mut self, token: u64, work: &Work, stage: Option<usize>) {
        let step = self.step_of(token).id.clone();
        let mut excluded: Vec<Person> = work.not.iter().flat_map(|who| self.who(who, Some(token))).collect();
        // Who acted as a deputy is bound as well.
        for who in &work.not {
            if let Who::Actor(other) = who {
                excluded.extend(self.words(Some(token)).done(other).and_then(|done| done.by.clone()));
            }
        }
        if stage.is_some() {
            // Nobody decides their own request.
            excluded.extend(self.state.applicant.clone());
        }
        let mut people = self.who(&work.by, Some(token));
        people.retain(|person| !excluded.contains(person));
        let is_nobody = people.is_empty();
        if is_nobody {
            people = self.who(&self.definition.owner, Some(token));
            people.retain(|person| !excluded.contains(person));
        }
        people.truncate(MEMBERS_MAX);
        // Later stages keep when the first was opened.
        if !matches!(self.state.tokens[&token].doing, Doing::Tasks { stage: Some(_) }) {
            self.opened(token);
        }
        self.token_mut(token).doing = Doing::Tasks { stage };
        let due = work.within.as_ref().and_then(|span| self.deadline(span, token));
        let pools: Vec<Vec<Person>> = match work.needs {
            Needs::One => vec![people],
            Needs::Any | Needs::All if people.is_empty() => vec![people],
            Needs::Any | Needs::All => people.into_iter().map(|person| vec![person]).collect(),
        };
        for candidates in pools {
            let id = self.number();
            let task = Task {
                id,
                step: step.clone(),
                stage,
                token,
                kind: TaskKind::Step,
                needs: work.needs,
                candidates,
                escalated: Vec::new(),
                excluded: excluded.clone(),
                holder: None,
                signers: Vec::new(),
                opened: self.now,
                due,
            };
            self.open(task);
            if is_nobody {
                self.effects.push(Effect::Nobody { task: id, wanted: work.by.to_string() });
            }
            self.set_reminders(id, work);
        }
    }

    /// Refuses a start of which can be told now that somebody must decide and nobody could: an approval that is surely
    /// asked for, by people who are known from the start, all of them excluded. Other steps fall to the owner.
    pub(super) fn can_be_decided(&self) -> Result<(), Refusal> {
        for step in &self.definition.steps {
            let StepKind::Approve(approve) = &step.kind else {
                // Behind these it is no longer sure that a step is reached.
                if matches!(step.kind, StepKind::End(_) | StepKind::Goto(_)) || !step.kind.leads().is_empty() {
                    break;
                }
                continue;
            };
            if step.when.is_some() {
                continue;
            }
            for stage in approve.stages.iter().filter(|stage| stage.when.is_none()) {
                let work = &stage.work;
                let is_known = |who: &Who| who.is_known_from_start(&self.definition.lanes);
                if !is_known(&work.by) {
                    continue;
                }
                let mut out: Vec<Person> = self.state.applicant.iter().cloned().collect();
                out.extend(work.not.iter().filter(|who| is_known(who)).flat_map(|who| self.who(who, None)));
                let people = [&work.by, &self.definition.owner].map(|who| self.who(who, None));
                if people.iter().flatten().all(|person| out.contains(person)) {
                    return Err(Refusal::Nobody { wanted: work.by.to_string() });
                }
            }
            break;
        }
        Ok(())
    }

    pub(super) fn open(&mut self, task: Task) {
        let people = task.candidates.clone();
        self.effects.push(Effect::Opened { task: task.id, step: task.label(), people, due: task.due });
        self.state.tasks.insert(task.id, task);
    }

    /// Timers of `overdue`, counted from the task's deadline.
    pub(super) fn set_reminders(&mut self, task: u64, work: &Work) {
        let Some(due) = self.state.tasks.get(&task).and_then(|task| task.due) else { return };
        let token = self.state.tasks[&task].token;
        for (index, overdue) in work.overdue.iter().enumerate() {
            let Some(span) = self.plain(&overdue.span, token) else { continue };
            let calendar = &self.world.calendar;
            let at = match overdue.is_before {
                true => worktime::before(calendar, due, &span),
                false => worktime::after(calendar, due, &span),
            };
            let zero = matches!(span, Span::Clock(Millis(0)) | Span::Work(Millis(0)));
            let at = if zero { Some(due) } else { at };
            if let Some(at) = at.filter(|at| !overdue.is_before || *at > self.now) {
                let id = self.number();
                self.state.timers.insert(id, Timer { at, what: TimerFor::Overdue { task, index } });
            }
        }
    }

    /// When a span that begins now is over.
    pub(super) fn deadline(&self, span: &Span, token: u64) -> Option<Millis> {
        if let Span::Until(expr) = span {
            if let Ast::Name(path) = &expr.tree
                && let [_, key] = path.as_slice()
                && let Some(Setting::Time(minute)) = self.world.settings.get(key)
            {
                return worktime::after(&self.world.calendar, self.now, &Span::At(*minute));
            }
            return match self.eval(expr, Some(token)) {
                Value::DateTime(at) => Some(at),
                _ => None,
            };
        }
        worktime::after(&self.world.calendar, self.now, &self.plain(span, token)?)
    }

    /// Looks parameters and tables up.
    pub(super) fn plain(&self, span: &Span, token: u64) -> Option<Span> {
        match span {
            Span::Param(key) => match self.world.settings.get(key)? {
                Setting::Span(span) => Some(span.clone()),
                Setting::Value(Value::Duration(span)) => Some(Span::Clock(*span)),
                Setting::Value(_) | Setting::Schedule(_) | Setting::Time(_) => None,
            },
            Span::Decide(table) => {
                let table = self.world.library.tables.get(table)?;
                let decision = table.decide(&self.words(Some(token)));
                match decision.outputs.into_values().next()? {
                    Value::Text(text) => parse_span(&text, 0).ok(),
                    _ => None,
                }
            }
            Span::Clock(_) | Span::Work(_) | Span::WorkDays(_) | Span::At(_) | Span::Until(_) => Some(span.clone()),
        }
    }

    /// Opens the first stage from `from` on whose condition holds; false when there is none.
    pub(super) fn open_stage(&mut self, token: u64, approve: &Approve, from: usize) -> bool {
        for (index, stage) in approve.stages.iter().enumerate().skip(from) {
            let is_wanted = stage.when.as_ref().is_none_or(|when| eval(&when.tree, &self.words(Some(token))).is_true());
            if is_wanted {
                self.open_work(token, &stage.work, Some(index));
                return true;
            }
        }
        false
    }

    /// What the task's people are asked, as the definition says it.
    pub(super) fn work_of(&self, task: &Task) -> Option<&Work> {
        super::ask::work_of(self.definition, task)
    }

    pub(super) fn close(&mut self, task: u64, how: HowClosed) {
        let Some(task) = self.state.tasks.remove(&task) else { return };
        self.state.timers.retain(|_, timer| !matches!(timer.what, TimerFor::Overdue { task: of, .. } if of == task.id));
        for signer in &task.signers {
            self.close(*signer, HowClosed::Dropped);
        }
        self.effects.push(Effect::Closed { task: task.id, label: task.label(), how });
    }

    /// Closes what is open of a token.
    pub(super) fn drop_tasks(&mut self, token: u64) {
        let open: Vec<u64> = self.state.tasks.values().filter(|task| task.token == token).map(|task| task.id).collect();
        for task in open {
            self.close(task, HowClosed::Dropped);
        }
        self.state.timers.retain(|_, timer| timer.what != TimerFor::Wait { token });
    }

    /// One entry of `overdue` has come due.
    pub(super) fn overdue(&mut self, task: u64, index: usize) {
        let Some(of) = self.state.tasks.get(&task).cloned() else { return };
        let Some(action) = self.work_of(&of).and_then(|work| work.overdue.get(index)).map(|o| o.action.clone()) else {
            return;
        };
        match action {
            OverdueAction::Remind(who) => {
                let to = self.who_of(&who, Some(of.token), Some(&of));
                self.effects.push(Effect::Reminded { task, to });
            }
            OverdueAction::Escalate(who) => {
                let mut to = self.who_of(&who, Some(of.token), Some(&of));
                to.retain(|person| !of.excluded.contains(person));
                if to.is_empty() {
                    to = self.who(&self.definition.owner, Some(of.token));
                    to.retain(|person| !of.excluded.contains(person));
                }
                if let Some(open) = self.state.tasks.get_mut(&task) {
                    for person in &to {
                        if !open.candidates.contains(person) && !open.escalated.contains(person) {
                            open.escalated.push(person.clone());
                        }
                    }
                }
                self.effects.push(Effect::Escalated { task, to });
            }
            OverdueAction::Outcome(outcome) => self.complete(&of, outcome, None, None),
        }
    }
}
