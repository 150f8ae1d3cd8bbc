//! A price board over loopback HTTP: 200 clients want one price from a slow service.
//!
//! ```sh
//! cargo run --release -p kata09-stampede --example price_board
//! ```
//!
//! Without a cache, with the kata's, and with `moka`: calls that reach the server, the time until the
//! last client has its price, and how much the process has grown by then. Real time, so the last two
//! differ from run to run.

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use kata09_stampede::{LoadError, Loader, solution::Cache};
use memory_stats::memory_stats;
use serde_json::json;
use shared_mocks::MockServer;
use shared_terminal::print;
use tabled::{builder::Builder, settings::Style};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const CLIENTS: usize = 200;
const LATENCY: &str = "200ms";

/// The price service, as a client of it sees it.
#[derive(Clone)]
struct Prices {
    client: reqwest::Client,
    url: String,
}

impl Loader<String> for Prices {
    type Value = u64;

    async fn load(&self, product: &String) -> Result<u64, LoadError> {
        let url = format!("{}/mock/price/{product}?behaviour={LATENCY}", self.url);
        let response = self.client.get(url).send().await?.error_for_status()?;
        let price: serde_json::Value = serde_json::from_slice(&response.bytes().await?)?;
        Ok(price["cents"].as_u64().ok_or("no price")?)
    }
}

/// Calls at the server, time, growth.
struct Measured(usize, Duration, usize);

/// Lets every client ask at once, each in a task of its own.
async fn measure<A, F>(server: &MockServer, ask: A) -> Result<Measured, Box<dyn Error>>
where
    A: Fn() -> F,
    F: Future<Output = Result<u64, Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let calls = || server.recorder().calls().len();
    let (calls_before, memory_before, start) = (calls(), memory(), Instant::now());
    let mut clients: JoinSet<_> = (0..CLIENTS).map(|_| ask()).collect();
    while let Some(price) = clients.join_next().await {
        let price = price?.map_err(|error| error as Box<dyn Error>)?;
        assert_eq!(price, 299, "every client gets the price of tea");
    }
    let growth = memory().saturating_sub(memory_before);
    Ok(Measured(calls() - calls_before, start.elapsed(), growth))
}

fn memory() -> usize {
    memory_stats().map_or(0, |stats| stats.physical_mem)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let section = |service: &str, _: &str| (service == "price").then(|| json!({ "cents": 299 }));
    let server = MockServer::start(section).await?;
    let prices = Prices {
        client: reqwest::Client::builder().no_proxy().build()?,
        url: server.url(),
    };
    let tea = || "tea".to_owned();

    // In this order: what comes first pays for the memory that all of them use.
    let cache = Cache::builder(prices.clone()).build();
    let kata = measure(&server, || {
        let cache = cache.clone();
        async move { Ok(cache.get(&CancellationToken::new(), tea()).await?) }
    })
    .await?;

    let shelf = moka::future::Cache::builder()
        .max_capacity(10_000)
        .time_to_live(Duration::from_secs(60))
        .build();
    let moka = measure(&server, || {
        let (shelf, prices) = (shelf.clone(), prices.clone());
        async move {
            let load = async { prices.load(&tea()).await };
            let price = shelf.try_get_with(tea(), load).await;
            price.map_err(|error: Arc<LoadError>| error.to_string().into())
        }
    })
    .await?;

    let none = measure(&server, || {
        let prices = prices.clone();
        async move { prices.load(&tea()).await }
    })
    .await?;

    let mut table = Builder::default();
    table.push_record([
        "200 clients, one price",
        "calls at the server",
        "ms to the last",
        "KiB grown",
    ]);
    for (name, Measured(calls, time, growth)) in
        [("this kata", kata), ("moka", moka), ("no cache", none)]
    {
        let numbers = [calls, time.as_millis() as usize, growth / 1024];
        let row = numbers.map(|number| number.to_string());
        table.push_record([name.to_owned()].into_iter().chain(row));
    }
    let mut table = table.build();
    print(&format!("{}\n", table.with(Style::sharp())))?;
    server.shutdown(Duration::from_secs(1)).await;
    Ok(())
}
