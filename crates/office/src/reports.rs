//! Reports: the same fold as the wallboard's, over a span of the journal.

use crate::error::bad_input;
use crate::limits::{REPORT_BUCKETS_MAX, REPORT_LOOK_BACK, REPORT_SPAN_MAX};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewReports;
use model::{Millis, QueueId};
use rulebook::Rulebook;
use std::collections::BTreeMap;
use std::sync::Arc;
use workforce::metrics::DAY;
use workforce::{Buckets, Definition, Fold, QueueFigures};

/// How a report cuts its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    HalfHour,
    Hour,
    Day,
    /// One figure for the whole span.
    Whole,
}

/// Figures of all queues.
#[derive(Debug)]
pub struct QueueReport {
    pub definition: Arc<Definition>,
    /// By interval, then by queue.
    pub buckets: Vec<Row>,
    pub totals: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub queue: QueueId,
    pub from: Millis,
    pub until: Millis,
    pub figures: QueueFigures,
}

/// What the figures mean under these rules.
pub fn definition(book: &Rulebook) -> Definition {
    let within = book.queues.iter().map(|queue| (queue.id.clone(), queue.service_level_within));
    Definition { short_abandon: book.wallboard.short_abandon_within_ms, ..Definition::first(within) }
}

impl Office {
    pub async fn queue_report(
        &self,
        caller: &Caller,
        from: Millis,
        until: Millis,
        cut: Cut,
    ) -> Result<QueueReport, OfficeError> {
        self.may_see_reports(caller)?;
        let offset = self.rulebook().centre.utc_offset_minutes;
        let width = match cut {
            Cut::HalfHour => Millis::from_secs(1_800),
            Cut::Hour => Millis::from_secs(3_600),
            Cut::Day | Cut::Whole => DAY,
        };
        if from >= until || until - from > REPORT_SPAN_MAX {
            return Err(bad_input("until_ms", "after `from_ms`, by 366 days at most"));
        }
        if (until - from).0 / width.0 > REPORT_BUCKETS_MAX {
            return Err(bad_input("bucket", "too many intervals; take longer ones"));
        }
        let definition = Arc::new(definition(&self.rulebook()));
        let buckets = Buckets { width, utc_offset_minutes: offset };
        let figures = self.fold(Arc::clone(&definition), buckets, from, until).await?;
        let mut totals: BTreeMap<QueueId, QueueFigures> = BTreeMap::new();
        for queue in &self.rulebook().queues {
            totals.insert(queue.id.clone(), QueueFigures { formula: definition.formula, ..QueueFigures::default() });
        }
        let mut rows = Vec::new();
        for (queue, by_start) in figures.queues {
            // Intervals at the edges are whole ones: a call counts where it entered the queue.
            for (start, figures) in by_start.range(buckets.start_of(from)..until) {
                totals.entry(queue.clone()).or_default().merge(figures);
                let row =
                    Row { queue: queue.clone(), from: *start, until: buckets.next(*start), figures: figures.clone() };
                rows.push(row);
            }
        }
        rows.sort_by(|a, b| (a.from, &a.queue).cmp(&(b.from, &b.queue)));
        if cut == Cut::Whole {
            rows.clear();
        }
        let totals = totals.into_iter().map(|(queue, figures)| Row { queue, from, until, figures }).collect();
        Ok(QueueReport { definition, buckets: rows, totals })
    }

    /// The centre's figures, or one's own team's: queues are shared, so both see the queues.
    fn may_see_reports(&self, caller: &Caller) -> Result<(), OfficeError> {
        let of_centre = self.permit::<ViewReports>(caller, &Resource::Centre);
        if let (Err(_), Some(team)) = (&of_centre, &caller.person.team)
            && self.permit::<ViewReports>(caller, &Resource::Team(team.clone())).is_ok()
        {
            return Ok(());
        }
        of_centre.map(drop).map_err(OfficeError::Denied)
    }

    async fn fold(
        &self,
        definition: Arc<Definition>,
        buckets: Buckets,
        from: Millis,
        until: Millis,
    ) -> Result<workforce::Figures, OfficeError> {
        let mut fold = Fold::new(definition, buckets);
        // Calls that entered in the span may end after it; states of its beginning began before it.
        let (begin, end) = (buckets.start_of(from) - REPORT_LOOK_BACK, until + REPORT_LOOK_BACK);
        let mut seq = 0;
        loop {
            let limit = store::limits::FACTS_PAGE_MAX;
            let facts = store::journal::between(&self.store, begin, end, seq, limit).await?;
            facts.iter().for_each(|fact| fold.apply(fact));
            match facts.last() {
                Some(last) if facts.len() == limit as usize => seq = last.seq,
                _ => return Ok(fold.finish(end.min(self.now()))),
            }
        }
    }
}
