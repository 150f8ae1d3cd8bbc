//! Fetches widgets for many users and shows the progress, from its own server or from yours.
//!
//! ```sh
//! cargo run -p kata07-fanout --example fetch_widgets -- 1..50
//! cargo run -p kata07-fanout --example fetch_widgets -- 1..50 --plot requests.svg
//! ```

mod args;
mod mock_server;
mod plot;
mod users;

use std::{error::Error, process::ExitCode};

use bytes::Bytes;
use clap::Parser;
use futures::StreamExt;
use kata07_fanout::{
    ApiError, FetchError, HttpWidgetApi, UserId, WidgetApi, solution::FanOutClient,
};
use shared_terminal::{exit_code, print};
use timeline::Recorder;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{args::Args, plot::PlotFile, users::Users};

/// An API that records each request.
struct Recorded {
    api: HttpWidgetApi,
    recorder: Recorder,
}

impl WidgetApi for Recorded {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        let request = self.api.fetch_widgets(user);
        self.recorder.watch("request", request).await
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run(Args::parse()).await)
}

async fn run(args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let users = Users::read(&args.users)?;
    // Opened before the first request, so that a bad place is known at once.
    let plot = args.plot.as_deref().map(PlotFile::open).transpose()?;
    // Owned here: the server and its connections end with this function.
    let mut _server = None;
    let api = match &args.base_url {
        Some(base_url) => HttpWidgetApi::builder(base_url),
        None => {
            let (server, url) = mock_server::start().await?;
            _server = Some(server);
            HttpWidgetApi::builder(&url).no_proxy()
        }
    };
    let (api, recorder) = (api.build()?, Recorder::new());
    let client = FanOutClient::builder(Recorded {
        api,
        recorder: recorder.clone(),
    })
    .requests_per_second(args.rate)
    .burst(args.burst)
    .max_in_flight(args.in_flight)
    .max_attempts(args.attempts)
    .build();

    let cancel = CancellationToken::new();
    let mut interrupt = JoinSet::new();
    let on_interrupt = cancel.clone();
    interrupt.spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_interrupt.cancel();
        }
    });

    let bar = args::progress(users.count());
    let (mut fetched, mut bytes, mut end) = (Vec::new(), 0, None);
    let mut answers = client.fetch_stream(&cancel, users.iter());
    while let Some(answer) = answers.next().await {
        match answer {
            Ok((user, widgets)) => {
                fetched.push(user);
                bytes += widgets.len();
            }
            Err(error) => end = Some(error),
        }
        bar.set_position(fetched.len() as u64);
        let rate = fetched.len() as f64 / recorder.elapsed().as_secs_f64();
        bar.set_message(format!("{rate:.1}/s  {} in flight", recorder.running()));
    }
    bar.finish_and_clear();

    let (count, took) = (users.count(), recorder.elapsed().as_secs_f64());
    let drawn = match &plot {
        None => String::new(),
        Some(plot) => {
            let picture = plot::draw(&recorder.calls(), args.rate.get(), args.burst.get());
            format!("drawn to {}\n", plot.write(&picture)?)
        }
    };
    print(&format!(
        "fetched {} of {count} users, {bytes} bytes, in {took:.1} s\n{drawn}",
        fetched.len()
    ))?;
    let so_far = users::as_ranges(&fetched);
    match end {
        None => Ok(ExitCode::SUCCESS),
        Some(FetchError::Cancelled) => {
            print(&format!("cancelled; fetched so far: {so_far}\n"))?;
            Ok(ExitCode::from(130))
        }
        Some(error) => {
            print(&format!("failed; fetched so far: {so_far}\n"))?;
            Err(error.into())
        }
    }
}
