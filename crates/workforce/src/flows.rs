//! Numbers of a flow and its steps: how long, how late, how often again. Shares are of one, times in milliseconds.
//!
//! A flow counts by its instances, a step by its tasks. Start reading at [`count`].

use model::{InstanceId, Millis};
use std::collections::{BTreeMap, BTreeSet};

/// One instance that began or ended in the span.
#[derive(Clone, Debug)]
pub struct InstanceTimes<'a> {
    pub started: Millis,
    pub ended: Option<Millis>,
    pub end: Option<&'a str>,
}

/// One task that was closed in the span, or is open and was opened in it.
#[derive(Clone, Debug)]
pub struct TaskTimes<'a> {
    pub instance: InstanceId,
    pub step: &'a str,
    pub stage: Option<u32>,
    pub opened: Millis,
    pub claimed: Option<Millis>,
    pub closed: Option<Millis>,
    pub due: Option<Millis>,
    /// Nothing for a closed one: it was no longer needed.
    pub outcome: Option<&'a str>,
    pub is_escalated: bool,
    /// One task of this step is one time; where several people or members each have one it says nothing.
    pub is_one_at_a_time: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowFigures {
    pub started: u64,
    pub ended: u64,
    /// Open tasks past their deadline.
    pub overdue: u64,
    pub ends: BTreeMap<String, u64>,
    /// Start to end, of those that ended.
    pub cycle_median_ms: Option<i64>,
    pub cycle_p90_ms: Option<i64>,
    /// Of the tasks that were done and had a deadline, how many kept it.
    pub on_time_share: Option<f64>,
    /// Of the instances in which somebody did something, in how many a step was done more than once.
    pub rework_share: Option<f64>,
    /// By step and stage.
    pub steps: BTreeMap<(String, Option<u32>), StepFigures>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepFigures {
    pub done: u64,
    pub open: u64,
    /// Opened to closed, of those that were done.
    pub cycle_median_ms: Option<i64>,
    /// Opened to claimed, of those that were.
    pub waiting_median_ms: Option<i64>,
    pub on_time_share: Option<f64>,
    pub escalated: u64,
}

/// Of one flow in `[from, to)`.
pub fn count(
    from: Millis,
    to: Millis,
    now: Millis,
    instances: &[InstanceTimes<'_>],
    tasks: &[TaskTimes<'_>],
) -> FlowFigures {
    let is_in = |at: Millis| from <= at && at < to;
    let ended: Vec<&InstanceTimes<'_>> = instances.iter().filter(|one| one.ended.is_some_and(is_in)).collect();
    let mut cycles: Vec<i64> = ended.iter().filter_map(|one| Some(one.ended?.0 - one.started.0)).collect();
    let mut ends = BTreeMap::new();
    for end in ended.iter().filter_map(|one| one.end) {
        *ends.entry(end.to_owned()).or_default() += 1;
    }
    let mut by_step: BTreeMap<(String, Option<u32>), Vec<&TaskTimes<'_>>> = BTreeMap::new();
    for task in tasks {
        by_step.entry((task.step.to_owned(), task.stage)).or_default().push(task);
    }
    FlowFigures {
        started: instances.iter().filter(|one| is_in(one.started)).count() as u64,
        ended: ended.len() as u64,
        overdue: tasks.iter().filter(|task| task.closed.is_none() && task.due.is_some_and(|due| due < now)).count()
            as u64,
        ends,
        cycle_median_ms: percentile(&mut cycles, 50),
        cycle_p90_ms: percentile(&mut cycles, 90),
        on_time_share: on_time(tasks),
        rework_share: rework(tasks),
        steps: by_step.into_iter().map(|(step, tasks)| (step, count_step(&tasks))).collect(),
    }
}

fn count_step(tasks: &[&TaskTimes<'_>]) -> StepFigures {
    let done = || tasks.iter().copied().filter(|task| is_done(task));
    let mut cycles: Vec<i64> = done().filter_map(|task| Some(task.closed?.0 - task.opened.0)).collect();
    let mut waits: Vec<i64> = tasks.iter().filter_map(|task| Some(task.claimed?.0 - task.opened.0)).collect();
    StepFigures {
        done: done().count() as u64,
        open: tasks.iter().filter(|task| task.closed.is_none()).count() as u64,
        cycle_median_ms: percentile(&mut cycles, 50),
        waiting_median_ms: percentile(&mut waits, 50),
        on_time_share: on_time(done()),
        escalated: tasks.iter().filter(|task| task.is_escalated).count() as u64,
    }
}

fn is_done(task: &TaskTimes<'_>) -> bool {
    task.closed.is_some() && task.outcome.is_some()
}

fn on_time<'a, 't: 'a>(tasks: impl IntoIterator<Item = &'a TaskTimes<'t>>) -> Option<f64> {
    let (mut kept, mut all) = (0, 0);
    for task in tasks {
        if let (true, Some(closed), Some(due)) = (is_done(task), task.closed, task.due) {
            all += 1;
            kept += u64::from(closed <= due);
        }
    }
    share(kept, all)
}

fn rework(tasks: &[TaskTimes<'_>]) -> Option<f64> {
    let mut times: BTreeMap<(InstanceId, &str, Option<u32>), u32> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for task in tasks.iter().filter(|task| is_done(task)) {
        all.insert(task.instance);
        if task.is_one_at_a_time {
            *times.entry((task.instance, task.step, task.stage)).or_default() += 1;
        }
    }
    let again: BTreeSet<InstanceId> =
        times.into_iter().filter(|(_, times)| *times > 1).map(|((instance, ..), _)| instance).collect();
    share(again.len() as u64, all.len() as u64)
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The nearest rank: the smallest value that so many percent do not exceed.
fn percentile(values: &mut [i64], percent: usize) -> Option<i64> {
    values.sort_unstable();
    let rank = (values.len() * percent).div_ceil(100);
    values.get(rank.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(number: u128) -> InstanceId {
        format!("00000000-0000-7000-8000-{number:012}").parse().expect("an id")
    }

    fn done(of: u128, step: &'static str, opened: i64, closed: i64, due: Option<i64>) -> TaskTimes<'static> {
        TaskTimes {
            instance: instance(of),
            step,
            stage: None,
            opened: Millis(opened),
            claimed: None,
            closed: Some(Millis(closed)),
            due: due.map(Millis),
            outcome: Some("done"),
            is_escalated: false,
            is_one_at_a_time: true,
        }
    }

    #[test]
    fn a_flow_is_counted_by_what_lies_in_the_span() {
        let one = |started: i64, ended: Option<i64>| InstanceTimes {
            started: Millis(started),
            ended: ended.map(Millis),
            end: ended.map(|_| "done"),
        };
        let instances = [one(5, Some(30)), one(10, Some(20)), one(15, None), one(50, Some(99)), one(99, Some(150))];
        let open = TaskTimes { closed: None, outcome: None, due: Some(Millis(90)), ..done(4, "mend", 80, 0, None) };
        let dropped = TaskTimes { outcome: None, is_escalated: true, ..done(5, "mend", 10, 20, Some(15)) };
        let tasks = [
            done(1, "look", 10, 20, Some(20)),
            TaskTimes { claimed: Some(Millis(34)), ..done(1, "look", 30, 60, Some(50)) },
            done(2, "look", 10, 15, None),
            TaskTimes { is_one_at_a_time: false, ..done(3, "teach", 10, 12, None) },
            TaskTimes { is_one_at_a_time: false, ..done(3, "teach", 10, 13, None) },
            open,
            dropped,
        ];
        let found = count(Millis(10), Millis(100), Millis(100), &instances, &tasks);
        assert_eq!((found.started, found.ended, found.overdue), (4, 3, 1));
        assert_eq!(found.ends, BTreeMap::from([("done".to_owned(), 3)]));
        assert_eq!((found.cycle_median_ms, found.cycle_p90_ms), (Some(25), Some(49)));
        assert_eq!(found.on_time_share, Some(0.5));
        assert_eq!(found.rework_share, Some(1.0 / 3.0), "the first instance looked twice");
        let look = &found.steps[&("look".to_owned(), None)];
        assert_eq!((look.done, look.open, look.cycle_median_ms), (3, 0, Some(10)));
        assert_eq!((look.waiting_median_ms, look.on_time_share), (Some(4), Some(0.5)));
        let mend = &found.steps[&("mend".to_owned(), None)];
        assert_eq!((mend.done, mend.open, mend.escalated, mend.on_time_share), (0, 1, 1, None));
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(count(Millis(0), Millis(1), Millis(1), &[], &[]), FlowFigures::default());
    }

    #[test]
    fn the_nearest_rank_is_one_of_the_values() {
        for (values, percent, expected) in [
            (vec![], 50, None),
            (vec![7], 90, Some(7)),
            (vec![3, 1, 2, 4], 50, Some(2)),
            (vec![1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, Some(9)),
            (vec![1, 2], 90, Some(2)),
        ] {
            assert_eq!(percentile(&mut values.clone(), percent), expected, "{values:?}");
        }
    }
}
