//! Prints a BPMN file as a flow to be completed by hand: `cargo run -p process --example import -- order.bpmn`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("which file? `cargo run -p process --example import -- order.bpmn`");
        return ExitCode::FAILURE;
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("`{file}`: {error}");
            return ExitCode::FAILURE;
        }
    };
    match process::bpmn::import(&text) {
        Ok(flow) => {
            print!("{}", flow.canonical());
            ExitCode::SUCCESS
        }
        Err(refused) => {
            refused.iter().for_each(|one| eprintln!("{one}"));
            ExitCode::FAILURE
        }
    }
}
