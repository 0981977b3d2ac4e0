//! `qiao demo`: `serve` on a demo data folder, made on first start from a seed.

use super::serve::{load_rulebook, say_ready, start_of};
use super::{From, block_on, log_to_stderr};
use crate::config::Config;
use crate::demo::flows::{self, Days};
use crate::demo::history::{self, Past};
use crate::demo::traffic;
use crate::run::{Books, Running, Start, open_books, open_office};
use crate::telephony::Telephony;
use clap::Args;
use model::{Class, Millis, PersonId, QueueId};
use rulebook::Rulebook;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::Entry;

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    from: From,
    /// The same seed makes the same past and the same callers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Without simulated callers.
    #[arg(long)]
    no_traffic: bool,
    /// Start anew: removes the demo's data folder.
    #[arg(long)]
    reset: bool,
}

/// Facts of the past that are written at once.
const GROUP_FACTS: usize = 2_000;

pub fn run(demo: Demo) -> anyhow::Result<ExitCode> {
    let Demo { mut from, seed, no_traffic, reset } = demo;
    if from.settings.data.is_none() {
        from.settings.data = Some(PathBuf::from("qiao-data/demo"));
    }
    let has_own_rulebook = from.settings.rulebook.is_some();
    let config = from.resolve()?;
    log_to_stderr(&config.log)?;
    if reset {
        crate::demo::reset(&config.data)?;
    }
    let is_new = crate::demo::prepare(&config, seed)?;
    if !has_own_rulebook {
        // Always the one of this binary: the demo is the same for everybody.
        crate::demo::write_rulebook(&config.rulebook, true)?;
        crate::demo::find_room_for_phones(&config.rulebook)?;
    }
    block_on(async {
        let rulebook = load_rulebook(&config, true)?;
        if is_new {
            make_past(&config, &rulebook, seed).await?;
        }
        let running = Running::start(start_of(&config, Arc::clone(&rulebook), true)).await?;
        let sip = running.app.telephony.sip_address();
        let guard = match (no_traffic, sip) {
            (false, Some(sip)) => Some(traffic::start(&rulebook, &config.rulebook, seed, sip, &running.app.office)),
            _ => None,
        };
        let guard = guard.transpose();
        if let Err(error) = &guard {
            tracing::warn!("no simulated callers: {error:#}");
        }
        say_ready(&running, &config)?;
        welcome(&running, &rulebook, sip);
        running.until_stopped(Duration::from_secs(config.drain_seconds.min(10))).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// People, then the days before now: their calls, and what was done with flows between them. All through the same
/// writer as everything else, in the order of its times.
async fn make_past(config: &Config, rulebook: &Arc<Rulebook>, seed: u64) -> anyhow::Result<()> {
    let Some(demo) = &rulebook.demo else { anyhow::bail!("the rulebook has no demo") };
    let until = (office::wall_clock())();
    let begin = Millis(until.0 - (i64::from(demo.history.days) + 1) * 86_400_000);
    let clock = Arc::new(AtomicI64::new(begin.0));
    let time = Arc::clone(&clock);
    let clock_of_office: office::Clock = Arc::new(move || Millis(time.load(Ordering::Relaxed)));
    let start = Start { clock: clock_of_office, ..start_of(config, Arc::clone(rulebook), true) };
    let books = open_books(config, rulebook, begin).await?;
    let (_, switchboard, orders) = Telephony::off();
    drop(orders);
    let office = open_office(&start, &books, switchboard).await?;
    office.import_people(&rulebook.people).await?;
    office.keep_definitions().await?;
    office.import_customers(customers_of(demo)).await?;
    office.import_orders(orders_of(demo)).await?;
    let directory = office.directory();
    let agents: Vec<(PersonId, Vec<QueueId>)> = rulebook
        .people
        .iter()
        .filter(|seed| !seed.is_always_ready && !seed.queues.is_empty())
        .filter(|seed| seed.qualifications.iter().any(|exam| exam == "authz-exam"))
        .filter_map(|seed| Some((directory.by_username(&seed.username)?.id, seed.queues.clone())))
        .collect();
    let facts = in_folder(config, |recordings| {
        history::make(&Past { book: rulebook, demo, agents, until, seed, recordings, voices: history_voices(config) })
    })?;
    tracing::info!(facts = facts.len(), "writing the demo's past");
    let mut facts = VecDeque::from(facts);
    let days = Days::before(until, rulebook.centre.utc_offset_minutes);
    let password = rulebook.people.iter().find_map(|seed| seed.password.as_deref()).unwrap_or_default();
    let journal = books.journal.clone();
    let failed = flows::play(&office, &clock, &days, password, async |time| {
        while let group @ 1.. = facts.partition_point(|fact| fact.at_ms.0 < time).min(GROUP_FACTS) {
            journal.commit(facts.drain(..group).map(Entry::from).collect()).await?;
        }
        Ok(())
    });
    for what in failed.await? {
        tracing::warn!("the demo lacks something: {what}");
    }
    let Books { store, journal: last, facts: line } = books;
    // The writer must be gone before the service opens the same database.
    drop((office, journal, last, line));
    close(store).await
}

fn customers_of(demo: &rulebook::DemoCentre) -> Vec<office::customers::ClearFields> {
    let prefix = &demo.callers.number_prefix;
    let fields = |one: &rulebook::DemoCustomer| {
        let all = [
            (Class::Phone, Some(format!("{prefix}{}", one.ends))),
            (Class::Name, Some(one.name.clone())),
            (Class::IdCard, one.id_card.clone()),
            (Class::BankCard, one.bank_card.clone()),
            (Class::Address, one.address.clone()),
            (Class::Note, one.note.clone()),
        ];
        all.into_iter().filter_map(|(class, value)| Some((class, value?))).collect()
    };
    demo.customers.iter().map(fields).collect()
}

fn orders_of(demo: &rulebook::DemoCentre) -> Vec<office::orders::OrderBrought> {
    let prefix = &demo.callers.number_prefix;
    let ordered = demo.customers.iter().flat_map(|one| one.orders.iter().map(move |order| (one, order)));
    let brought = ordered.filter_map(|(one, order)| {
        Some(office::orders::OrderBrought {
            number: order.number.clone(),
            customer: None,
            phone: Some(format!("{prefix}{}", one.ends)),
            goods: office::orders::Goods {
                product: order.product.clone(),
                quantity: order.quantity,
                amount_fen: order.amount_fen,
            },
            address: one.address.clone()?,
            state: order.state,
        })
    });
    brought.collect()
}

fn history_voices(config: &Config) -> crate::demo::Voices {
    crate::demo::Voices::read(&config.rulebook)
}

fn in_folder<T>(config: &Config, make: impl FnOnce(Option<&Path>) -> std::io::Result<T>) -> std::io::Result<T> {
    crate::files::make_private_folder(&config.recordings)?;
    make(Some(&config.recordings))
}

/// Waits until the last holder lets go, then closes the connections.
async fn close(mut store: Arc<store::Store>) -> anyhow::Result<()> {
    for _ in 0..200 {
        match Arc::try_unwrap(store) {
            Ok(store) => {
                store.close().await;
                return Ok(());
            }
            Err(shared) => store = shared,
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("the database is still in use")
}

/// What to open and what to try.
fn welcome(running: &Running, rulebook: &Rulebook, sip: Option<std::net::SocketAddr>) {
    let scheme = if running.app.is_https { "https" } else { "http" };
    let address = format!("{scheme}://{}", running.http);
    let number = rulebook.demo.as_ref().map_or("95000", |demo| demo.callers.number.as_str());
    let password = rulebook.people.iter().find_map(|seed| seed.password.as_deref()).unwrap_or("");
    println!();
    println!("  桥 Qiao demo · 演示呼叫中心          {address}");
    println!();
    println!("  password for all · 所有账号的密码    {password}");
    println!("    agent1 … agent12   agent · 客服代表         desk, browser phone");
    println!("    leader1, leader2   team leader · 班组长     their team's calls");
    println!("    supervisor         supervisor · 主管        floor, calls, recordings");
    println!("    manager            manager · 经理           reports");
    println!("    admin              administrator · 管理员   people");
    println!("    auditor            auditor · 审计           journal");
    println!("    qa trainer hr gm finance it logistics service product warehouse administration");
    println!("                       departments · 各部门     their tasks in the flows · 流程里的待办");
    println!("    newcomer           has not passed the exam · 未通过考试，不能接听");
    println!();
    println!("  try · 试一试");
    println!("    1. log in as agent1, go ready, answer a call · 用 agent1 登录，就绪，接听来电");
    println!("    2. log in as supervisor, watch the floor · 用 supervisor 登录，查看现场");
    println!("    3. log in as leader1, open Tasks: leave to approve, a handover · 用 leader1 登录，打开待办");
    if let Some(sip) = sip {
        println!("    4. call in with a softphone: sip:{number}@{sip} · 用软电话拨打热线");
    }
    println!();
    println!("  everything here is made up · 所有数据均为虚构。 Ctrl-C stops · 按 Ctrl-C 停止");
}
