//! The inbox: what I must do, by when, why me; what I did; and one task with its form.
//!
//! Start reading at [`Office::inbox`] and [`Office::task`].

use super::see::Found;
use super::views::{FormView, NameView, TaskAllowed, TaskCounts, TaskRow, TaskView, WhyMe, ms};
use super::words;
use super::{Page, acts};
use crate::error::bad_input;
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::{Caller, Office, OfficeError};
use access::actions::{DoTask, ReassignTask};
use model::process::TaskKind;
use model::{InstanceId, Millis, PersonId};
use process::dates;
use process::engine::{self, Task};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::processes::{InboxCursor, TaskRecord};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskBox {
    /// To be done, by the reader or for whom they stand in.
    Open,
    /// Done by the reader.
    Done,
}

/// The draft of a task.
pub(super) fn task_key(instance: InstanceId, task: u64) -> String {
    format!("task:{instance}:{task}")
}

impl Office {
    /// By deadline, then by age; what has no deadline comes last. Done ones: the newest first.
    pub async fn inbox(
        &self,
        caller: &Caller,
        which: TaskBox,
        flow: Option<&str>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<TaskRow>, OfficeError> {
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        match which {
            TaskBox::Open => self.inbox_open(caller, flow, cursor, limit).await,
            TaskBox::Done => self.inbox_done(caller, flow, cursor, limit).await,
        }
    }

    async fn inbox_open(
        &self,
        caller: &Caller,
        flow: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TaskRow>, OfficeError> {
        let after = cursor.map(read_cursor).transpose()?;
        let people = self.people_of(caller);
        let mut rows = store::processes::inbox(&self.store, &people, flow, after, limit + 1).await?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| has_more).map(|(row, _)| write_cursor(row));
        // What is one's own and an absent person's as well stands there once.
        let mut seen: Vec<(InstanceId, u64)> = Vec::new();
        let (mut items, mut found) = (Vec::new(), HashMap::new());
        for (row, _) in rows {
            if seen.contains(&(row.instance, row.task)) {
                continue;
            }
            seen.push((row.instance, row.task));
            if let Some(of) = self.found_once(&mut found, row.instance).await? {
                items.push(self.task_row(of, &row, &people));
            }
        }
        Ok(Page { items, next })
    }

    async fn inbox_done(
        &self,
        caller: &Caller,
        flow: Option<&str>,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<TaskRow>, OfficeError> {
        let before = cursor.map(|text| text.parse().map(Millis).map_err(|_| bad_cursor())).transpose()?;
        let mut rows = store::processes::done_by(&self.store, caller.person.id, before, limit + 1).await?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().and_then(|row| row.closed_ms);
        let next = last.filter(|_| has_more).map(|closed| closed.0.to_string());
        let people = [caller.person.id];
        let (mut items, mut found) = (Vec::new(), HashMap::new());
        for row in rows.iter().filter(|row| flow.is_none_or(|flow| row.flow == flow)) {
            if let Some(of) = self.found_once(&mut found, row.instance).await? {
                items.push(self.task_row(of, row, &people));
            }
        }
        Ok(Page { items, next })
    }

    async fn found_once<'a>(
        &self,
        known: &'a mut HashMap<InstanceId, Found>,
        id: InstanceId,
    ) -> Result<Option<&'a Found>, OfficeError> {
        match known.entry(id) {
            Entry::Occupied(found) => Ok(Some(found.into_mut())),
            Entry::Vacant(room) => {
                let Some(record) = store::processes::instance(&self.store, id).await? else { return Ok(None) };
                Ok(Some(room.insert(self.found(record).await?)))
            }
        }
    }

    /// Numbers for the badge.
    pub async fn task_counts(&self, caller: &Caller) -> Result<TaskCounts, OfficeError> {
        let people = self.people_of(caller);
        let now = self.now();
        let offset = self.rulebook().centre.utc_offset_minutes;
        let today_end = dates::instant(dates::local_day(now, offset) + 1, 0, offset);
        let (open, overdue, due_today) = store::processes::inbox_counts(&self.store, &people, now, today_end).await?;
        let (notices_unread, notices_to_acknowledge) = store::notices::counts(&self.store, caller.person.id).await?;
        Ok(TaskCounts { open, overdue, due_today, notices_unread, notices_to_acknowledge })
    }

    /// One task on one page: its form with what is known already, and what may be done with it.
    pub async fn task(&self, caller: &Caller, instance: InstanceId, task: u64) -> Result<TaskView, OfficeError> {
        let seen = match self.seen(caller, instance).await {
            Err(OfficeError::NotFound) => return Err(self.too_late(caller, instance, task).await?),
            other => other?,
        };
        let row = seen.tasks.iter().find(|row| row.task == task).ok_or(OfficeError::NotFound)?;
        let people = self.people_of(caller);
        let found = &seen.found;
        let open = found.state.tasks.get(&task);
        let used = open.and_then(|open| engine::form(&found.definition, open)).cloned();
        let book = self.rulebook();
        let library = &book.processes;
        let form = used.as_ref().and_then(|used| library.forms.get(&used.form));
        let is_theirs = open.is_some_and(|open| acts::is_asked(open, &people));
        let draft = match is_theirs {
            true => self.draft(caller, &task_key(instance, task)).await?,
            false => None,
        };
        let draft_saved_ms = draft.as_ref().map(|draft| draft.saved_ms);
        let known = |form: &process::form::Form| {
            let data = open.map_or_else(|| found.state.data.clone(), |open| found.state.data_at(open));
            form.fields.keys().filter_map(|field| Some((field.clone(), data.get(field)?.clone()))).collect()
        };
        let prefilled = match (draft, form) {
            (Some(draft), _) => draft.data,
            (None, Some(form)) if is_theirs => self.opened(&known(form), words::Sight::Clear).await?,
            (None, _) => model::process::Fields::new(),
        };
        let return_to = open.map_or_else(Vec::new, |open| engine::return_to(&found.definition, &found.state, open));
        Ok(TaskView {
            row: self.task_row(found, row, &people),
            form_schema: form.map(|form| FormView { key: form.key.clone(), schema: form.schema.clone() }),
            required: used.as_ref().map(|used| used.required.clone()).unwrap_or_default(),
            required_on: used.map(|used| used.required_on.into_iter().collect()).unwrap_or_default(),
            prefilled,
            draft_saved_ms,
            fields: self.fields(&found.definition, &self.opened(&found.state.data, seen.sight).await?, seen.sight),
            return_to: return_to.iter().map(|step| words::step_name(&found.definition, step, None)).collect(),
            allowed: self.allowed(caller, found, open, row),
        })
    }

    fn allowed(&self, caller: &Caller, found: &Found, open: Option<&Task>, row: &TaskRecord) -> TaskAllowed {
        let Some(open) = open else {
            let directory = self.directory();
            let by = row.by.or(row.actor).map(|id| words::person(&directory, id).name);
            let why_not = match by {
                Some(by) => NameView { zh: format!("{by} 已办理"), en: format!("{by} has done it") },
                None => NameView::new("已不需要办理", "It is no longer needed"),
            };
            return TaskAllowed { why_not: Some(why_not), ..TaskAllowed::default() };
        };
        let resource = self.task_resource(found, open);
        let me = caller.person.id.to_string();
        let own: Vec<String> = self.people_of(caller).iter().map(ToString::to_string).collect();
        let do_it = self.permit::<DoTask>(caller, &resource);
        let is_mine = |person: &String| own.contains(person) && !open.excluded.contains(person);
        let holds = open.holder.as_ref().is_some_and(is_mine);
        let is_asked = open.people().into_iter().chain(&open.escalated).any(is_mine) && !open.excluded.contains(&me);
        let why_not = match (&do_it, is_asked) {
            (Err(denied), _) => {
                denied.why().reasons.first().map(|reason| NameView::new(&reason.why_zh, &reason.why_en))
            }
            (Ok(_), false) => open.holder.as_ref().and_then(|holder| {
                let name = words::person(&self.directory(), words::id(Some(holder))?).name;
                Some(NameView { zh: format!("{name} 正在办理"), en: format!("{name} has taken it") })
            }),
            (Ok(_), true) if !open.signers.is_empty() => {
                Some(NameView::new("加签的意见还没有给出", "An opinion that was asked for is still open"))
            }
            (Ok(_), true) => None,
        };
        let may = do_it.is_ok() && is_asked;
        let is_step = open.kind == engine::TaskKind::Step;
        TaskAllowed {
            complete: may && open.signers.is_empty(),
            claim: may && open.holder.is_none() && open.candidates.len() > 1,
            give_back: may && holds && open.candidates.len() > 1,
            reassign: self.permit::<ReassignTask>(caller, &resource).is_ok(),
            add_signer: may && is_step,
            why_not,
        }
    }

    /// `people`: the reader and those they stand in for.
    pub(super) fn task_row(&self, found: &Found, row: &TaskRecord, people: &[PersonId]) -> TaskRow {
        let directory = self.directory();
        let book = self.rulebook();
        let library = &book.processes;
        let Found { record, state, definition } = found;
        let open = state.tasks.get(&row.task).filter(|_| row.closed_ms.is_none());
        let asked = open.map(|open| words::ids(open.people())).unwrap_or_default();
        let outcomes = open.map(|open| engine::outcomes(definition, open)).unwrap_or_default();
        let mut step = words::step_name(definition, &row.step, row.stage);
        match row.of {
            TaskKind::Step => {}
            TaskKind::Opinion => {
                step.name = NameView {
                    zh: format!("{}（加签意见）", step.name.zh),
                    en: format!("{} (opinion)", step.name.en),
                }
            }
            TaskKind::Repair => {
                step.name = NameView {
                    zh: format!("{}（处理失败）", step.name.zh),
                    en: format!("{} (failed)", step.name.en),
                }
            }
        }
        TaskRow {
            instance: row.instance,
            task: row.task,
            number: record.number,
            flow: words::flow_name(definition),
            step,
            stage: row.stage,
            of: row.of,
            applicant: record.applicant.map(|id| words::person(&directory, id)),
            summary: self.summary(definition, &state.data),
            why: self.why(open, people),
            people: words::people(&directory, &asked),
            holder: row.holder.map(|id| words::person(&directory, id)),
            opened_ms: ms(row.opened_ms),
            due_ms: row.due_ms.map(ms),
            is_overdue: row.due_ms.is_some_and(|due| due < row.closed_ms.unwrap_or(self.now())),
            is_batch: open.is_some_and(|open| engine::is_batch(definition, open)),
            is_signed: open.is_some_and(|open| engine::is_signed(definition, open)),
            outcomes: outcomes.iter().map(|outcome| words::outcome_name(library, outcome)).collect(),
            form: open.and_then(|open| engine::form(definition, open)).map(|used| used.form.clone()),
            closed_ms: row.closed_ms.map(ms),
            outcome: row.outcome.as_ref().map(|outcome| words::outcome_name(library, outcome)),
            actor: row.actor.map(|id| words::person(&directory, id)),
            by: row.by.map(|id| words::person(&directory, id)),
        }
    }

    /// Why a task stands before this reader.
    fn why(&self, open: Option<&Task>, people: &[PersonId]) -> WhyMe {
        let (Some(open), Some((reader, absent))) = (open, people.split_first()) else { return WhyMe::Watcher };
        let (holder, candidates) = (words::id(open.holder.as_ref()), words::ids(&open.candidates));
        let escalated = words::ids(&open.escalated);
        if holder == Some(*reader) {
            return WhyMe::Holder;
        }
        if holder.is_none() && candidates.contains(reader) {
            return match candidates.len() {
                1 => WhyMe::Alone,
                all => WhyMe::Candidate { others: all - 1 },
            };
        }
        if escalated.contains(reader) {
            return WhyMe::Escalated;
        }
        let asked = absent.iter().find(|absent| {
            holder == Some(**absent) || escalated.contains(absent) || (holder.is_none() && candidates.contains(absent))
        });
        match asked {
            Some(absent) => WhyMe::Deputy { of: words::person(&self.directory(), *absent) },
            None => WhyMe::Watcher,
        }
    }
}

fn bad_cursor() -> OfficeError {
    bad_input("cursor", "it is none of ours")
}

fn write_cursor(row: &TaskRecord) -> String {
    let due = row.due_ms.map_or(i64::MAX, |due| due.0);
    format!("{due}_{}_{}_{}", row.opened_ms.0, row.instance, row.task)
}

fn read_cursor(text: &str) -> Result<InboxCursor, OfficeError> {
    let parts: Vec<&str> = text.split('_').collect();
    let [due, opened, instance, task] = parts.as_slice() else { return Err(bad_cursor()) };
    let read = || {
        Some(InboxCursor {
            due_ms: due.parse().ok()?,
            opened_ms: opened.parse().ok()?,
            instance: instance.parse().ok()?,
            task: task.parse().ok()?,
        })
    };
    read().ok_or_else(bad_cursor)
}
