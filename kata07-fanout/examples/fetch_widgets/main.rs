//! Fetches widgets for many users, and shows how: against a server of its own, or yours.
//!
//! ```sh
//! cargo run -p kata07-fanout --example fetch_widgets -- 1..50
//! cargo run -p kata07-fanout --example fetch_widgets -- 1..50 --plot requests.svg
//! ```

mod plot;
mod users;

use std::{
    error::Error,
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::Path, routing::get};
use bytes::Bytes;
use clap::Parser;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use kata07_fanout::{
    ApiError, FetchError, HttpWidgetApi, UserId, WidgetApi, solution::FanOutClient,
};
use timeline::Recorder;
use tokio::{net::TcpListener, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

/// Fetches the widgets of many users, paced and capped; Ctrl-C cancels.
#[derive(Parser)]
struct Args {
    /// Numbers and ranges, both ends included: `7 10..20`; none, or `-`, reads them from stdin
    users: Vec<String>,
    /// Where the API is, instead of a mock server of its own
    #[arg(long)]
    base_url: Option<String>,
    /// Requests a second in the long run
    #[arg(long, default_value = "10")]
    rate: NonZeroU32,
    /// Requests at once after a rest
    #[arg(long, default_value = "20")]
    burst: NonZeroU32,
    /// Requests under way at a time
    #[arg(long, default_value = "8")]
    in_flight: NonZeroUsize,
    /// How often to try each
    #[arg(long, default_value = "1")]
    attempts: NonZeroU32,
    /// Draws the requests over time against the allowed line
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
}

/// An API whose every request is recorded on its way.
struct Recorded {
    api: HttpWidgetApi,
    recorder: Recorder,
}

impl WidgetApi for Recorded {
    async fn fetch_widgets(&self, user: UserId) -> Result<Bytes, ApiError> {
        self.recorder
            .watch("request", self.api.fetch_widgets(user))
            .await
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(code) => code,
        Err(error) => {
            eprint!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprint!(": {cause}");
                source = cause.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<ExitCode, Box<dyn Error>> {
    let users = users::parse(&args.users)?;
    // Owned here: the mock server ends with this function.
    let mut server = JoinSet::new();
    let api = match args.base_url {
        Some(base_url) => HttpWidgetApi::builder(&base_url),
        // No proxy knows the way to it.
        None => HttpWidgetApi::builder(&mock_server(&mut server).await?).no_proxy(),
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

    let bar = Arc::new(progress(users.len()));
    let (mut fetched, mut bytes, mut end) = (Vec::new(), 0, None);
    let mut answers = client.fetch_stream(&cancel, users.iter().copied());
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

    let took = recorder.elapsed().as_secs_f64();
    println!(
        "fetched {} of {} users, {bytes} bytes, in {took:.1} s",
        fetched.len(),
        users.len()
    );
    if let Some(file) = args.plot {
        std::fs::write(
            &file,
            plot::draw(&recorder.calls(), args.rate.get(), args.burst.get()),
        )?;
        println!("drawn to {}", file.display());
    }
    match end {
        None => Ok(ExitCode::SUCCESS),
        Some(FetchError::Cancelled) => {
            println!("cancelled; fetched so far: {}", users::print(&fetched));
            Ok(ExitCode::from(130))
        }
        Some(error) => {
            println!("given up; fetched so far: {}", users::print(&fetched));
            Err(error.into())
        }
    }
}

fn progress(users: usize) -> ProgressBar {
    let style = "{bar:32} {pos}/{len} users  {msg}";
    let style = ProgressStyle::with_template(style).expect("the template is a constant");
    let bar = ProgressBar::new(users as u64).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

async fn mock_server(owner: &mut JoinSet<std::io::Result<()>>) -> std::io::Result<String> {
    let widgets = async |Path(user): Path<u64>| {
        sleep(Duration::from_millis(30)).await;
        format!("{{\"user\":{user},\"widgets\":[\"spring\",\"cog\"]}}")
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new().route("/users/{id}/widgets", get(widgets));
    owner.spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
