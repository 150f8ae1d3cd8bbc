//! The command: `cargo run -p order-pipeline`.

use std::process::ExitCode;

fn main() -> ExitCode {
    order_pipeline::cli::main()
}
