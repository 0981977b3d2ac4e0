//! `qiao check`: config and rulebook, offline. Exit 1 on any problem.

use super::From;
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    from: From,
    /// Also check `demo/` of the rulebook.
    #[arg(long)]
    with_demo: bool,
}

pub fn run(check: Check) -> anyhow::Result<ExitCode> {
    let config = check.from.resolve()?;
    match rulebook::load(&config.rulebook, check.with_demo) {
        Ok(book) => {
            println!(
                "ok: {} queues, {} flows, {} people, {} policies, version {}",
                book.queues.len(),
                book.flows.len(),
                book.people.len(),
                book.access.policies().len(),
                &book.hash[..12]
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in &problems {
                println!("{problem}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
