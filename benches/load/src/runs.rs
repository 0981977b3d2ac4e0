//! One function per figure.

use crate::figures::Times;
use crate::floor::{Floor, News};
use crate::process::{self, Reading};
use crate::{Options, Run};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// After the last call everything must be over within this.
const SETTLE: Duration = Duration::from_secs(5);
/// Calls a second while a media run builds up.
const RAMP: f64 = 50.0;

pub fn run(options: &Options) -> std::io::Result<()> {
    let mut floor = Floor::open(options.node, options.callers, options.agents)?;
    match &options.run {
        Run::Calls { number, rate, seconds, hold_ms } => {
            floor.caller_holds = Some(Duration::from_millis(*hold_ms));
            calls(&mut floor, options, number, f64::from(*rate), *seconds);
        }
        Run::Media { number, calls, seconds } => {
            floor.has_sound = true;
            media(&mut floor, options, number, *calls, *seconds);
        }
        Run::Ring { number, calls } => ring(&mut floor, number, *calls),
        Run::Waiting { number, agent_count, waiting: beyond, seconds } => {
            floor.agent_holds = Some(Duration::from_millis(2_000));
            waiting(&mut floor, number, agent_count + beyond, *seconds);
        }
    }
    Ok(())
}

/// Steps until nobody is in a call, or it has taken too long.
fn settle(floor: &mut Floor) {
    let end = Instant::now() + SETTLE;
    while !floor.is_quiet() && Instant::now() < end {
        floor.step();
    }
}

fn calls(floor: &mut Floor, options: &Options, number: &str, rate: f64, seconds: u32) {
    let before = process::read(options.pid);
    let started = Instant::now();
    let (mut made, mut answered) = (0u32, 0u32);
    let mut refused: HashMap<u16, u32> = HashMap::new();
    let total = (rate * f64::from(seconds)) as u32;
    while made < total || floor.calls() > 0 {
        let due = (started.elapsed().as_secs_f64() * rate) as u32;
        while made < due.min(total) {
            floor.call(number);
            made += 1;
        }
        for news in floor.step() {
            match news {
                News::Answered { .. } => answered += 1,
                News::Failed { status } => *refused.entry(status).or_default() += 1,
                News::Over | News::AgentRings { .. } | News::AgentFree { .. } => {}
            }
        }
        if started.elapsed() > Duration::from_secs(u64::from(seconds)) + 8 * SETTLE {
            break;
        }
    }
    let failed = made - answered;
    println!("calls            {made} at {rate}/s, {failed} failed ({:.3} %) {refused:?}", percent(failed, made));
    println!("INVITE to 200    {}", floor.setup.text());
    println!("INVITE to ring   {}", floor.ring.text());
    println!("retransmissions  {} by the load program", floor.retransmissions());
    if let (Some(before), Some(after)) = (before, process::read(options.pid)) {
        let cpu_ms = (after.cpu_s - before.cpu_s) * 1_000.0;
        println!("node CPU         {:.2} ms per call", cpu_ms / f64::from(made.max(1)));
        println!("node memory      {:.1} MiB", mebibytes(after));
    }
}

fn media(floor: &mut Floor, options: &Options, number: &str, calls: u32, seconds: u32) {
    let empty = process::read(options.pid);
    let started = Instant::now();
    let mut made = 0;
    let mut answered = 0;
    while answered < calls && started.elapsed() < SETTLE * 6 {
        let due = ((started.elapsed().as_secs_f64() * RAMP) as u32).min(calls);
        while made < due {
            floor.call(number);
            made += 1;
        }
        answered += floor.step().iter().filter(|news| matches!(news, News::Answered { .. })).count() as u32;
    }
    // What was measured while calls came up does not count.
    floor.delays();
    let before = process::read(options.pid);
    let measured = Instant::now();
    while measured.elapsed() < Duration::from_secs(u64::from(seconds)) {
        floor.step();
    }
    let mut delays: Times = floor.delays();
    let after = process::read(options.pid);
    let elapsed_s = measured.elapsed().as_secs_f64();
    let sent = floor.packets_sent();
    floor.hang_up_all();
    settle(floor);
    println!("calls up         {answered} of {calls} to {number}, {sent} packets sent until the hang-up");
    println!("packets heard    {}, lost on the way {}", floor.heard.packets, floor.heard.lost);
    println!("one-way          {} ({} packets)", delays.text(), delays.count());
    if let (Some(empty), Some(before), Some(after)) = (empty, before, after) {
        let core_percent = (after.cpu_s - before.cpu_s) / elapsed_s * 100.0;
        println!(
            "node CPU         {core_percent:.1} % of a core, {:.2} % per 100 calls",
            per_100(core_percent, answered)
        );
        let grown = after.resident_bytes.saturating_sub(empty.resident_bytes) as f64 / 1024.0;
        println!(
            "node memory      {:.1} MiB, {:.1} KiB per call",
            mebibytes(after),
            grown / f64::from(answered.max(1))
        );
    }
}

fn ring(floor: &mut Floor, number: &str, calls: u32) {
    for _ in 0..calls {
        let key = floor.call(number);
        let end = Instant::now() + SETTLE;
        let mut is_over = false;
        while !is_over && Instant::now() < end {
            for news in floor.step() {
                match news {
                    News::Answered { call } if call == key => floor.hang_up(key),
                    News::Failed { .. } | News::Over => is_over = true,
                    News::Answered { .. } | News::AgentRings { .. } | News::AgentFree { .. } => {}
                }
            }
        }
        // Let the agent's side end too, so that one call is alone.
        let quiet = Instant::now() + Duration::from_millis(20);
        while Instant::now() < quiet {
            floor.step();
        }
    }
    println!("INVITE to ring   {} ({} calls, one at a time)", floor.ring.text(), floor.ring.count());
    println!("INVITE to 200    {}", floor.setup.text());
}

fn waiting(floor: &mut Floor, number: &str, callers: u32, seconds: u32) {
    let mut free_since: HashMap<String, Instant> = HashMap::new();
    let mut idle = Times::default();
    let mut failed = 0u32;
    let started = Instant::now();
    let mut made = 0u32;
    while started.elapsed() < Duration::from_secs(u64::from(seconds)) {
        // Keep the queue full: whoever leaves is replaced.
        let due = ((started.elapsed().as_secs_f64() * RAMP * 4.0) as u32).min(callers);
        while (floor.calls() as u32) < due && made < 1_000_000 {
            floor.call(number);
            made += 1;
        }
        for news in floor.step() {
            match news {
                News::AgentFree { agent } => {
                    free_since.insert(agent, Instant::now());
                }
                News::AgentRings { agent } => {
                    if let Some(since) = free_since.remove(&agent) {
                        idle.add(since.elapsed());
                    }
                }
                News::Failed { .. } => failed += 1,
                News::Answered { .. } | News::Over => {}
            }
        }
    }
    floor.hang_up_all();
    settle(floor);
    println!("agent free to next INVITE  {} ({} times, {failed} calls failed)", idle.text(), idle.count());
}

fn percent(part: u32, whole: u32) -> f64 {
    f64::from(part) * 100.0 / f64::from(whole.max(1))
}

fn per_100(value: f64, calls: u32) -> f64 {
    value * 100.0 / f64::from(calls.max(1))
}

fn mebibytes(reading: Reading) -> f64 {
    reading.resident_bytes as f64 / (1024.0 * 1024.0)
}
