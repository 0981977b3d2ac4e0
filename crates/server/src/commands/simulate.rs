//! `qiao simulate`: the production routing code in simulated time.

use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Simulate {
    /// A scenario that a shift supervisor can read, `scenarios/*.scn`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed", "hours"])]
    scenario: Option<PathBuf>,
    /// A random day; the same seed is the same day.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=24 * 366))]
    hours: u32,
}

pub fn run(simulate: Simulate) -> anyhow::Result<ExitCode> {
    let report = match &simulate.scenario {
        Some(file) => switch::simulate::run_scenario_file(file).map_err(|error| anyhow::anyhow!("{error}"))?,
        None => switch::simulate::run_seed(simulate.seed, simulate.hours),
    };
    print!("{report}");
    Ok(if report.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
