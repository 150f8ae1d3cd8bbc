//! The gateway over loopback: services that fail, panic and hang, and clients that disconnect.

use std::{num::NonZeroUsize, time::Duration};

use fastrand::Rng;
use gateway::{Gateway, Upstream};
use pattern_comparison::{Pattern, section};
use shared_mocks::MockServer;
use shared_server::{RunningServer, Server};
use timeline::Recorder;
use tokio::time::timeout;

use crate::{Failure, LONG, turn::Turn};

pub(crate) struct Requests {
    gateway: String,
    client: reqwest::Client,
    mocks: MockServer,
    _server: RunningServer,
}

impl Requests {
    pub(crate) async fn start() -> Result<Self, Failure> {
        let mocks = MockServer::start_with(Recorder::keeping_last(0), section).await?;
        let gateway = Gateway {
            upstream: Upstream::mocks(&mocks)?,
            deadline: "1s".parse()?,
            max_concurrent: NonZeroUsize::new(512).ok_or("not zero")?,
        };
        let any_port = ([127, 0, 0, 1], 0).into();
        let (server, addr) = Server::bind(any_port, gateway.router()).await?;
        Ok(Self {
            gateway: format!("http://{addr}"),
            // No idle connection outlives a round.
            client: reqwest::Client::builder()
                .no_proxy()
                .pool_max_idle_per_host(0)
                .build()?,
            mocks,
            _server: server.spawn(),
        })
    }

    /// One in four clients does not wait for its answer.
    pub(crate) async fn turn(&self, random: &mut Rng) -> Result<Turn, Failure> {
        let pattern = Pattern::ALL[random.usize(..Pattern::ALL.len())];
        let endings = ["", "", ":fail", ":panic"];
        let mut services = ["user", "orders", "notifications"].map(|service| {
            let ending = endings[random.usize(..endings.len())];
            format!("{service}={}ms{ending}", random.u8(..12))
        });
        // A pattern without a deadline would wait a minute.
        let has_deadline = matches!(pattern, Pattern::TimeoutHybrid | Pattern::FailFast);
        let hangs = has_deadline && random.u8(..24) == 0;
        if hangs {
            services = ["user=hang", "orders=1ms", "notifications=1ms"].map(str::to_owned);
        }
        // Long enough for the two healthy services, even on a busy machine.
        let deadline = if hangs { "2s" } else { "60s" };
        let scenario = services.join(",");
        let url = format!(
            "{}/api/aggregate/{pattern}?scenario={scenario}&deadline={deadline}",
            self.gateway
        );
        let leaves = random.u8(..4) == 0;
        let patience = match leaves {
            true => Duration::from_micros(random.u64(..12_000)),
            false => LONG,
        };
        let answer = async {
            let answer = self.client.get(&url).send().await?;
            let status = answer.status().as_u16();
            let body = answer.bytes().await?;
            Ok::<_, Failure>((status, serde_json::from_slice::<serde_json::Value>(&body)?))
        };
        let (http, answer) = match timeout(patience, answer).await {
            Ok(answer) => answer?,
            Err(_) if leaves => return Ok(Turn::Cut),
            Err(_) => return Err(format!("no answer: {url}").into()),
        };
        let faults = scenario.matches(":fail").count() + scenario.matches(":panic").count();
        let promised = match (pattern, hangs, faults) {
            (Pattern::FailFast, true, _) => ("failed", 504),
            (_, true, _) => ("partial", 200),
            (_, _, 0) => ("complete", 200),
            (Pattern::FailFast, _, _) | (_, _, 3) => ("failed", 502),
            _ => ("partial", 200),
        };
        let found = (answer["status"].as_str().unwrap_or("none"), http);
        if found != promised {
            return Err(format!("{url}: {found:?}, promised: {promised:?}").into());
        }
        Ok(Turn::Done)
    }

    /// The calls that the services are still running, in words.
    pub(crate) fn left(&self) -> Option<String> {
        let calls = self.mocks.recorder().running();
        (calls > 0).then(|| format!("{calls} calls at the services"))
    }

    /// The calls that the gateway counts as running, in words. The request is a connection of its own.
    pub(crate) async fn left_by_its_metrics(&self) -> Result<Option<String>, Failure> {
        let metrics = self.client.get(format!("{}/metrics", self.gateway));
        let metrics = metrics.send().await?.text().await?;
        let gauges: Vec<_> = metrics
            .lines()
            .filter(|line| line.starts_with("upstream_calls_running{"))
            .collect();
        if gauges.len() != Pattern::ALL.len() {
            return Err(format!("a gauge a pattern is promised, in\n{metrics}").into());
        }
        let running = gauges.into_iter().find(|line| !line.ends_with(" 0"));
        Ok(running.map(str::to_owned))
    }
}
