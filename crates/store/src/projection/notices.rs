//! Notices and their readers: one notice may go to everybody.

use crate::database::{Link, Value, values};
use crate::{StoreError, wide};
use model::{Actor, Fact, FactBody, Millis, NoticeId, PersonId};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
pub(super) struct NoticeChanges<'a> {
    sent: Vec<&'a Fact>,
    readers: HashMap<(NoticeId, PersonId), ReaderChange>,
}

/// What one reader did, or what became of the copy by mail.
#[derive(Default)]
struct ReaderChange {
    read: Option<Millis>,
    acknowledged: Option<Millis>,
    mailed: Option<Millis>,
    failed: Option<Millis>,
}

impl<'a> NoticeChanges<'a> {
    /// Facts that are not about notices change nothing here.
    pub fn add(&mut self, fact: &'a Fact) {
        let at = fact.at_ms;
        match &fact.body {
            FactBody::NoticeSent { .. } => self.sent.push(fact),
            FactBody::NoticeRead { notice, person } => {
                self.reader(*notice, *person).read.get_or_insert(at);
            }
            // Who acknowledges has read.
            FactBody::NoticeAcknowledged { notice, person } => {
                let change = self.reader(*notice, *person);
                change.read.get_or_insert(at);
                change.acknowledged.get_or_insert(at);
            }
            FactBody::NoticeMailed { notice, person } => self.reader(*notice, *person).mailed = Some(at),
            FactBody::NoticeMailFailed { notice, person, .. } => self.reader(*notice, *person).failed = Some(at),
            _ => {}
        }
    }

    fn reader(&mut self, notice: NoticeId, person: PersonId) -> &mut ReaderChange {
        self.readers.entry((notice, person)).or_default()
    }

    pub async fn write(self, link: &mut Link) -> Result<(), StoreError> {
        let (mut notices, mut readers) = (Vec::new(), Vec::new());
        for fact in self.sent {
            add_rows(fact, &mut notices, &mut readers);
        }
        wide::INSERT_NOTICES.run(link, notices).await?;
        wide::INSERT_NOTICE_READERS.run(link, readers).await?;
        let changes = self.readers.iter().flat_map(|((notice, person), change)| {
            values![*notice, *person, change.read, change.acknowledged, change.mailed, change.failed]
        });
        wide::CHANGE_NOTICE_READERS.run(link, changes.collect()).await?;
        Ok(())
    }
}

fn add_rows(fact: &Fact, notices: &mut Vec<Value>, readers: &mut Vec<Value>) {
    let FactBody::NoticeSent { notice, instance, to, title_zh, title_en, text, fields, must_acknowledge } = &fact.body
    else {
        unreachable!("only sent ones are kept")
    };
    // A flow's notice comes from nobody, whoever did the step before it.
    let from = match (fact.actor.clone(), instance) {
        (Actor::Person(person), None) => Some(person),
        _ => None,
    };
    let mut seen = HashSet::new();
    for person in to.iter().filter(|person| seen.insert(**person)) {
        readers.extend(values![*notice, *person, fact.at_ms, *must_acknowledge]);
    }
    let fields = serde_json::to_string(fields).expect("JSON itself is always JSON");
    let titles = (title_zh.as_str(), title_en.as_str());
    notices.extend(values![*notice, fact.at_ms, from, *instance, titles.0, titles.1, text.as_str(), fields]);
    notices.extend(values![*must_acknowledge, seen.len() as u64]);
}
