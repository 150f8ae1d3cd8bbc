//! The command: `cargo run -p gateway`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gateway::cli::main()
}
