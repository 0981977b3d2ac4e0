//! `qiao`: the call centre in one binary. Everything is in the library beside this file.

fn main() -> std::process::ExitCode {
    server::commands::run()
}
