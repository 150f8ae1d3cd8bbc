//! A banking dashboard: who the customer is, the balance and the transactions, in under a second or
//! not at all.
//!
//! ```sh
//! cargo run -p kata01-aggregator --example banking_dashboard
//! ```
//!
//! Three calls, one deadline; the first failure ends them all. The log says where, why and for whom,
//! and the timeline shows which calls were cancelled.

use std::{error::Error, process::ExitCode, time::Duration};

use shared_mocks::ScriptedService;
use shared_terminal::{columns, exit_code, print};
use timeline::Recorder;
use tokio::{time::timeout, try_join};
use tracing::{info, instrument, warn};

const DEADLINE: Duration = Duration::from_secs(1);

#[derive(Debug, thiserror::Error)]
enum BankError {
    #[error("the {service} service failed")]
    Service {
        service: &'static str,
        source: Box<dyn Error>,
    },
    #[error("the bank is too slow today")]
    TooSlow,
}

/// Stands for three services of a bank, as they are on that day.
struct Bank {
    day: &'static str,
    recorder: Recorder,
}

impl Bank {
    /// The whole dashboard, or why there is none. Nothing of it is running on return.
    #[instrument(skip(self), fields(day = self.day))]
    async fn dashboard(&self, user: u64) -> Result<String, BankError> {
        let calls = async {
            try_join!(
                self.ask("customer", "Alice (KYC verified)"),
                self.ask("balance", "1234.56"),
                self.ask("transactions", "rent -800.00, salary 2500.00"),
            )
        };
        let (customer, balance, transactions) =
            timeout(DEADLINE, calls).await.map_err(|_| {
                warn!(deadline = ?DEADLINE, "too slow");
                BankError::TooSlow
            })??;
        info!("complete");
        Ok(format!("{customer}\n{transactions}\nbalance {balance}"))
    }

    /// One request; dropping it cancels it.
    async fn ask(&self, service: &'static str, says: &str) -> Result<String, BankError> {
        let script = match (self.day, service) {
            ("slow", "transactions") => "5s",
            ("failing", "balance") => "120ms:fail",
            _ => "150ms",
        };
        let script = script.parse().expect("a constant without a fault");
        let call = ScriptedService::new(service, script, &self.recorder);
        call.call().await.map_err(|failure| {
            warn!(service, error = %failure, "a service failed");
            let source = failure.into();
            BankError::Service { service, source }
        })?;
        Ok(says.to_owned())
    }
}

fn main() -> ExitCode {
    exit_code(run())
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> Result<ExitCode, Box<dyn Error>> {
    shared_terminal::log_to_stderr()?;
    for day in ["healthy", "slow", "failing"] {
        let bank = Bank {
            day,
            recorder: Recorder::new(),
        };
        let page = match bank.dashboard(7).await {
            Ok(page) => page,
            Err(error) => error.to_string(),
        };
        let picture = bank.recorder.timeline(day).to_text(columns());
        print(&format!("A {day} day: {page}\n\n{picture}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
