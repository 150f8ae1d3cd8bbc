//! What the client holds: payloads and no more, and nothing for those who are yet to come.
//!
//! ```sh
//! cargo run --release -p kata07-fanout --example memory
//! ```
//!
//! Resident memory as the system tells it; where it does not, it is not measured. The server is a process of its
//! own, so that only the client is weighed.

use std::{
    env,
    error::Error,
    num::{NonZeroU32, NonZeroUsize},
    process::{Command, Stdio},
};

use axum::{Router, routing::get};
use bytes::Bytes;
use futures::TryStreamExt;
use kata07_fanout::{ApiError, HttpWidgetApi, UserId, WidgetApi, solution::FanOutClient};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::TcpListener,
};
use tokio_util::sync::CancellationToken;

const PAYLOADS: u64 = 20_000;
const STREAMED: u64 = 1_000_000;

/// An API in memory: for the stream's own memory, and not a socket's.
struct InMemory;

impl WidgetApi for InMemory {
    async fn fetch_widgets(&self, _: UserId) -> Result<Bytes, ApiError> {
        Ok(Bytes::from_static(&[b'x'; 128]))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if env::args().nth(1).as_deref() == Some("serve") {
        return serve().await;
    }
    let mut server = tokio::process::Command::from(Command::new(env::current_exe()?))
        .arg("serve")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(server.stdout.take().ok_or("no stdout")?).lines();
    let url = lines.next_line().await?.ok_or("the server did not start")?;

    let cancel = CancellationToken::new();
    let before = resident_kib();
    let client = unlimited(HttpWidgetApi::builder(&url).no_proxy().build()?);
    let fetched = client.fetch_all(&cancel, (0..PAYLOADS).map(UserId)).await?;
    println!(
        "{} payloads of 128 bytes over HTTP: {}",
        fetched.len(),
        growth(before)
    );

    let client = unlimited(InMemory);
    let before = resident_kib();
    let answers = client.fetch_stream(&cancel, (0..STREAMED).map(UserId));
    let streamed = answers
        .try_fold(0_u64, async |count, _| Ok(count + 1))
        .await?;
    println!("{streamed} users through the stream: {}", growth(before));
    server.kill().await?;
    Ok(())
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/users/{id}/widgets", get(async || "x".repeat(128)));
    Ok(axum::serve(listener, router).await?)
}

/// As fast as it goes, eight at a time.
fn unlimited<A: WidgetApi>(api: A) -> FanOutClient<A> {
    FanOutClient::builder(api)
        .requests_per_second(NonZeroU32::MAX)
        .burst(NonZeroU32::MAX)
        .max_in_flight(const { NonZeroUsize::new(8).expect("it is not zero") })
        .build()
}

fn growth(before: Option<usize>) -> String {
    match (before, resident_kib()) {
        (Some(before), Some(now)) => {
            format!(
                "{now} KiB resident, {} more than before",
                now.saturating_sub(before)
            )
        }
        _ => "not measured here".to_owned(),
    }
}

fn resident_kib() -> Option<usize> {
    Some(memory_stats::memory_stats()?.physical_mem / 1024)
}
