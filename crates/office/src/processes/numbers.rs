//! Numbers of flows: how long, how late, how often again. Computed in `workforce::flows`; here they are asked for.

use super::views::{EndCount, FlowNumbers, Keyed, StepNumbers};
use super::words;
use crate::error::bad_input;
use crate::limits::{NUMBERS_ROWS_MAX, NUMBERS_STORIES_MAX, REPORT_SPAN_MAX};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewReports;
use model::process::TaskKind;
use model::{FactBody, InstanceId, Millis};
use process::Definition;
use process::definition::{Needs, Step, StepKind};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::processes::{InstanceRecord, TaskRecord};
use workforce::flows::{InstanceTimes, StepFigures, TaskTimes};

/// How often each step of a flow was sent back.
type Returned = HashMap<(String, String), u64>;

impl Office {
    /// Of one flow or of each that did anything in `[from, to)`, by key.
    pub async fn numbers(
        &self,
        caller: &Caller,
        flow: Option<&str>,
        from: Millis,
        to: Millis,
    ) -> Result<Vec<FlowNumbers>, OfficeError> {
        self.permit::<ViewReports>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        check_span(from, to)?;
        if flow.is_some_and(|flow| !self.rulebook().processes.flows.contains_key(flow)) {
            return Err(OfficeError::NotFound);
        }
        let instances = store::processes::instances_in(&self.store, flow, from, to, NUMBERS_ROWS_MAX).await?;
        let tasks = store::processes::numbers_rows(&self.store, flow, from, to, NUMBERS_ROWS_MAX).await?;
        if instances.len().max(tasks.len()) >= NUMBERS_ROWS_MAX as usize {
            return Err(bad_input("to_ms", "too much happened in this span; take a shorter one"));
        }
        let open: HashMap<String, u64> = store::processes::open_counts(&self.store).await?.into_iter().collect();
        let returned = self.returned(&tasks, from, to).await?;
        let keys: BTreeSet<&str> = match flow {
            Some(flow) => BTreeSet::from([flow]),
            None => {
                let of_instances = instances.iter().map(|one| one.flow.as_str());
                of_instances.chain(tasks.iter().map(|one| one.flow.as_str())).collect()
            }
        };
        let mut numbers = Vec::new();
        for key in keys {
            // A flow that the rules no longer have is not told of.
            let book = self.rulebook();
            let Some(definition) = book.processes.flows.get(key) else { continue };
            let once = one_at_a_time(definition);
            let instances: Vec<_> = instances.iter().filter(|one| one.flow == key).map(instance_times).collect();
            let tasks: Vec<_> = tasks
                .iter()
                .filter(|one| one.flow == key && one.of == TaskKind::Step)
                .map(|one| task_times(one, &once))
                .collect();
            let figures = workforce::flows::count(from, to, self.now(), &instances, &tasks);
            let open = open.get(key).copied().unwrap_or(0);
            numbers.push(self.numbers_view(definition, open, figures, &returned));
        }
        Ok(numbers)
    }

    fn numbers_view(
        &self,
        definition: &Definition,
        open: u64,
        figures: workforce::flows::FlowFigures,
        returned: &Returned,
    ) -> FlowNumbers {
        let book = self.rulebook();
        let library = &book.processes;
        // In the order of the flow, not of the alphabet.
        let places: HashMap<&str, usize> =
            definition.all_steps().enumerate().map(|(place, step)| (step.id.as_str(), place)).collect();
        let mut steps: Vec<((String, Option<u32>), StepFigures)> = figures.steps.into_iter().collect();
        steps.sort_by_key(|((step, stage), _)| (places.get(step.as_str()).copied().unwrap_or(usize::MAX), *stage));
        let step = |((step, stage), of): ((String, Option<u32>), StepFigures)| {
            let named = words::step_name(definition, &step, stage);
            let key = stage.map_or_else(|| step.clone(), |stage| format!("{step}.{}", stage + 1));
            StepNumbers {
                returned: returned.get(&(definition.key.clone(), step)).copied().unwrap_or(0),
                step: Keyed { key, name: named.name },
                done: of.done,
                open: of.open,
                cycle_median_ms: of.cycle_median_ms,
                waiting_median_ms: of.waiting_median_ms,
                on_time_share: of.on_time_share,
                escalated: of.escalated,
            }
        };
        FlowNumbers {
            flow: words::flow_name(definition),
            started: figures.started,
            ended: figures.ended,
            open,
            overdue: figures.overdue,
            ends: figures
                .ends
                .into_iter()
                .map(|(end, count)| EndCount { end: words::outcome_name(library, &end), count })
                .collect(),
            cycle_median_ms: figures.cycle_median_ms,
            cycle_p90_ms: figures.cycle_p90_ms,
            on_time_share: figures.on_time_share,
            rework_share: figures.rework_share,
            steps: steps.into_iter().map(step).collect(),
        }
    }

    /// 退回: only the stories tell it, and only of instances in which a task was dropped or ended in `return`.
    async fn returned(&self, tasks: &[TaskRecord], from: Millis, to: Millis) -> Result<Returned, OfficeError> {
        let mut returned = Returned::new();
        let mut dropped: BTreeMap<InstanceId, &str> = BTreeMap::new();
        for task in tasks.iter().filter(|task| task.closed_ms.is_some()) {
            match task.outcome.as_deref() {
                None => drop(dropped.insert(task.instance, &task.flow)),
                Some(process::definition::RETURN) => {
                    *returned.entry((task.flow.clone(), task.step.clone())).or_default() += 1;
                }
                Some(_) => {}
            }
        }
        for (instance, flow) in dropped.into_iter().take(NUMBERS_STORIES_MAX) {
            let story = store::processes::story(&self.store, instance, super::limits::STORY_FACTS_MAX).await?;
            for fact in story.iter().filter(|fact| from <= fact.at_ms && fact.at_ms < to) {
                if let FactBody::StepReturned { step, .. } = &fact.body {
                    *returned.entry((flow.to_owned(), step.to_string())).or_default() += 1;
                }
            }
        }
        Ok(returned)
    }
}

pub(super) fn check_span(from: Millis, to: Millis) -> Result<(), OfficeError> {
    if from >= to || to - from > REPORT_SPAN_MAX {
        return Err(bad_input("to_ms", "after `from_ms`, by 366 days at most"));
    }
    Ok(())
}

fn instance_times(record: &InstanceRecord) -> InstanceTimes<'_> {
    InstanceTimes { started: record.started_ms, ended: record.ended_ms, end: record.end.as_deref() }
}

fn task_times<'a>(task: &'a TaskRecord, once: &BTreeSet<&str>) -> TaskTimes<'a> {
    TaskTimes {
        instance: task.instance,
        step: &task.step,
        stage: task.stage,
        opened: task.opened_ms,
        claimed: task.claimed_ms,
        closed: task.closed_ms,
        due: task.due_ms,
        outcome: task.outcome.as_deref(),
        is_escalated: task.escalated_ms.is_some(),
        is_one_at_a_time: once.contains(task.step.as_str()),
    }
}

/// Steps that have one task at a time: outside of each `each`, and not for several people at once.
fn one_at_a_time(definition: &Definition) -> BTreeSet<&str> {
    fn walk<'a>(steps: &'a [Step], found: &mut BTreeSet<&'a str>) {
        for step in steps {
            match &step.kind {
                StepKind::Do(work) if work.needs == Needs::One => drop(found.insert(&step.id)),
                StepKind::Approve(approve) if approve.stages.iter().all(|stage| stage.work.needs == Needs::One) => {
                    found.insert(&step.id);
                }
                StepKind::Each(_) => {}
                kind => kind.blocks().into_iter().for_each(|block| walk(block, found)),
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&definition.steps, &mut found);
    found
}
