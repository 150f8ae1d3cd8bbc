//! A banking dashboard: who the customer is, what there is, and what went in and out, in under a
//! second or not at all.
//!
//! ```sh
//! cargo run -p kata01-aggregator --example banking_dashboard
//! ```
//!
//! Three calls, one deadline, the first failure ends all; the log says where, why, and for whom.

use std::{error::Error, time::Duration};

use reqwest::Client;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use shared_mocks::MockServer;
use tokio::{time::timeout, try_join};
use tracing::{info, instrument, warn};

const DEADLINE: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Customer {
    name: String,
    kyc: String,
}

/// What it was for, and how much in cents.
type Transaction = (String, i64);

#[derive(Debug, thiserror::Error)]
enum BankError {
    #[error("the {0} service failed")]
    Service(String, #[source] Box<dyn Error>),
    #[error("the bank is too slow today")]
    TooSlow,
}

struct Bank {
    client: Client,
    url: String,
    day: &'static str,
}

impl Bank {
    /// The whole dashboard, or why there is none. Nothing of it runs on.
    #[instrument(skip(self), fields(day = self.day))]
    async fn dashboard(&self, user: u64) -> Result<String, BankError> {
        let calls = async {
            try_join!(
                self.ask::<Customer>("customer", user),
                self.ask::<i64>("balance", user),
                self.ask::<Vec<Transaction>>("transactions", user),
            )
        };
        let (customer, balance, transactions) =
            timeout(DEADLINE, calls).await.map_err(|_| {
                warn!(deadline = ?DEADLINE, "too slow");
                BankError::TooSlow
            })??;
        info!("complete");
        let line = |(text, cents): &Transaction| format!("{cents:9} ct {text}\n");
        let lines = transactions.iter().map(line).collect::<String>();
        let Customer { name, kyc } = customer;
        Ok(format!(
            "{name} (KYC {kyc})\n{lines}{balance:9} ct balance\n"
        ))
    }

    /// One request. Dropped on its way, it closes its connection, and the server stops too.
    async fn ask<T: DeserializeOwned>(&self, service: &str, user: u64) -> Result<T, BankError> {
        let script = script(self.day, service);
        let url = format!("{}/mock/{service}/{user}?behaviour={script}", self.url);
        let fetched = async {
            let response = self.client.get(url).send().await?.error_for_status()?;
            Ok(serde_json::from_slice(&response.bytes().await?)?)
        };
        fetched.await.map_err(|source: Box<dyn Error>| {
            warn!(service, error = %source, "a service failed");
            BankError::Service(service.to_owned(), source)
        })
    }
}

/// How the services are on that day.
fn script(day: &str, service: &str) -> &'static str {
    match (day, service) {
        ("slow", "transactions") => "5s",
        ("failing", "balance") => "120ms:fail",
        _ => "150ms",
    }
}

fn books(service: &str, _user: &str) -> Option<Value> {
    match service {
        "customer" => Some(json!({ "name": "Alice", "kyc": "verified" })),
        "balance" => Some(json!(123_456)),
        "transactions" => Some(json!([("rent", -80_000), ("salary", 250_000)])),
        _ => None,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_target(false).init();
    let server = MockServer::start(books).await?;
    let client = Client::builder().no_proxy().build()?;
    for day in ["healthy", "slow", "failing"] {
        let bank = Bank {
            client: client.clone(),
            url: server.url(),
            day,
        };
        match bank.dashboard(7).await {
            Ok(page) => println!("{page}"),
            Err(error) => println!("{error}\n"),
        }
    }
    server.shutdown(DEADLINE).await;
    Ok(())
}
