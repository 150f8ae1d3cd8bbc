//! Ten faults of a service, and what becomes of each under every pattern and in both katas, over
//! real sockets. The table is in the book: `docs/src/faults.md`. Nothing may be left after a cell:
//! no task, no connection to the service at fault.

mod server;

use std::{sync::Arc, time::Duration};

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, ServiceError, UserId as User,
    solution::UserAggregator,
};
use kata07_fanout::{ApiError, FetchError, HttpWidgetApi, solution::FanOutClient};
use pattern_comparison::{Answer, CallError, HttpService, Pattern, SERVICES, Service as _, UserId};
use rstest::rstest;
use server::{Fault, Server};
use shared_mocks::alive_tasks;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Short, so that the faults that wait for it take no time; long enough for what answers.
const DEADLINE: Duration = Duration::from_millis(250);

const NEVER: &str = "never returns";

/// Each in a runtime of its own: what is left over is seen to be its own.
#[rstest]
#[tokio::test]
async fn a_fault_has_the_outcomes_that_the_book_promises(
    #[values(
        Fault::Error,
        Fault::Hang,
        Fault::Refused,
        Fault::Reset,
        Fault::Silence,
        Fault::Endless,
        Fault::Malformed,
        Fault::TooMany,
        Fault::Unavailable,
        Fault::Redirect
    )]
    fault: Fault,
) {
    let mut cells = vec![fault.in_words().to_owned()];
    for pattern in Pattern::ALL {
        cells.push(under(pattern, fault).await);
    }
    cells.push(kata01(fault).await);
    cells.push(kata07(fault).await);
    let row = format!("| {} |\n", cells.join(" | "));
    let page = include_str!("../../../docs/src/faults.md");
    assert!(page.contains(&row), "docs/src/faults.md should have\n{row}");
}

/// A server with the fault and what leads to it: for a refused connection, a port that was free a
/// moment ago.
async fn start(fault: Fault) -> (Server, String) {
    let server = Server::start(fault).await;
    if fault != Fault::Refused {
        let url = server.url();
        return (server, url);
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    (server, url)
}

/// Waits until nothing is left: no task of the call, and no connection that somebody still uses.
async fn at_rest(server: &Server, tasks_before: usize, what: &str) {
    let rest = async {
        while alive_tasks() > tasks_before || server.open() > 0 {
            sleep(Duration::from_millis(1)).await;
        }
    };
    let rested = timeout(LONG, rest).await;
    rested.unwrap_or_else(|_| {
        let (tasks, open) = (alive_tasks(), server.open());
        panic!("{what}: {tasks} tasks of {tasks_before}, {open} connections are left");
    });
}

async fn under(pattern: Pattern, fault: Fault) -> String {
    let (server, faulty) = start(fault).await;
    let outcome = {
        let client = HttpService::client().unwrap();
        let services = SERVICES.map(|name| {
            let well = server.url();
            let base = if name == "orders" { &faulty } else { &well };
            Arc::new(HttpService::new(name, base.parse().unwrap(), &client))
        });
        let user = UserId::default();
        let fetch = pattern.fetch(&services, &user, DEADLINE);
        match timeout(2 * DEADLINE, fetch).await {
            Ok(answer) => in_words(&answer),
            Err(_) => NEVER.to_owned(),
        }
    };
    if outcome == NEVER {
        // Dropped with its caller gone, it works on: what ends it is the end of the service.
        assert_ne!(
            server.open(),
            0,
            "{pattern} and {fault:?}: promised: its task runs on"
        );
        return outcome;
    }
    // The accept loop and its connections are tasks of this runtime too, so only theirs may live.
    at_rest(&server, 1, &format!("{pattern} and {fault:?}")).await;
    outcome
}

fn in_words(answer: &Answer) -> String {
    let late =
        |failed: &pattern_comparison::ServiceError| matches!(failed.error, CallError::TimedOut);
    let status = answer.status().as_str();
    assert_eq!(
        answer.errors.len(),
        1,
        "orders, and nobody else: {answer:?}"
    );
    if answer.errors.iter().any(late) {
        return format!("{status} at the deadline");
    }
    status.to_owned()
}

/// The two services of kata 01 over HTTP.
struct Http(HttpService);

impl ProfileService for Http {
    async fn fetch_profile(&self, user: User) -> Result<Profile, ServiceError> {
        let section = self.0.call(&user.to_string().parse()?).await?;
        let name = section["name"].as_str().ok_or("no name")?.to_owned();
        Ok(Profile { name })
    }
}

impl OrderService for Http {
    async fn fetch_orders(&self, user: User) -> Result<Orders, ServiceError> {
        let section = self.0.call(&user.to_string().parse()?).await?;
        let count = section["count"].as_u64().ok_or("no count")?.try_into()?;
        Ok(Orders { count })
    }
}

async fn kata01(fault: Fault) -> String {
    let (server, faulty) = start(fault).await;
    let outcome = {
        let client = HttpService::client().unwrap();
        let http = |name, base: &str| Http(HttpService::new(name, base.parse().unwrap(), &client));
        let aggregator =
            UserAggregator::builder(http("user", &server.url()), http("orders", &faulty))
                .timeout(DEADLINE)
                .build();
        let cancel = CancellationToken::new();
        let aggregated = aggregator.aggregate(&cancel, User(7));
        match timeout(LONG, aggregated).await.expect("it has a deadline") {
            Ok(dashboard) => dashboard.to_string(),
            Err(AggregateError::Service { service, .. }) => format!("{service} failed"),
            Err(AggregateError::DeadlineExceeded { .. }) => "deadline exceeded".to_owned(),
            Err(AggregateError::Cancelled) => "cancelled".to_owned(),
        }
    };
    at_rest(&server, 1, &format!("kata 01 and {fault:?}")).await;
    outcome
}

async fn kata07(fault: Fault) -> String {
    let (server, faulty) = start(fault).await;
    let outcome = {
        let api = HttpWidgetApi::builder(&faulty)
            .request_timeout(DEADLINE)
            .no_proxy()
            .build()
            .unwrap();
        let client = FanOutClient::builder(api).build();
        let users = (1..=3).map(kata07_fanout::UserId);
        let cancel = CancellationToken::new();
        let fetched = client.fetch_all(&cancel, users);
        match timeout(LONG, fetched)
            .await
            .expect("each request has a timeout")
        {
            Ok(all) => {
                assert_eq!(all.len(), 3);
                "fetched: bytes are bytes".to_owned()
            }
            Err(FetchError::Api { source, .. }) => match source {
                ApiError::Status { status, .. } => format!("status {status}"),
                ApiError::TimedOut { .. } => "timed out".to_owned(),
                ApiError::BodyTooLarge { .. } => "body too large".to_owned(),
                ApiError::Transport(_) => "transport".to_owned(),
            },
            Err(FetchError::Cancelled) => "cancelled".to_owned(),
            Err(FetchError::Panicked { .. }) => "panicked".to_owned(),
        }
    };
    at_rest(&server, 1, &format!("kata 07 and {fault:?}")).await;
    outcome
}
