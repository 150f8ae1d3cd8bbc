//! `serve`: the gateway and its page, with the mock services beside it.

use std::{error::Error, num::NonZeroUsize};

use clap::Args;
use pattern_comparison::{Deadline, cli::one_line, section};
use reqwest::Url;
use shared_mocks::MockServer;
use shared_server::{HostName, ListenAddr, Server, StopSignals};
use shared_terminal::{announce, log_to_stderr, number};
use timeline::Recorder;
use tokio::runtime::Runtime;

use crate::{Gateway, Upstream};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen, as HOST:PORT; port 0 takes a free one
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8080",
        allow_hyphen_values = true
    )]
    addr: ListenAddr,

    /// A further name to answer to while listening on loopback, such as a tunnel's; may be given more
    /// than once
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<HostName>,

    /// Real services instead of the mocks: an http URL; /mock/SERVICE/USER is added to it
    #[arg(long, value_name = "URL", value_parser = http_url)]
    upstream: Option<Url>,

    /// The deadline of requests without one, 1ms to 60s; join-all and channels ignore it
    #[arg(long, default_value_t, value_parser = one_line::<Deadline>, allow_hyphen_values = true)]
    deadline: Deadline,

    /// How many requests to /api/ run concurrently before the next is refused with 503
    #[arg(long, default_value = "512", value_parser = number::<NonZeroUsize>("write a number of at least 1"), allow_negative_numbers = true)]
    max_concurrent: NonZeroUsize,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Box<dyn Error>> {
        log_to_stderr().map_err(|error| format!("RUST_LOG does not parse: {error}"))?;
        Runtime::new()?.block_on(self.serve())
    }

    async fn serve(self) -> Result<(), Box<dyn Error>> {
        // Held until the end: dropping it closes the mocks.
        let mut mocks = None;
        let upstream = match self.upstream {
            Some(base) => Upstream::real(base)?,
            None => {
                // Nothing reads the record, and the server may run for days.
                let server = MockServer::start_with(Recorder::keeping_last(0), section).await?;
                Upstream::mocks(mocks.insert(server))?
            }
        };
        let gateway = Gateway {
            upstream,
            deadline: self.deadline,
            max_concurrent: self.max_concurrent,
        };
        let (server, addr) = Server::listen(&self.addr, gateway.router()).await?;
        let server = server.allow_hosts(self.allow_host);
        let signals = StopSignals::listen()?;
        announce(&format!("listening on http://{addr}"));
        if let Some(mocks) = &mocks {
            announce(&format!("mock services on {}", mocks.url()));
        }
        announce(&format!("open http://{addr}/ for the page"));
        server.run(signals).await;
        Ok(())
    }
}

/// Only `http`: a fresh clone builds no TLS.
fn http_url(word: &str) -> Result<Url, String> {
    let url: Url = word.parse().map_err(|error| format!("{error}"))?;
    if url.scheme() != "http" || !url.has_host() {
        return Err("write an http URL: this build has no TLS".to_owned());
    }
    Ok(url)
}
