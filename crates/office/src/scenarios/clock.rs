//! Time goes by: from one thing that the clock does to the next, so that each happens when it is due.

use super::stage::Stage;
use model::Millis;

/// Things that the clock may do in one line.
const STEPS_MAX: usize = 400;

impl Stage {
    /// Until then. What happened on the way is told with its time.
    pub(super) async fn wait_until(&mut self, until: Millis) -> Result<Vec<String>, String> {
        let mut told = Vec::new();
        for _ in 0..STEPS_MAX {
            let next = self.next_due().await;
            let at = next.filter(|at| *at > self.house.now()).map_or(until, |at| at.min(until));
            self.house.set(at);
            self.move_on().await?;
            for line in self.gained().await {
                told.push(format!("{} {line}", self.clock_text(at)));
            }
            if at >= until {
                return Ok(told);
            }
        }
        Err("the clock does not come to an end".into())
    }

    /// Deadlines and rights. What the clock starts of itself is left out unless the text asks for it: an hourly count
    /// tells nothing of rights.
    async fn move_on(&mut self) -> Result<(), String> {
        if !self.clocked.is_empty() {
            return self.tick().await;
        }
        let office = &self.house.office;
        while office.move_what_is_due().await.map_err(|error| error.to_string())? > 0 {}
        office.tick_rights().await.map(drop).map_err(|error| error.to_string())
    }

    /// What the service's jobs do every second.
    pub(super) async fn tick(&mut self) -> Result<(), String> {
        let office = &self.house.office;
        let flows = office.tick_processes().await;
        let rights = office.tick_rights().await;
        flows.and(rights).map(drop).map_err(|error| error.to_string())
    }

    /// The next time at which something of this story is due: a step, the warning or the end of a right, a suspension.
    async fn next_due(&self) -> Option<Millis> {
        let (now, store) = (self.house.now(), &self.house.store);
        let mut due = Vec::new();
        for instance in self.open_cases() {
            let record = store::processes::instance(store, instance).await.expect("reads").expect("is there");
            if record.ended_ms.is_none() {
                let found = self.house.office.found(record).await.expect("reads");
                due.extend(found.state.next_deadline().map(|(at, _)| at));
            }
        }
        let warn_before = self.house.office.warn_before();
        for grant in store::grants::open(store).await.expect("reads") {
            due.extend([grant.from, grant.until - warn_before, grant.until]);
        }
        due.extend(store::grants::suspensions_open(store).await.expect("reads").iter().filter_map(|of| of.until));
        due.retain(|at| *at > now);
        due.into_iter().min()
    }
}
