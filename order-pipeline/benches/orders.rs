//! What an order costs: in process, through the router, and over HTTP.
//!
//! **Measures** one order whose three steps take no time, on a runtime of two threads, with 64 under
//! way at once: the time in which the machine does one more, and the CPU time of the whole process.
//!
//! **Distorted by** the client, which over HTTP shares the process and its CPU time; and by whatever
//! else the machine does, which is why contenders take turns. Logs are off.
//!
//! **Baseline**: the three steps in a `JoinSet` by hand, without deadline, report or token.
//!
//! ```sh
//! cargo bench -p order-pipeline --bench orders
//! ```

use std::{
    cell::Cell,
    io,
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, body::Body, http::Request};
use order_pipeline::{CourierPool, Order, OrderPipeline, Step, http, steps};
use shared_bench::{Options, Race, cpu, human};
use shared_server::Server;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const ORDER: &str =
    r#"{"order_id": "o-1", "amount": 1200, "delay_ms": {"payment": 0, "vendor": 0, "courier": 0}}"#;

/// How many are under way at once.
const AT_ONCE: u64 = 64;

fn main() -> io::Result<()> {
    let options = Options::from_args();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system has room for two threads");
    let contenders = Contender::all(&runtime);
    let spent: Vec<_> = contenders
        .iter()
        .map(|_| Cell::new((Duration::ZERO, 0)))
        .collect();
    let mut race = Race::new(format!("an order, {AT_ONCE} at once"));
    for (contender, spent) in contenders.iter().zip(&spent) {
        let runtime = &runtime;
        race = race.contender(contender.name(), move |orders| {
            let before = cpu();
            let took = contender.run(runtime, orders);
            let (time, done) = spent.get();
            spent.set((time + (cpu() - before), done + orders));
            took
        });
    }
    let Some(standings) = race.run(&options) else {
        return Ok(());
    };
    options.show(&standings)?;
    for (contender, spent) in contenders.iter().zip(spent) {
        let (time, orders) = spent.get();
        println!(
            "{:<21} {:>7.0} orders/s, CPU {} an order",
            contender.name(),
            1.0 / standings.median(contender.name()).as_secs_f64(),
            human(time.div_f64(orders as f64)),
        );
    }
    println!();
    Ok(())
}

#[derive(Clone)]
enum Contender {
    ByHand(Arc<[Step]>),
    Process(OrderPipeline),
    Router(Router),
    Http(reqwest::Client, String),
}

impl Contender {
    fn all(runtime: &Runtime) -> [Self; 4] {
        let many = |count| NonZeroUsize::new(count).expect("not zero");
        let pool = CourierPool::new(many(CourierPool::MAX));
        let steps = steps::all(pool.clone());
        let pipeline = OrderPipeline::new(steps.clone(), Duration::from_secs(2)).expect("steps");
        let router = http::router(pipeline.clone(), pool, many(512));
        let any_port = ([127, 0, 0, 1], 0).into();
        let (server, addr) = runtime
            .block_on(Server::bind(any_port, router.clone()))
            .expect("a free port");
        // Ends with the process.
        std::mem::forget(runtime.block_on(async { server.spawn() }));
        let client = reqwest::Client::builder().no_proxy().build();
        let url = format!("http://{addr}/order");
        [
            Self::ByHand(steps.into()),
            Self::Process(pipeline),
            Self::Router(router),
            Self::Http(client.expect("a client"), url),
        ]
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::ByHand(_) => "a JoinSet by hand",
            Self::Process(_) => "process",
            Self::Router(_) => "the router in process",
            Self::Http(..) => "over HTTP",
        }
    }

    /// So many orders, shared out among tasks that loop.
    fn run(&self, runtime: &Runtime, orders: u64) -> Duration {
        let each = orders.div_ceil(AT_ONCE);
        let took = runtime.block_on(async {
            let start = Instant::now();
            let mut tasks = JoinSet::new();
            for _ in 0..AT_ONCE {
                let contender = self.clone();
                tasks.spawn(async move {
                    for _ in 0..each {
                        assert!(contender.order().await, "an order was not carried out");
                    }
                });
            }
            tasks.join_all().await;
            start.elapsed()
        });
        took.mul_f64(orders as f64 / (each * AT_ONCE) as f64)
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
