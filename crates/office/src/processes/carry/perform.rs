//! What effects ask to be done outside: services, called flows, telling people. All of it goes into the same commit.

use super::{Load, Member};
use crate::OfficeError;
use crate::processes::facts::fact_of;
use crate::processes::services::{self, After, ServiceCall};
use crate::processes::words::{id, ids};
use model::process::Fields;
use model::{FactBody, InstanceId, PersonId};
use process::engine::{self, Effect, Event, Person, Refusal, Starting};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Aside;
use uuid::Uuid;

impl Load<'_> {
    pub(super) async fn perform(
        &mut self,
        instance: InstanceId,
        effect: Effect,
        wanted: Option<String>,
    ) -> Result<(), OfficeError> {
        let member = &self.members[&instance];
        if let Some(body) = fact_of(instance, &effect, &member.state, wanted, self.act.filled.as_ref()) {
            self.fact(body);
        }
        match effect {
            Effect::Service { run, step, service, to, with, key } => {
                self.service(instance, run, step, service, to, with, key).await;
            }
            Effect::Undo { service, with, key } => self.undo(instance, service, with, key).await,
            Effect::Call { call, step, flow, with } => self.call(instance, call, &step, &flow, with)?,
            Effect::CancelCall { call } => self.cancel_call(instance, call).await?,
            Effect::Ended { end } => {
                let member = &self.members[&instance];
                if let Some((parent, call)) = member.parent {
                    let data = member.state.data.clone();
                    self.events.push_back((parent, Event::CallEnded { call, end, data }));
                }
            }
            Effect::Reminded { task, to } => self.tell(instance, task, &to, false),
            Effect::Escalated { task, to } => self.tell(instance, task, &to, true),
            _ => {}
        }
        Ok(())
    }

    async fn service_call(
        &self,
        instance: InstanceId,
        step: String,
        service: String,
        to: &[Person],
        with: Fields,
        key: String,
    ) -> ServiceCall {
        let member = &self.members[&instance];
        let state = &member.state;
        ServiceCall {
            instance,
            step,
            service,
            key,
            to: ids(to),
            with,
            applicant: id(state.applicant.as_ref()),
            definition: Arc::clone(&member.definition),
            data: state.data.clone(),
            acted: self.acted(instance).await,
            steps: state.steps.clone(),
            now: self.now,
        }
    }

    /// Everyone who did a step so far, in this commit too.
    async fn acted(&self, instance: InstanceId) -> Vec<PersonId> {
        let mut people: BTreeSet<PersonId> = BTreeSet::new();
        for entry in &self.entries {
            match &entry.fact.body {
                FactBody::TaskClosed { instance: of, actor, by, .. } if *of == instance => {
                    people.extend([actor, by].into_iter().flatten());
                }
                FactBody::InstanceStarted { instance: of, applicant, by, .. } if *of == instance => {
                    people.extend([applicant, by].into_iter().flatten());
                }
                _ => {}
            }
        }
        // A new instance has nothing in the store.
        if self.members[&instance].revision > 0 {
            match store::processes::tasks_of(&self.office.store, instance).await {
                Ok(tasks) => people.extend(tasks.iter().flat_map(|task| [task.actor, task.by]).flatten()),
                Err(error) => tracing::error!(%instance, error = %error, "could not read who acted"),
            }
        }
        people.into_iter().collect()
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one effect")]
    async fn service(
        &mut self,
        instance: InstanceId,
        run: u64,
        step: String,
        service: String,
        to: Vec<Person>,
        with: Fields,
        key: String,
    ) {
        let call = self.service_call(instance, step, service, &to, with, key).await;
        let outcome = services::run(self.office, &call).await;
        let ServiceCall { step, service, key, with, .. } = call;
        let step = step.as_str().into();
        match outcome {
            Ok(outcome) => {
                let data = outcome.result.clone();
                self.made(outcome.facts, outcome.asides, outcome.after);
                let result = outcome.result;
                self.fact_of_flow(FactBody::ServiceDone { instance, step, service, key, with, result });
                self.events.push_back((instance, Event::ServiceDone { run, data }));
            }
            Err(reason) => {
                tracing::warn!(%instance, service, reason, "a service of a flow failed; its owner is asked");
                self.fact_of_flow(FactBody::ServiceFailed { instance, step, service, key, reason: reason.clone() });
                self.events.push_back((instance, Event::ServiceFailed { run, reason }));
            }
        }
    }

    fn made(&mut self, facts: Vec<FactBody>, asides: Vec<Aside>, after: Vec<After>) {
        facts.into_iter().for_each(|body| self.fact_of_flow(body));
        self.asides.extend(asides);
        for act in after {
            if !self.after.contains(&act) {
                self.after.push(act);
            }
        }
    }

    async fn undo(&mut self, instance: InstanceId, service: String, with: Fields, key: String) {
        let call = self.service_call(instance, String::new(), service, &[], with, key).await;
        let outcome = services::undo(self.office, &call).await;
        let ServiceCall { service, key, with, .. } = call;
        match outcome {
            Ok(outcome) => {
                self.made(outcome.facts, outcome.asides, outcome.after);
                self.fact_of_flow(FactBody::ServiceUndone { instance, service, key, with });
            }
            Err(reason) => {
                tracing::error!(%instance, service, reason, "a service of a flow could not be undone");
                let step = "".into();
                self.fact_of_flow(FactBody::ServiceFailed { instance, step, service, key, reason });
            }
        }
    }

    /// A notice about a task: also to those who cannot do it themselves.
    fn tell(&mut self, instance: InstanceId, task: u64, to: &[Person], is_escalated: bool) {
        let member = &self.members[&instance];
        let Some(open) = member.state.tasks.get(&task) else { return };
        let told = self.office.task_notice(&member.definition, instance, open, &ids(to), is_escalated);
        if let Some((body, copies)) = told {
            let after = if copies.is_empty() { Vec::new() } else { vec![After::MailQueued] };
            self.made(vec![body], copies, after);
        }
    }

    fn call(
        &mut self,
        instance: InstanceId,
        call: u64,
        step: &str,
        flow: &str,
        with: Fields,
    ) -> Result<(), OfficeError> {
        let definition = self.world.library.flows.get(flow).cloned().ok_or(Refusal::NoSuchStart)?;
        let child = InstanceId(Uuid::now_v7());
        let (by, root) = {
            let caller = &self.members[&instance];
            (caller.state.applicant.clone(), caller.root)
        };
        let start = definition.starts.first().map(|start| start.id.clone()).unwrap_or_default();
        let starting = Starting { instance: child.to_string(), start: start.clone(), by, data: with };
        let (state, effects) = engine::start_called(&definition, starting, self.now, &self.world)?;
        self.fact(FactBody::FlowCalled { instance, step: step.into(), flow: flow.into(), child });
        let started = FactBody::InstanceStarted {
            instance: child,
            flow: flow.into(),
            version: definition.version,
            definition: definition.hash.as_str().into(),
            start,
            applicant: id(state.applicant.as_ref()),
            by: None,
            root,
            parent: Some((instance, call)),
            due_ms: None,
            data: state.data.clone(),
        };
        self.fact(started);
        let parent = Some((instance, call));
        self.add(child, Member { definition, state, revision: 0, root, parent, is_changed: true })?;
        self.take(child, effects);
        Ok(())
    }

    async fn cancel_call(&mut self, instance: InstanceId, call: u64) -> Result<(), OfficeError> {
        let parent = Some((instance, call));
        let here = self.members.iter().find(|(_, member)| member.parent == parent).map(|(child, _)| *child);
        let child = match here {
            Some(child) => Some(child),
            None => {
                let children = store::processes::children_of(&self.office.store, instance).await?;
                children
                    .into_iter()
                    .find(|child| child.parent == parent && child.ended_ms.is_none())
                    .map(|child| child.id)
            }
        };
        self.events.extend(child.map(|child| (child, Event::Withdraw)));
        Ok(())
    }
}
