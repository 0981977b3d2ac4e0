//! Gives the office the exchange to play past calls with: the routing code of production, in simulated time.

use office::changes::calls::{Fate, PastCall, PastShift, Played, Rehearse};
use std::sync::Arc;
use switch::simulate;

/// For [`office::Office::rehearse_with`].
pub fn exchange() -> Rehearse {
    Arc::new(|routing, calls, shifts| {
        let calls: Vec<simulate::PastCall> = calls.iter().map(call).collect();
        let shifts: Vec<simulate::PastShift> = shifts.iter().map(shift).collect();
        let simulate::Replay { fates, queues, is_cut } = simulate::replay(routing, &calls, &shifts);
        let fates = fates.into_iter().map(|(call, of)| {
            let simulate::Fate { queue, is_answered, wait, found_nobody } = of;
            (call, Fate { queue, is_answered, wait, found_nobody })
        });
        let queues = queues.into_iter().map(|(queue, of)| (queue, (of.offered, of.answered, of.wait_ms)));
        Played { fates: fates.collect(), queues: queues.collect(), is_cut }
    })
}

fn call(past: &PastCall) -> simulate::PastCall {
    let PastCall { call, at, to, trunk, keys, gave_up_after, talk } = past.clone();
    simulate::PastCall { call, at, to, trunk, keys, gave_up_after, talk }
}

fn shift(past: &PastShift) -> simulate::PastShift {
    simulate::PastShift { agent: past.agent, from: past.from, until: past.until }
}
