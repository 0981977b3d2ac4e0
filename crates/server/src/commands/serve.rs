//! `qiao serve`: the centre.

use super::{Serve, block_on, log_to_stderr};
use crate::config::Config;
use crate::run::{Running, Start};
use office::passwords::Cost;
use rulebook::Rulebook;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

pub fn run(serve: Serve) -> anyhow::Result<ExitCode> {
    let config = serve.from.resolve()?;
    log_to_stderr(&config.log)?;
    if super::is_demo_folder(&config) {
        anyhow::bail!("`{}` is a demo with passwords that everybody knows: run `qiao demo`", config.data.display());
    }
    block_on(async {
        let rulebook = load_rulebook(&config, false)?;
        let running = Running::start(start_of(&config, rulebook, false)).await?;
        say_ready(&running, &config)?;
        running.until_stopped(Duration::from_secs(config.drain_seconds)).await?;
        Ok(ExitCode::SUCCESS)
    })
}

pub fn start_of(config: &Config, rulebook: Arc<Rulebook>, is_demo: bool) -> Start {
    Start { config: config.clone(), rulebook, is_demo, clock: office::wall_clock(), password_cost: Cost::default() }
}

/// One line that programs wait for.
pub fn say_ready(running: &Running, config: &Config) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", running.ready_line(config))?;
    out.flush()
}

/// The rules, or every problem in them.
pub fn load_rulebook(config: &Config, with_demo: bool) -> anyhow::Result<Arc<Rulebook>> {
    if !config.rulebook.join("centre.yaml").is_file() {
        anyhow::bail!(
            "there is no rulebook in `{}`: make one with `qiao init`, or name its folder with `--rulebook`",
            config.rulebook.display()
        );
    }
    rulebook::load(&config.rulebook, with_demo).map_err(|problems| {
        let list: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
        anyhow::anyhow!(
            "the rulebook in `{}` has {} problem(s):\n{}",
            config.rulebook.display(),
            list.len(),
            list.join("\n")
        )
    })
}
