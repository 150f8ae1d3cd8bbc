//! What an order costs: in process, through the router, and over HTTP.
//!
//! **Measures** one order whose three steps take no time, with 64 in flight: the CPU time of the whole
//! process, and, as a [`Ratio`], the time in which the machine does one more.
//!
//! **Distorted by** the client, which over HTTP shares the process and its CPU time. Logs are off.
//!
//! **Baseline**: the three steps in a `JoinSet` by hand, without deadline, report or token. The first
//! line of the ratios is the baseline against itself.
//!
//! ```sh
//! cargo bench -p order-pipeline --bench orders
//! ```

use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request};
use criterion::{
    Criterion, SamplingMode, criterion_group, criterion_main,
    measurement::{Measurement, WallTime},
};
use measurements::{Callers, CpuTime, Ratio, compare, settings};
use order_pipeline::{CourierPool, Order, OrderPipeline, Step, http, steps};
use shared_server::Server;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const ORDER: &str =
    r#"{"order_id": "o-1", "amount": 1200, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;

fn cpu_time(criterion: &mut Criterion<CpuTime>) {
    let callers = Callers::new(64);
    let mut group = criterion.benchmark_group("an order, CPU time");
    group.sampling_mode(SamplingMode::Flat);
    for (name, contender) in Contender::all(&callers) {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|orders| contender.run(&callers, &CpuTime, orders));
        });
    }
    group.finish();
}

fn ratios(criterion: &mut Criterion<Ratio>) {
    let callers = Callers::new(64);
    compare(
        criterion,
        "an order, time",
        &Contender::all(&callers),
        |contender, orders| contender.run(&callers, &WallTime, orders),
    );
}

criterion_group! { name = in_cpu_time; config = settings(CpuTime); targets = cpu_time }
criterion_group! { name = in_times; config = settings(Ratio); targets = ratios }
criterion_main!(in_cpu_time, in_times);

#[derive(Clone)]
enum Contender {
    ByHand(Arc<[Step]>),
    Process(OrderPipeline),
    Router(Router),
    Http(reqwest::Client, String),
}

impl Contender {
    fn all(callers: &Callers) -> [(&'static str, Self); 4] {
        let many = |count| NonZeroUsize::new(count).expect("not zero");
        let pool = CourierPool::new(many(CourierPool::MAX));
        let steps = steps::all(pool.clone());
        let pipeline = OrderPipeline::new(steps.clone(), Duration::from_secs(2)).expect("steps");
        let router = http::router(pipeline.clone(), pool, many(512));
        let any_port = ([127, 0, 0, 1], 0).into();
        let bound = callers
            .runtime()
            .block_on(Server::bind(any_port, router.clone()));
        let (server, addr) = bound.expect("a free port");
        // Ends with the process.
        std::mem::forget(callers.runtime().block_on(async { server.spawn() }));
        let client = reqwest::Client::builder().no_proxy().build();
        let url = format!("http://{addr}/order");
        [
            ("JoinSet by hand", Self::ByHand(steps.into())),
            ("process", Self::Process(pipeline)),
            ("router", Self::Router(router)),
            ("over HTTP", Self::Http(client.expect("a client"), url)),
        ]
    }

    fn run(
        &self,
        callers: &Callers,
        clock: &impl Measurement<Value = Duration>,
        orders: u64,
    ) -> Duration {
        callers.measure(clock, orders, |share| {
            let contender = self.clone();
            async move {
                for _ in 0..share {
                    assert!(contender.order().await, "an order was not carried out");
                }
            }
        })
    }

    async fn order(&self) -> bool {
        let order = || Arc::new(Order::from_json(ORDER.as_bytes()).expect("it is an order"));
        match self {
            Self::ByHand(steps) => {
                let (order, mut tasks) = (order(), JoinSet::new());
                for step in steps.iter() {
                    tasks.spawn(step.run(Arc::clone(&order)));
                }
                tasks.join_all().await.iter().all(Result::is_ok)
            }
            Self::Process(pipeline) => {
                let report = pipeline.process(&CancellationToken::new(), order()).await;
                report.error.is_none()
            }
            Self::Router(router) => {
                let request = Request::post("/order").body(Body::from(ORDER));
                let response = router.clone().oneshot(request.expect("a request")).await;
                response
                    .expect("a router does not fail")
                    .status()
                    .is_success()
            }
            Self::Http(client, url) => {
                let response = client
                    .post(url)
                    .body(ORDER)
                    .send()
                    .await
                    .expect("an answer");
                let well = response.status().is_success();
                well && !response.bytes().await.expect("a body").is_empty()
            }
        }
    }
}
