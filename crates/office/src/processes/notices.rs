//! Notices: sending, reading, confirming, and who has not yet (SYS-27).
//!
//! Flows send them by `notify`, people by hand; reminders and escalations of tasks come as notices too.

use super::Page;
use super::see::participants;
use super::views::{FieldView, NameView, NoticeReader, NoticeReaders, NoticeView};
use super::words::{self, Sight};
use crate::directory::{Directory, Person};
use crate::error::bad_input;
use crate::limits::{NOTICE_READERS_MAX, NOTICE_TEXT_CHARS_MAX, NOTICE_TITLE_CHARS_MAX, PAGE_DEFAULT, PAGE_MAX};
use crate::people::resource_of;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::{SendNotice, ViewNoticeReaders};
use model::process::Fields;
use model::{Actor, FactBody, GrantId, InstanceId, Millis, NoticeId, PersonId, Sealed};
use process::engine::Task;
use process::{Definition, dates};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use store::Aside;
use store::notices::NoticeRecord;
use uuid::Uuid;

/// Which notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeBox {
    /// To the reader: not yet read, or to be acknowledged.
    Open,
    /// To the reader.
    All,
    /// From the reader.
    Sent,
}

/// What somebody sends, to these people, all holders of these posts, and all members of these teams.
#[derive(Clone, Debug, Default)]
pub struct NewNotice {
    pub people: Vec<PersonId>,
    pub roles: Vec<String>,
    pub teams: Vec<String>,
    pub title: String,
    pub text: String,
    pub must_acknowledge: bool,
}

impl Office {
    pub async fn notices(
        &self,
        caller: &Caller,
        which: NoticeBox,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<NoticeView>, OfficeError> {
        let before = before_of(cursor)?;
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        let person = caller.person.id;
        let rows = match which {
            NoticeBox::Open => store::notices::of_reader(&self.store, person, true, before, limit).await?,
            NoticeBox::All => store::notices::of_reader(&self.store, person, false, before, limit).await?,
            NoticeBox::Sent => store::notices::sent_by(&self.store, person, before, limit).await?,
        };
        let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.sent_ms.0.to_string());
        let mut items = Vec::with_capacity(rows.len());
        let mut texts = Texts::default();
        for row in rows {
            items.push(self.notice_view(row, Sight::Clear, &mut texts).await?);
        }
        Ok(Page { items, next })
    }

    /// A notice with its readers: all of them for who may know, else the reader alone.
    pub async fn notice(&self, caller: &Caller, id: NoticeId) -> Result<NoticeReaders, OfficeError> {
        let person = caller.person.id;
        let record = store::notices::notice(&self.store, id, person).await?.ok_or(OfficeError::NotFound)?;
        let is_reader = store::notices::is_reader(&self.store, id, person).await?;
        let sees_all = self.may_see_readers(caller, &record).await?;
        if !is_reader && !sees_all {
            return Err(OfficeError::NotFound);
        }
        let directory = self.directory();
        let readers = store::notices::readers(&self.store, id).await?.into_iter();
        let shown = readers.filter(|(reader, ..)| sees_all || *reader == person);
        let mut readers: Vec<NoticeReader> = shown
            .map(|(reader, read, acknowledged, mail)| NoticeReader {
                person: words::person(&directory, reader),
                read_ms: read.map(|at| at.0),
                acknowledged_ms: acknowledged.map(|at| at.0),
                mail: mail.as_str().to_owned(),
            })
            .collect();
        // Who still has to read it comes first.
        readers.sort_by_key(|reader| (reader.acknowledged_ms.is_some(), reader.read_ms.is_some()));
        let sight = if is_reader || record.from == Some(person) { Sight::Clear } else { Sight::Masked };
        let notice = self.notice_view(record, sight, &mut Texts::default()).await?;
        Ok(NoticeReaders { notice, readers })
    }

    /// The sender, who works on the instance that sent it, and whoever watches over notices.
    async fn may_see_readers(&self, caller: &Caller, notice: &NoticeRecord) -> Result<bool, OfficeError> {
        let sender = notice.from.and_then(|from| self.directory().person(from));
        let resource = sender.map_or(Resource::Centre, |sender| resource_of(&sender));
        if self.permit::<ViewNoticeReaders>(caller, &resource).is_ok() {
            return Ok(true);
        }
        let Some(instance) = notice.instance else { return Ok(false) };
        let Some(record) = store::processes::instance(&self.store, instance).await? else { return Ok(false) };
        if record.applicant == Some(caller.person.id) {
            return Ok(true);
        }
        let tasks = store::processes::tasks_of(&self.store, instance).await?;
        let found = self.found(record).await?;
        Ok(participants(&found.state, &tasks).contains(&caller.person.id))
    }

    /// Once; again changes nothing.
    pub async fn read_notice(&self, caller: &Caller, id: NoticeId) -> Result<NoticeView, OfficeError> {
        self.note_reading(caller, id, false).await
    }

    /// The reader confirms to have read it. Once; again changes nothing.
    pub async fn acknowledge_notice(&self, caller: &Caller, id: NoticeId) -> Result<NoticeView, OfficeError> {
        self.note_reading(caller, id, true).await
    }

    async fn note_reading(&self, caller: &Caller, id: NoticeId, confirms: bool) -> Result<NoticeView, OfficeError> {
        let person = caller.person.id;
        if !store::notices::is_reader(&self.store, id, person).await? {
            return Err(OfficeError::NotFound);
        }
        let record = store::notices::notice(&self.store, id, person).await?.ok_or(OfficeError::NotFound)?;
        let mut bodies = Vec::new();
        if record.read_ms.is_none() {
            bodies.push(FactBody::NoticeRead { notice: id, person });
        }
        if confirms && record.must_acknowledge && record.acknowledged_ms.is_none() {
            bodies.push(FactBody::NoticeAcknowledged { notice: id, person });
        }
        if !bodies.is_empty() {
            let actor = caller.actor();
            self.commit(bodies.into_iter().map(|body| entry(self.fact(actor.clone(), &[], body))).collect()).await?;
        }
        let record = store::notices::notice(&self.store, id, person).await?.ok_or(OfficeError::NotFound)?;
        self.notice_view(record, Sight::Clear, &mut Texts::default()).await
    }

    pub async fn send_notice(&self, caller: &Caller, new: NewNotice) -> Result<NoticeView, OfficeError> {
        let title = checked("title", &new.title, 1, NOTICE_TITLE_CHARS_MAX)?;
        let text = checked("text", &new.text, 0, NOTICE_TEXT_CHARS_MAX)?;
        let readers = self.readers_of(caller, &new)?;
        let resource = match one_team(&readers) {
            Some(team) if self.permit::<SendNotice>(caller, &Resource::Team(team.clone())).is_ok() => {
                Resource::Team(team)
            }
            _ => Resource::Centre,
        };
        let permit = self.demand::<SendNotice>(caller, &resource).await?;
        let notice = NoticeId(Uuid::now_v7());
        let to: Vec<PersonId> = readers.iter().map(|person| person.id).collect();
        let asides = self.mail.copies(&self.directory(), notice, &to, self.now());
        let body = FactBody::NoticeSent {
            notice,
            instance: None,
            to,
            title_zh: title.clone(),
            title_en: title,
            text,
            fields: Fields::new(),
            must_acknowledge: new.must_acknowledge,
        };
        // Also in the demo: readers see who wrote it.
        let sent = entry(self.fact(Actor::Person(caller.person.id), permit.reasons(), body));
        self.journal.commit_with(vec![sent], asides).await?;
        self.mail.wake();
        let record = store::notices::notice(&self.store, notice, caller.person.id).await?;
        self.notice_view(record.ok_or(OfficeError::NotFound)?, Sight::Clear, &mut Texts::default()).await
    }

    /// Everybody active whom it names, once, without the sender.
    fn readers_of(&self, caller: &Caller, new: &NewNotice) -> Result<Vec<Arc<Person>>, OfficeError> {
        if let Some(role) = new.roles.iter().find(|role| !self.rulebook().roles.iter().any(|known| known.id == **role))
        {
            return Err(bad_input("roles", format!("there is no post `{role}`")));
        }
        if let Some(team) = new.teams.iter().find(|team| !self.rulebook().teams.iter().any(|known| known.id == **team))
        {
            return Err(bad_input("teams", format!("there is no team `{team}`")));
        }
        let directory = self.directory();
        if new.people.iter().any(|person| directory.person(*person).is_none_or(|person| !person.is_active)) {
            return Err(bad_input("people", "somebody is unknown or has left"));
        }
        let named: BTreeSet<PersonId> = new.people.iter().copied().collect();
        let machines = self.machines();
        let mut readers = directory.everybody();
        readers.retain(|person| {
            let is_meant = named.contains(&person.id)
                || person.roles.iter().any(|role| new.roles.contains(role))
                || person.team.as_ref().is_some_and(|team| new.teams.contains(team));
            person.is_active && is_meant && person.id != caller.person.id && !machines.contains(&person.id)
        });
        match readers.len() {
            0 => Err(bad_input("people", "nobody is named")),
            many if many > NOTICE_READERS_MAX => {
                Err(bad_input("people", format!("{many} readers are more than {NOTICE_READERS_MAX}")))
            }
            _ => Ok(readers),
        }
    }

    /// Machine agents read nothing.
    pub(crate) fn machines(&self) -> BTreeSet<PersonId> {
        let directory = self.directory();
        let book = self.rulebook();
        let machines = book.people.iter().filter(|seed| seed.is_always_ready);
        machines.filter_map(|seed| Some(directory.by_username(&seed.username)?.id)).collect()
    }

    /// Unread, and to be acknowledged.
    pub async fn notice_counts(&self, caller: &Caller) -> Result<(u64, u64), OfficeError> {
        Ok(store::notices::counts(&self.store, caller.person.id).await?)
    }

    /// A reminder of a task, or that it came up: the notice and its copies, to be committed with the fact that says so.
    /// Nothing: nobody is there to be told.
    pub(super) fn task_notice(
        &self,
        definition: &Definition,
        instance: InstanceId,
        task: &Task,
        to: &[PersonId],
        is_escalated: bool,
    ) -> Option<(FactBody, Vec<Aside>)> {
        let directory = self.directory();
        let to: BTreeSet<PersonId> = to.iter().copied().filter(|person| is_active(&directory, *person)).collect();
        let to: Vec<PersonId> = to.into_iter().take(NOTICE_READERS_MAX).collect();
        if to.is_empty() {
            return None;
        }
        let step = words::step_name(definition, &task.step, task.stage.and_then(|stage| stage.try_into().ok())).name;
        let (zh, en) =
            if is_escalated { ("超时上报", "Overdue, now yours too") } else { ("到期提醒", "Reminder") };
        let mut fields = Fields::new();
        if let Some(due) = task.due {
            let offset = self.rulebook().centre.utc_offset_minutes;
            fields.insert("until".into(), Json::String(dates::datetime_text(due, offset)));
        }
        let notice = NoticeId(Uuid::now_v7());
        let copies = self.mail.copies(&directory, notice, &to, self.now());
        let body = FactBody::NoticeSent {
            notice,
            instance: Some(instance),
            to,
            title_zh: format!("{zh}：{} · {}", definition.name.zh, step.zh),
            title_en: format!("{en}: {} · {}", definition.name.en, step.en),
            text: String::new(),
            fields,
            must_acknowledge: false,
        };
        Some((body, copies))
    }

    pub(super) async fn notice_view(
        &self,
        record: NoticeRecord,
        sight: Sight,
        texts: &mut Texts,
    ) -> Result<NoticeView, OfficeError> {
        let fields = self.notice_fields(&record, sight, texts).await?;
        let directory = self.directory();
        Ok(NoticeView {
            id: record.id,
            sent_ms: record.sent_ms.0,
            from: record.from.map(|from| words::person(&directory, from)),
            instance: record.instance,
            grant: grant_of(&record),
            title: NameView::new(&record.title_zh, &record.title_en),
            text: Sealed::shown(&record.text),
            fields,
            must_acknowledge: record.must_acknowledge,
            read_ms: record.read_ms.map(|at| at.0),
            acknowledged_ms: record.acknowledged_ms.map(|at| at.0),
            reader_count: record.reader_count,
            acknowledged_count: record.acknowledged_count,
        })
    }

    async fn notice_fields(
        &self,
        record: &NoticeRecord,
        sight: Sight,
        texts: &mut Texts,
    ) -> Result<Vec<FieldView>, OfficeError> {
        let data: Fields = serde_json::from_str(&record.fields).unwrap_or_default();
        let Some(instance) = record.instance.filter(|_| !data.is_empty()) else { return Ok(Vec::new()) };
        let definition = match texts.0.get(&instance) {
            Some(known) => known.clone(),
            None => {
                let found = match store::processes::instance(&self.store, instance).await? {
                    Some(found) => Some(self.definition(&found.definition).await?),
                    None => None,
                };
                texts.0.insert(instance, found.clone());
                found
            }
        };
        let Some(definition) = definition else { return Ok(Vec::new()) };
        let mut fields = self.fields(&definition, &data, sight);
        for field in &mut fields {
            if let ("result", Json::String(word)) = (field.key.as_str(), &field.value) {
                field.shown = words::outcome_name(&self.rulebook().processes, word).name;
            }
        }
        Ok(fields)
    }

    /// What a copy by mail says, line by line, in the reader's language.
    pub(super) async fn notice_lines(&self, record: &NoticeRecord, reader: &Person) -> Vec<String> {
        let is_chinese = reader.locale.starts_with("zh");
        let mut lines: Vec<String> = Sealed::shown(&record.text).lines().map(str::to_owned).collect();
        let fields = self.notice_fields(record, Sight::Masked, &mut Texts::default()).await;
        for field in fields.unwrap_or_default().into_iter().filter(|field| !field.is_masked) {
            lines.push(match is_chinese {
                true => format!("{}：{}", field.label.zh, field.shown.zh),
                false => format!("{}: {}", field.label.en, field.shown.en),
            });
        }
        lines
    }
}

/// The texts of the instances of one page.
#[derive(Default)]
pub(super) struct Texts(HashMap<InstanceId, Option<Arc<Definition>>>);

/// The team that all of them share.
fn one_team(readers: &[Arc<Person>]) -> Option<String> {
    let team = readers.first()?.team.clone()?;
    readers.iter().all(|person| person.team.as_ref() == Some(&team)).then_some(team)
}

/// Free text of people, trimmed and without control characters but line ends.
pub(crate) fn checked(field: &'static str, text: &str, min: usize, max: usize) -> Result<String, OfficeError> {
    let text: String = text.trim().chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    match text.chars().count() {
        chars if chars < min => Err(bad_input(field, "it is missing")),
        chars if chars > max => Err(bad_input(field, format!("at most {max} characters"))),
        _ => Ok(text),
    }
}

fn grant_of(record: &NoticeRecord) -> Option<GrantId> {
    let data: Fields = serde_json::from_str(&record.fields).ok()?;
    data.get("grant")?.as_str()?.parse().ok()
}

/// A cursor that is a time in milliseconds.
pub(super) fn before_of(cursor: Option<&str>) -> Result<Option<Millis>, OfficeError> {
    let read = |text: &str| text.parse().map(Millis).map_err(|_| bad_input("cursor", "it is not one of ours"));
    cursor.map(read).transpose()
}

/// Whom the directory still knows by this id.
pub(crate) fn is_active(directory: &Directory, person: PersonId) -> bool {
    directory.person(person).is_some_and(|person| person.is_active)
}
