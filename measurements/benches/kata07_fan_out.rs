//! What kata 07's fan-out costs a request, in times of a loop by hand.
//!
//! **Measures** one request's share of a whole call, without a rate, at 1, 8 and 64 in flight: over
//! loopback HTTP the time and the client's own CPU time, and over an API in memory, which yields once,
//! the time. The value is a [`Ratio`]: both sides take turns of a few milliseconds.
//!
//! **Distorted by** the server, which is a process of its own and shares the machine's cores: over HTTP
//! a time is what both can do together. Hence the CPU time; but a client that has to wait goes to sleep
//! and is woken, and pays for both.
//!
//! **Baseline**: a bare loop, as many tasks as may be in flight, each over its share of the users, with
//! reqwest set as the adapter sets it. It has no limiter, no cap on the body, and no order to stop.
//! Between the two stands a task a request by hand. The first line of a group is the baseline against
//! itself. What an answer keeps in memory: `cargo run --release -p kata07-fanout --example memory`.
//!
//! ```sh
//! cargo bench -p measurements --bench kata07_fan_out
//! ```

mod fan_out;

use std::{pin::Pin, time::Duration};

use criterion::{
    Criterion, SamplingMode, criterion_group,
    measurement::{Measurement, WallTime},
};
use fan_out::{Bare, Yielding, bare_loop, fetch_all, server::Server, task_each, unlimited};
use kata07_fanout::{HttpWidgetApi, WidgetApi, solution::FanOutClient};
use measurements::{Callers, CpuTime, Ratio, alternate, settings};

fn main() {
    if !Server::serve_if_told() {
        benches();
        Criterion::default().configure_from_args().final_summary();
    }
}

criterion_group! { name = benches; config = settings(Ratio); targets = in_memory, over_http }

fn in_memory(criterion: &mut Criterion<Ratio>) {
    for in_flight in [8, 64] {
        let title = format!("kata 07 in memory, in flight: {in_flight}");
        let apis = (Yielding, unlimited(Yielding, in_flight));
        compare(criterion, title, apis, in_flight, &WallTime);
    }
}

fn over_http(criterion: &mut Criterion<Ratio>) {
    let server = Server::start();
    for in_flight in [1, 8, 64] {
        let api = HttpWidgetApi::builder(&server.url).no_proxy().build();
        let client = unlimited(api.expect("the server has a URL"), in_flight);
        let apis = || (Bare::new(&server.url), client.clone());
        let title = |word| format!("kata 07 over HTTP, {word}, in flight: {in_flight}");
        compare(criterion, title("time"), apis(), in_flight, &WallTime);
        compare(criterion, title("CPU time"), apis(), in_flight, &CpuTime);
    }
}

fn compare<A: WidgetApi + Clone, B: WidgetApi>(
    criterion: &mut Criterion<Ratio>,
    title: String,
    (api, client): (A, FanOutClient<B>),
    in_flight: usize,
    clock: &impl Measurement<Value = Duration>,
) {
    let caller = Callers::new(1);
    let fetch = |how: Contender, users| {
        caller.measure(clock, users, |users| {
            how.fetch(api.clone(), client.clone(), in_flight, users)
        })
    };
    let mut group = criterion.benchmark_group(title);
    group.sampling_mode(SamplingMode::Flat);
    for how in [
        Contender::BareLoop,
        Contender::TaskEach,
        Contender::FetchAll,
    ] {
        group.bench_function(how.name(), |bencher| {
            bencher.iter_custom(|users| {
                alternate(users, |n| fetch(how, n), |n| fetch(Contender::BareLoop, n))
            });
        });
    }
    group.finish();
}

#[derive(Debug, Clone, Copy)]
enum Contender {
    BareLoop,
    TaskEach,
    FetchAll,
}

impl Contender {
    const fn name(self) -> &'static str {
        match self {
            Self::BareLoop => "bare loop",
            Self::TaskEach => "JoinSet and Semaphore",
            Self::FetchAll => "fetch_all",
        }
    }

    fn fetch<A: WidgetApi + Clone, B: WidgetApi>(
        self,
        api: A,
        client: FanOutClient<B>,
        in_flight: usize,
        users: u64,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        match self {
            Self::BareLoop => Box::pin(bare_loop(api, in_flight, users)),
            Self::TaskEach => Box::pin(task_each(api, in_flight, users)),
            Self::FetchAll => Box::pin(fetch_all(client, users)),
        }
    }
}
