//! The command: `cargo run -p pattern-comparison`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pattern_comparison::cli::main()
}
