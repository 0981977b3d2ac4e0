//! Whose inbox a fact changes. A live socket is told only that something changed; the page asks what it may see.
//!
//! A fact about a task names few of those who have it in their inbox: who claims a task does not name the other
//! candidates. So each watch keeps the ids of the tasks that stand in its inbox. Start reading at [`InboxWatch::touch`].

use crate::limits::{INBOX_WATCHED_MAX, PAGE_MAX};
use crate::{Caller, Office, OfficeError};
use model::{DelegationFact, Fact, FactBody, InstanceId, PersonId};
use std::collections::HashSet;
use std::sync::Arc;
use store::processes::InboxCursor;
use tokio::sync::broadcast;

/// One reader's inbox, as far as it is needed to know what touches it.
pub struct InboxWatch {
    /// The reader first, then those they stand in for.
    people: Vec<PersonId>,
    tasks: HashSet<(InstanceId, u64)>,
    /// Whether `tasks` are all of them. If not, every task that goes may be one.
    is_whole: bool,
    /// Every fact from before `tasks` were read. Says `Lagged` to a reader who fell behind: take a new watch.
    pub facts: broadcast::Receiver<Arc<Fact>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    No,
    Yes,
    /// For whom the reader stands in has changed: take a new watch.
    Anew,
}

impl Office {
    pub async fn watch_inbox(&self, caller: &Caller) -> Result<InboxWatch, OfficeError> {
        let facts = self.journal.subscribe();
        let people = self.people_of(caller);
        let mut tasks = HashSet::new();
        let mut after = None;
        let is_whole = loop {
            let page = store::processes::inbox(&self.store, &people, None, after, PAGE_MAX).await?;
            let is_last = page.len() < PAGE_MAX as usize;
            after = page.last().map(|(row, _)| InboxCursor::of(row));
            tasks.extend(page.into_iter().map(|(row, _)| (row.instance, row.task)));
            if is_last || tasks.len() >= INBOX_WATCHED_MAX {
                break is_last;
            }
        };
        Ok(InboxWatch { people, tasks, is_whole, facts })
    }

    /// Whether the watch still looks at the right people: a delegation may have begun or run out by itself.
    pub fn is_inbox_of(&self, caller: &Caller, watch: &InboxWatch) -> bool {
        self.people_of(caller) == watch.people
    }
}

impl InboxWatch {
    pub fn touch(&mut self, fact: &Fact) -> Touch {
        use FactBody::*;
        let is_touched = match &fact.body {
            TaskOpened { instance, task, people, .. } | TaskGivenBack { instance, task, people, .. } => {
                self.come((*instance, *task), people)
            }
            TaskEscalated { instance, task, to } => self.come((*instance, *task), to),
            TaskReassigned { instance, task, to, .. } => {
                let was_here = self.has(*instance, *task);
                self.come((*instance, *task), &[*to]) || was_here
            }
            TaskClaimed { instance, task, by, holder } => self.has(*instance, *task) || self.is_any(&[*by, *holder]),
            TaskReminded { to, .. } => self.is_any(to),
            TaskClosed { instance, task, actor, by, .. } => {
                let was_here = self.has(*instance, *task);
                self.tasks.remove(&(*instance, *task));
                was_here || actor.is_some_and(|actor| self.is_any(&[actor])) || by.is_some_and(|by| self.is_any(&[by]))
            }
            InstanceStarted { applicant, .. } => applicant.is_some_and(|applicant| self.is_any(&[applicant])),
            // Nobody reads an absent person's notices.
            NoticeSent { to, .. } => to.contains(&self.people[0]),
            NoticeRead { person, .. } | NoticeAcknowledged { person, .. } => *person == self.people[0],
            Delegation(DelegationFact::DelegationGiven { absent, deputy, .. })
                if [*absent, *deputy].contains(&self.people[0]) =>
            {
                return Touch::Anew;
            }
            Delegation(DelegationFact::DelegationEnded { .. }) if self.people.len() > 1 => return Touch::Anew,
            _ => false,
        };
        if is_touched { Touch::Yes } else { Touch::No }
    }

    /// A task came to these people.
    fn come(&mut self, task: (InstanceId, u64), people: &[PersonId]) -> bool {
        let is_here = self.is_any(people);
        if is_here {
            self.tasks.insert(task);
        }
        is_here
    }

    fn has(&self, instance: InstanceId, task: u64) -> bool {
        !self.is_whole || self.tasks.contains(&(instance, task))
    }

    fn is_any(&self, people: &[PersonId]) -> bool {
        people.iter().any(|person| self.people.contains(person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::process::{Fields, TaskKind};
    use model::{Actor, DelegationId, Millis, NoticeId};
    use uuid::Uuid;

    const ME: PersonId = PersonId(Uuid::from_u128(1));
    const ABSENT: PersonId = PersonId(Uuid::from_u128(2));
    const OTHER: PersonId = PersonId(Uuid::from_u128(3));
    const CASE: InstanceId = InstanceId(Uuid::from_u128(9));

    fn watch(people: &[PersonId]) -> InboxWatch {
        let (_, facts) = broadcast::channel(1);
        InboxWatch { people: people.to_vec(), tasks: HashSet::new(), is_whole: true, facts }
    }

    fn touch(watch: &mut InboxWatch, body: FactBody) -> Touch {
        watch.touch(&Fact { seq: 1, at_ms: Millis(0), actor: Actor::System, reasons: vec![], body })
    }

    fn opened(task: u64, people: &[PersonId]) -> FactBody {
        FactBody::TaskOpened {
            instance: CASE,
            task,
            step: "review".into(),
            stage: None,
            of: TaskKind::Step,
            people: people.to_vec(),
            due_ms: None,
            wanted: None,
        }
    }

    fn closed(task: u64) -> FactBody {
        FactBody::TaskClosed {
            instance: CASE,
            task,
            step: "review".into(),
            outcome: Some("agree".into()),
            actor: Some(OTHER),
            by: Some(OTHER),
            is_signed: false,
            data: Fields::new(),
        }
    }

    #[test]
    fn a_pool_hears_that_somebody_else_took_or_did_its_task() {
        let mut mine = watch(&[ME]);
        assert_eq!(touch(&mut mine, opened(1, &[OTHER])), Touch::No);
        assert_eq!(touch(&mut mine, closed(1)), Touch::No, "never mine");
        assert_eq!(touch(&mut mine, opened(2, &[OTHER, ME])), Touch::Yes);
        let claimed = FactBody::TaskClaimed { instance: CASE, task: 2, by: OTHER, holder: OTHER };
        assert_eq!(touch(&mut mine, claimed), Touch::Yes, "gone from my pool");
        assert_eq!(touch(&mut mine, closed(2)), Touch::Yes);
        assert_eq!(touch(&mut mine, closed(2)), Touch::No, "it has gone already");
    }

    #[test]
    fn a_deputy_hears_of_the_absents_tasks_and_not_of_their_notices() {
        let mut mine = watch(&[ME, ABSENT]);
        assert_eq!(touch(&mut mine, opened(1, &[ABSENT])), Touch::Yes);
        let notice = |to| FactBody::NoticeSent {
            notice: NoticeId(Uuid::nil()),
            instance: None,
            to: vec![to],
            title_zh: "通知".into(),
            title_en: "Notice".into(),
            text: String::new(),
            fields: Fields::new(),
            must_acknowledge: true,
        };
        assert_eq!(touch(&mut mine, notice(ABSENT)), Touch::No);
        assert_eq!(touch(&mut mine, notice(ME)), Touch::Yes);
        assert_eq!(
            touch(
                &mut mine,
                FactBody::Delegation(DelegationFact::DelegationEnded { delegation: DelegationId(Uuid::nil()) })
            ),
            Touch::Anew
        );
    }

    #[test]
    fn where_not_all_tasks_are_known_every_one_that_goes_may_be_mine() {
        let mut mine = InboxWatch { is_whole: false, ..watch(&[ME]) };
        assert_eq!(touch(&mut mine, closed(7)), Touch::Yes);
        assert_eq!(touch(&mut mine, opened(8, &[OTHER])), Touch::No);
    }
}
