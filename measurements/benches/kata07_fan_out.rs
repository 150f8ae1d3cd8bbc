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

use std::pin::Pin;

use criterion::{Criterion, criterion_group};
use fan_out::{Bare, Yielding, bare_loop, fetch_all, server::Server, task_each, unlimited};
use kata07_fanout::{HttpWidgetApi, WidgetApi, solution::FanOutClient};
use measurements::{Callers, CpuTime, Ratio, compare, settings};

fn main() {
    if !Server::serve_if_told() {
        benches();
        Criterion::default().configure_from_args().final_summary();
    }
}

criterion_group! { name = benches; config = settings(Ratio); targets = in_memory, over_http }

const CONTENDERS: [(&str, Contender); 3] = [
    ("bare loop", Contender::BareLoop),
    ("JoinSet and Semaphore", Contender::TaskEach),
    ("fetch_all", Contender::FetchAll),
];

fn in_memory(criterion: &mut Criterion<Ratio>) {
    let caller = Callers::new(1);
    for in_flight in [8, 64] {
        let title = format!("kata 07 in memory, in flight: {in_flight}");
        let client = unlimited(Yielding, in_flight);
        compare(criterion, &title, &CONTENDERS, |how, users| {
            caller.time(users, |users| {
                how.fetch(Yielding, client.clone(), in_flight, users)
            })
        });
    }
}

fn over_http(criterion: &mut Criterion<Ratio>) {
    let (server, caller) = (Server::start(), Callers::new(1));
    for in_flight in [1, 8, 64] {
        let api = HttpWidgetApi::builder(&server.url).no_proxy().build();
        let client = unlimited(api.expect("the server has a URL"), in_flight);
        let bare = Bare::new(&server.url);
        let fetch =
            |how: &Contender, users| how.fetch(bare.clone(), client.clone(), in_flight, users);
        let title = |clock| format!("kata 07 over HTTP, {clock}, in flight: {in_flight}");
        compare(criterion, &title("time"), &CONTENDERS, |how, users| {
            caller.time(users, |users| fetch(how, users))
        });
        compare(criterion, &title("CPU time"), &CONTENDERS, |how, users| {
            caller.measure(&CpuTime, users, |users| fetch(how, users))
        });
    }
}

#[derive(Debug, Clone, Copy)]
enum Contender {
    BareLoop,
    TaskEach,
    FetchAll,
}

impl Contender {
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
