//! Instances: my requests, my team's, what is overdue, and one of them with its story and its picture.

use super::limits::{INSTANCES_SHOWN_MAX, STORY_FACTS_MAX};
use super::see::{Found, Seen, data_of_facts};
use super::views::{FormView, InstanceRow, InstanceView, MessageView, OpenStep, RecordView, ms};
use super::words::{self, Sight};
use super::{Page, story};
use crate::error::bad_input;
use crate::limits::PAGE_DEFAULT;
use crate::{Caller, Office, OfficeError};
use access::actions::ViewInstance;
use access::{Action, Resource, Scope};
use model::process::Fields;
use model::{InstanceId, Millis, PersonId};
use process::engine;
use store::processes::InstanceFilter;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceBox {
    /// That the reader asked for.
    Mine,
    /// Of the reader's team.
    Team,
    /// All that the reader's post may see.
    All,
    /// With a task that is overdue, as far as the reader may see them.
    Overdue,
    /// In which the reader did something.
    Took,
}

impl Office {
    /// The newest first.
    pub async fn instances(
        &self,
        caller: &Caller,
        which: InstanceBox,
        flow: Option<&str>,
        is_open: Option<bool>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<InstanceRow>, OfficeError> {
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, INSTANCES_SHOWN_MAX);
        let mut filter = self.filter_of(caller, which)?;
        filter.flow = flow.map(str::to_owned);
        filter.is_open = is_open.or(filter.is_open);
        let after = cursor.map(read_cursor).transpose()?;
        let mut records = store::processes::instances(&self.store, &filter, after, limit + 1).await?;
        let has_more = records.len() > limit as usize;
        records.truncate(limit as usize);
        let next = records.last().filter(|_| has_more).map(|last| format!("{}_{}", last.started_ms.0, last.id));
        let mut items = Vec::with_capacity(records.len());
        for record in records {
            let found = self.found(record).await?;
            items.push(self.instance_row(&found));
        }
        Ok(Page { items, next })
    }

    /// Instances of one flow with what they hold, the newest first, whoever asks: for rooms that decide themselves whom
    /// they show what.
    pub(crate) async fn all_of_flow(
        &self,
        flow: &str,
        is_open: Option<bool>,
        limit: u32,
    ) -> Result<Vec<(InstanceRow, Fields)>, OfficeError> {
        let filter = InstanceFilter { flow: Some(flow.to_owned()), is_open, ..InstanceFilter::default() };
        let mut found = Vec::new();
        for record in store::processes::instances(&self.store, &filter, None, limit.min(INSTANCES_SHOWN_MAX)).await? {
            let of = self.found(record).await?;
            found.push((self.instance_row(&of), of.state.data));
        }
        Ok(found)
    }

    /// The same of one instance, if it is of this flow.
    pub(crate) async fn of_flow(
        &self,
        instance: InstanceId,
        flow: &str,
    ) -> Result<Option<(InstanceRow, Fields)>, OfficeError> {
        let record = store::processes::instance(&self.store, instance).await?;
        let Some(record) = record.filter(|record| record.flow == flow) else { return Ok(None) };
        let of = self.found(record).await?;
        Ok(Some((self.instance_row(&of), of.state.data)))
    }

    /// No box reaches farther than what policy lets the reader see one by one.
    fn filter_of(&self, caller: &Caller, which: InstanceBox) -> Result<InstanceFilter, OfficeError> {
        let me = caller.person.id;
        let filter = InstanceFilter::default();
        crate::tokens::within_scope(caller, ViewInstance::NAME).map_err(OfficeError::Denied)?;
        let scope = self.rulebook().access.instance_scope(&self.principal(me)?, self.circumstances());
        let denied = || match self.permit::<ViewInstance>(caller, &Resource::Centre) {
            Err(denied) => OfficeError::Denied(denied),
            Ok(_) => OfficeError::NotFound,
        };
        let members = |teams: &[String]| -> Option<Vec<PersonId>> {
            let everybody = self.directory().everybody().into_iter();
            let of_teams = everybody.filter(|person| person.team.as_ref().is_some_and(|team| teams.contains(team)));
            Some(of_teams.map(|person| person.id).collect())
        };
        let overdue = InstanceFilter { overdue_at: Some(self.now()), is_open: Some(true), ..InstanceFilter::default() };
        Ok(match (which, &scope) {
            (_, Scope::Nothing) => return Err(denied()),
            (InstanceBox::Mine, _) => InstanceFilter { applicants: Some(vec![me]), ..filter },
            (InstanceBox::Took, _) => InstanceFilter { participant: Some(me), ..filter },
            (InstanceBox::Team | InstanceBox::All, Scope::Within { teams, .. }) if teams.is_empty() => {
                return Err(denied());
            }
            (InstanceBox::Team | InstanceBox::All, Scope::Within { teams, .. }) => {
                InstanceFilter { applicants: members(teams), ..filter }
            }
            // Who sees everything and belongs to no team has the whole centre as theirs.
            (InstanceBox::Team, Scope::All) => {
                InstanceFilter { applicants: caller.person.team.clone().and_then(|team| members(&[team])), ..filter }
            }
            (InstanceBox::All, Scope::All) => filter,
            (InstanceBox::Overdue, Scope::All) => overdue,
            (InstanceBox::Overdue, Scope::Within { teams, .. }) if teams.is_empty() => {
                InstanceFilter { applicants: Some(vec![me]), ..overdue }
            }
            (InstanceBox::Overdue, Scope::Within { teams, .. }) => {
                InstanceFilter { applicants: members(teams), ..overdue }
            }
        })
    }

    /// One instance whole: its fields, its story, its picture, and what the reader may do with it.
    pub async fn instance(&self, caller: &Caller, id: InstanceId) -> Result<InstanceView, OfficeError> {
        let seen = self.seen(caller, id).await?;
        let facts = store::processes::story(&self.store, id, STORY_FACTS_MAX).await?;
        let facts: Vec<_> = facts.iter().map(crate::mask::without_sealed).collect();
        let Seen { found, tasks, sight } = seen;
        let Found { record, state, definition } = &found;
        let data = match &state.end {
            None => state.data.clone(),
            Some(_) => {
                let mut data = data_of_facts(definition, &facts);
                data.extend(state.data.clone());
                data
            }
        };
        let data = self.opened(&data, sight).await?;
        let book = self.rulebook();
        let library = &book.processes;
        let me = caller.person.id.to_string();
        let world = self.world();
        let messages =
            engine::messages_possible(definition, state, &me, self.now(), &world).into_iter().map(|message| {
                let form = message.form.as_ref().and_then(|used| library.forms.get(&used.form));
                MessageView {
                    name: words::outcome_name(library, &message.name),
                    form: form.map(|form| FormView { key: form.key.clone(), schema: form.schema.clone() }),
                }
            });
        let take_back = engine::can_take_back(definition, state, &me);
        let kept = store::processes::records_of(&self.store, id).await?;
        let directory = self.directory();
        let records = kept.into_iter().map(|kept| RecordView {
            id: kept.id,
            instance: id,
            number: record.number,
            flow: words::flow_name(definition),
            kind: kept.kind.clone(),
            kept_ms: ms(kept.kept_ms),
            parties: words::people(&directory, &kept.parties),
            fields: shown_record(self, definition, kept_fields(&kept.fields), sight),
        });
        Ok(InstanceView {
            row: self.instance_row(&found),
            definition: record.definition.clone(),
            parent: record.parent.map(|(parent, _)| parent),
            fields: self.fields(definition, &data, sight),
            story: self.story(definition, &facts, sight),
            diagram: self.processes.definitions.drawing(library, definition),
            steps: story::steps(self, &found, &tasks, &facts),
            messages: messages.collect(),
            take_back: take_back.iter().map(|step| words::step_name(definition, step, None)).collect(),
            records: records.collect(),
        })
    }

    pub(super) fn instance_row(&self, found: &Found) -> InstanceRow {
        let directory = self.directory();
        let Found { record, state, definition } = found;
        let now = self.now();
        let open: Vec<OpenStep> = state
            .tasks
            .values()
            .map(|task| OpenStep {
                task: task.id,
                step: words::step_name(definition, &task.step, task.stage.and_then(|stage| u32::try_from(stage).ok())),
                people: words::people(&directory, &words::ids(task.people())),
                opened_ms: ms(task.opened),
                due_ms: task.due.map(ms),
            })
            .collect();
        InstanceRow {
            id: record.id,
            number: record.number,
            flow: words::flow_name(definition),
            version: record.version,
            applicant: record.applicant.map(|id| words::person(&directory, id)),
            summary: self.summary(definition, &state.data),
            started_ms: ms(record.started_ms),
            ended_ms: record.ended_ms.map(ms),
            end: record.end.as_ref().map(|end| words::outcome_name(&self.rulebook().processes, end)),
            is_overdue: open.iter().any(|step| step.due_ms.is_some_and(|due| due < now.0)),
            open,
        }
    }
}

fn kept_fields(text: &str) -> Fields {
    let mut fields: Fields = serde_json::from_str(text).unwrap_or_default();
    fields.values_mut().for_each(|value| {
        crate::mask::show(value);
    });
    fields
}

/// A record's fields without what is personal, unless the reader works on the instance.
fn shown_record(office: &Office, definition: &process::Definition, fields: Fields, sight: Sight) -> Fields {
    let masked: Vec<String> = office
        .fields(definition, &fields, sight)
        .into_iter()
        .filter(|field| field.is_masked)
        .map(|field| field.key)
        .collect();
    fields.into_iter().filter(|(key, _)| !masked.contains(key)).collect()
}

fn read_cursor(text: &str) -> Result<(Millis, InstanceId), OfficeError> {
    let read = || {
        let (started, id) = text.split_once('_')?;
        Some((Millis(started.parse().ok()?), id.parse().ok()?))
    };
    read().ok_or_else(|| bad_input("cursor", "it is none of ours"))
}
