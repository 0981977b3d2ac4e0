//! An instance as a story: its facts as sentences, and its steps with who had them and how long.
//!
//! Personal data is masked unless the reader works on the instance. Start reading at [`Office::story`].

use super::see::Found;
use super::views::{FieldView, StepView, StoryEntry, ms};
use super::words::{self, Sight};
use crate::Office;
use model::process::Fields;
use model::{Actor, Fact, FactBody, PersonId};
use process::Definition;
use process::definition::StepKind;
use store::processes::TaskRecord;

impl Office {
    /// What happened, in order. Facts that tell a person nothing are left out.
    pub(super) fn story(&self, definition: &Definition, facts: &[Fact], sight: Sight) -> Vec<StoryEntry> {
        facts.iter().filter_map(|fact| self.sentence(definition, fact, sight)).collect()
    }

    fn sentence(&self, definition: &Definition, fact: &Fact, sight: Sight) -> Option<StoryEntry> {
        let directory = self.directory();
        let person = |id: PersonId| words::person(&directory, id);
        let book = self.rulebook();
        let library = &book.processes;
        let step = |step: &str| Some(words::step_name(definition, step, None));
        let outcome = |outcome: &str| Some(words::outcome_name(library, outcome));
        let fields = |data: &Fields| -> Vec<FieldView> { self.fields(definition, data, sight) };
        let by_actor = match fact.actor {
            Actor::Person(id) => Some(person(id)),
            _ => None,
        };
        let mut told = StoryEntry {
            seq: fact.seq,
            at_ms: ms(fact.at_ms),
            kind: kind(&fact.body)?.to_owned(),
            actor: by_actor,
            by: None,
            step: None,
            task: None,
            outcome: None,
            people: Vec::new(),
            due_ms: None,
            text: None,
            fields: Vec::new(),
            is_signed: false,
            reasons: fact.reasons.clone(),
        };
        match &fact.body {
            FactBody::InstanceStarted { start, applicant, by, data, due_ms, parent, .. } => {
                told.actor = applicant.or(*by).map(person);
                told.by = by.filter(|by| Some(*by) != *applicant).map(person);
                told.step = step(start);
                told.due_ms = due_ms.map(ms);
                told.text = parent.map(|(parent, _)| parent.to_string());
                told.fields = fields(data);
            }
            FactBody::TaskOpened { task, step: of, stage, people, due_ms, wanted, .. } => {
                told.step = Some(words::step_name(definition, of, *stage));
                told.task = Some(*task);
                told.people = words::people(&directory, people);
                told.due_ms = due_ms.map(ms);
                told.text = wanted.clone();
            }
            FactBody::TaskClaimed { task, by, holder, .. } => {
                told.task = Some(*task);
                told.actor = Some(person(*holder));
                told.by = (by != holder).then(|| person(*by));
            }
            FactBody::TaskGivenBack { task, by, people, .. } => {
                told.task = Some(*task);
                told.actor = Some(person(*by));
                told.people = words::people(&directory, people);
            }
            FactBody::TaskReassigned { task, by, to, .. } => {
                told.task = Some(*task);
                told.actor = Some(person(*by));
                told.people = vec![person(*to)];
            }
            FactBody::TaskReminded { task, to, .. } | FactBody::TaskEscalated { task, to, .. } => {
                told.task = Some(*task);
                told.people = words::people(&directory, to);
            }
            FactBody::TaskClosed { task, step: of, outcome: chosen, actor, by, is_signed, data, .. } => {
                told.task = Some(*task);
                told.step = step(of);
                told.outcome = chosen.as_deref().and_then(outcome);
                told.actor = actor.map(person);
                told.by = by.filter(|by| Some(*by) != *actor).map(person);
                told.is_signed = *is_signed;
                told.fields = fields(data);
            }
            FactBody::StepDone { step: of, outcome: chosen, actor, by, .. } => {
                told.step = step(of);
                told.outcome = outcome(chosen);
                told.actor = actor.map(person);
                told.by = by.filter(|by| Some(*by) != *actor).map(person);
            }
            FactBody::StepReturned { step: of, to, by, .. } => {
                told.step = step(of);
                told.actor = Some(person(*by));
                told.text = step(to).map(|to| to.name.zh);
            }
            FactBody::StepTakenBack { step: of, by, .. } => {
                told.step = step(of);
                told.actor = Some(person(*by));
            }
            FactBody::StepJumped { from, to, .. } => {
                told.step = step(from);
                told.text = step(to).map(|to| to.name.zh);
            }
            FactBody::ExceptionNoted { text, .. } => told.text = Some(text.clone()),
            FactBody::TableDecided { step: of, outputs, .. } => {
                told.step = step(of);
                told.fields = fields(outputs);
            }
            FactBody::ServiceDone { step: of, result, .. } => {
                told.step = step(of);
                told.fields = fields(result);
            }
            FactBody::ServiceFailed { step: of, service, reason, .. } => {
                told.step = if of.is_empty() { None } else { step(of) };
                told.text = Some(format!("{service}：{reason}"));
            }
            FactBody::ServiceUndone { service, .. } => told.text = Some(service.clone()),
            FactBody::FlowCalled { step: of, child, .. } => {
                told.step = step(of);
                told.text = Some(child.to_string());
            }
            FactBody::WaitBegan { step: of, until_ms, message, .. } => {
                told.step = step(of);
                told.due_ms = until_ms.map(ms);
                told.text = message.clone();
            }
            FactBody::MessageTaken { name, by, data, .. } => {
                told.outcome = outcome(name);
                told.actor = by.map(person);
                told.fields = fields(data);
            }
            FactBody::InstanceEnded { end, .. } => told.outcome = outcome(end),
            FactBody::InstanceMigrated { version, .. } => told.text = Some(format!("v{version}")),
            FactBody::NoticeSent { to, title_zh, fields: about, .. } => {
                told.people = words::people(&directory, to);
                told.text = Some(title_zh.clone());
                told.fields = fields(about);
            }
            FactBody::RecordKept { record_kind, parties, .. } => {
                told.people = words::people(&directory, parties);
                told.text = Some(record_kind.clone());
            }
            FactBody::QualificationGranted { person: of, qualification, until_ms, .. } => {
                told.people = vec![person(*of)];
                told.text = Some(qualification.clone());
                told.due_ms = until_ms.map(ms);
            }
            _ => return None,
        }
        Some(told)
    }
}

/// The fact's kind as the journal writes it.
fn kind(body: &FactBody) -> Option<&'static str> {
    Some(match body {
        FactBody::InstanceStarted { .. } => "instance_started",
        FactBody::TaskOpened { .. } => "task_opened",
        FactBody::TaskClaimed { .. } => "task_claimed",
        FactBody::TaskGivenBack { .. } => "task_given_back",
        FactBody::TaskReassigned { .. } => "task_reassigned",
        FactBody::TaskReminded { .. } => "task_reminded",
        FactBody::TaskEscalated { .. } => "task_escalated",
        FactBody::TaskClosed { .. } => "task_closed",
        FactBody::StepDone { .. } => "step_done",
        FactBody::StepReturned { .. } => "step_returned",
        FactBody::StepTakenBack { .. } => "step_taken_back",
        FactBody::StepJumped { .. } => "step_jumped",
        FactBody::ExceptionNoted { .. } => "exception_noted",
        FactBody::TableDecided { .. } => "table_decided",
        FactBody::ServiceDone { .. } => "service_done",
        FactBody::ServiceFailed { .. } => "service_failed",
        FactBody::ServiceUndone { .. } => "service_undone",
        FactBody::FlowCalled { .. } => "flow_called",
        FactBody::WaitBegan { .. } => "wait_began",
        FactBody::MessageTaken { .. } => "message_taken",
        FactBody::InstanceEnded { .. } => "instance_ended",
        FactBody::InstanceMigrated { .. } => "instance_migrated",
        FactBody::NoticeSent { .. } => "notice_sent",
        FactBody::RecordKept { .. } => "record_kept",
        FactBody::QualificationGranted { .. } => "qualification_granted",
        _ => return None,
    })
}

/// Each step that can be seen in the picture: where it stands, who had it, how long.
pub(super) fn steps(office: &Office, found: &Found, tasks: &[TaskRecord], facts: &[Fact]) -> Vec<StepView> {
    let Found { state, definition, record } = found;
    let directory = office.directory();
    let book = office.rulebook();
    let library = &book.processes;
    let now = office.now();
    let tokens: Vec<&str> = state
        .tokens
        .values()
        .filter_map(|token| definition.program.step_at(token.at).map(|step| step.id.as_str()))
        .collect();
    // Steps without tasks are told by their facts.
    let is_of = |fact: &Fact, id: &str| match &fact.body {
        FactBody::ServiceDone { step, .. }
        | FactBody::TableDecided { step, .. }
        | FactBody::FlowCalled { step, .. }
        | FactBody::WaitBegan { step, .. } => &**step == id,
        FactBody::InstanceStarted { start, .. } => start == id,
        _ => false,
    };
    let starts = definition.starts.iter().map(|start| (start.id.as_str(), false));
    let inner = definition.all_steps().filter(|step| !matches!(step.kind, StepKind::End(_))).map(|step| {
        let is_gateway =
            matches!(step.kind, StepKind::Choose(_) | StepKind::Together(_) | StepKind::Each(_) | StepKind::Goto(_));
        (step.id.as_str(), is_gateway)
    });
    starts
        .chain(inner)
        .filter(|(_, is_gateway)| !is_gateway)
        .map(|(id, _)| {
            let own: Vec<&TaskRecord> = tasks.iter().filter(|task| task.step == id).collect();
            let told: Vec<&Fact> = facts.iter().filter(|fact| is_of(fact, id)).collect();
            let times = match own.is_empty() {
                false => own.iter().filter(|task| task.outcome.is_some()).count(),
                true => told.len(),
            };
            let is_open = tokens.contains(&id) || own.iter().any(|task| task.closed_ms.is_none());
            let last = own.last();
            let mut people: Vec<PersonId> = Vec::new();
            for task in &own {
                for id in [task.actor, task.by, task.holder].into_iter().flatten() {
                    if !people.contains(&id) {
                        people.push(id);
                    }
                }
            }
            let applicant = record.applicant.filter(|_| definition.starts.iter().any(|start| start.id == id));
            people.extend(applicant.filter(|_| !told.is_empty()));
            let is_over = times > 0 || own.iter().any(|task| task.closed_ms.is_some());
            StepView {
                step: words::step_name(definition, id, None),
                state: match (is_open, is_over, state.end.is_some()) {
                    (true, _, false) => "open",
                    (_, true, _) => "done",
                    (_, _, true) => "skipped",
                    (_, _, false) => "ahead",
                }
                .to_owned(),
                times: u32::try_from(times).unwrap_or(u32::MAX),
                people: words::people(&directory, &people),
                opened_ms: last.map(|task| ms(task.opened_ms)).or(told.last().map(|fact| ms(fact.at_ms))),
                done_ms: match last {
                    Some(task) => task.closed_ms.map(ms),
                    None if is_open => None,
                    None => told.last().map(|fact| ms(fact.at_ms)),
                },
                due_ms: last.and_then(|task| task.due_ms).map(ms),
                outcome: last
                    .and_then(|task| task.outcome.as_ref())
                    .map(|outcome| words::outcome_name(library, outcome)),
                was_late: own.iter().any(|task| task.due_ms.is_some_and(|due| due < task.closed_ms.unwrap_or(now))),
            }
        })
        .collect()
}
