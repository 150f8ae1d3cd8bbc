//! Ten faults of a service, and the outcome of each under every pattern and in both katas, over real
//! sockets. The table is in the book: `docs/src/faults.md`. After each cell nothing may be left: no
//! task, and no connection to the faulty service.

mod server;

use std::{sync::Arc, time::Duration};

use gateway::HttpService;
use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, ServiceError, UserId as User,
    solution::UserAggregator,
};
use kata07_fanout::{ApiError, FetchError, HttpWidgetApi, solution::FanOutClient};
use pattern_comparison::{Answer, ErrorKind, Pattern, SERVICES, Service as _, Status, UserId};
use rstest::rstest;
use server::{Fault, Server};
use shared_judge::alive_tasks;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Far longer than anything here takes: a wait that reaches it is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Short, because it passes: it cuts off silent services, and healthy ones answer immediately.
const SHORT: Duration = Duration::from_millis(500);

/// Short only for a service that falls silent. Every other outcome must come from the fault, not from
/// the deadline.
const fn deadline(fault: Fault) -> Duration {
    match fault {
        Fault::Hang | Fault::Silence => SHORT,
        _ => LONG,
    }
}

/// The `Retry-After` of the unavailable service.
const RETRY_AFTER: Duration = Duration::from_secs(1);

const NEVER: &str = "never returns";

/// Each fault has a runtime of its own, so a leftover task is known to be its own.
#[rstest]
#[tokio::test]
async fn every_fault_matches_the_books_table(
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

/// A server with the fault, and its URL. For a refused connection the URL is a port that was free a
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

/// Waits until nothing is left: no task of the call, and no open connection. The accept loop is one
/// task of this runtime too.
async fn at_rest(server: &Server, what: &str) {
    let rest = async {
        while alive_tasks() > 1 || server.open() > 0 {
            sleep(Duration::from_millis(1)).await;
        }
    };
    let rested = timeout(LONG, rest).await;
    rested.unwrap_or_else(|_| {
        let (tasks, open) = (alive_tasks() - 1, server.open());
        panic!("{what}: {tasks} tasks and {open} connections are left");
    });
}

/// Checks that the call is still running without a caller, with its client's connections.
async fn works_on(server: &Server, what: &str) {
    // A cancelled call would have ended by now.
    sleep(Duration::from_millis(100)).await;
    assert_ne!(
        server.open(),
        0,
        "{what}: promised: its task is still running"
    );
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
        let fetch = pattern.fetch(&services, &user, deadline(fault));
        match timeout(2 * deadline(fault), fetch).await {
            Ok(answer) => in_words(&answer),
            Err(_) => NEVER.to_owned(),
        }
    };
    let what = format!("{pattern} and {fault:?}");
    if outcome == NEVER {
        works_on(&server, &what).await;
        // Its caller has left, so only the service can end it.
        server.hang_up();
    }
    at_rest(&server, &what).await;
    outcome
}

fn in_words(answer: &Answer) -> String {
    let [failed] = answer.errors.as_slice() else {
        panic!("promised: one error, in {answer:?}");
    };
    assert_eq!(failed.service, "orders", "{answer:?}");
    let sections: Vec<_> = answer.data.keys().collect();
    let status = answer.status();
    match status {
        Status::Partial => assert_eq!(sections, ["notifications", "user"]),
        Status::Complete | Status::Failed => assert!(sections.is_empty(), "{answer:?}"),
    }
    match failed.error.kind() {
        ErrorKind::Failed => status.as_str().to_owned(),
        ErrorKind::Timeout => format!("{} at the deadline", status.as_str()),
        ErrorKind::Panicked => panic!("promised: no panic, in {answer:?}"),
    }
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
                .timeout(deadline(fault))
                .build();
        let cancel = CancellationToken::new();
        let aggregated = aggregator.aggregate(&cancel, User(7));
        match timeout(2 * LONG, aggregated)
            .await
            .expect("it has a deadline")
        {
            Ok(dashboard) => dashboard.to_string(),
            Err(AggregateError::Service { service, .. }) => format!("{service} failed"),
            Err(AggregateError::DeadlineExceeded { .. }) => "deadline exceeded".to_owned(),
            Err(AggregateError::Cancelled) => "cancelled".to_owned(),
        }
    };
    at_rest(&server, &format!("kata 01 and {fault:?}")).await;
    outcome
}

async fn kata07(fault: Fault) -> String {
    let (server, faulty) = start(fault).await;
    let outcome = {
        let api = HttpWidgetApi::builder(&faulty)
            .request_timeout(deadline(fault))
            .no_proxy()
            .build()
            .unwrap();
        let client = FanOutClient::builder(api).build();
        let users = (1..=3).map(kata07_fanout::UserId);
        let cancel = CancellationToken::new();
        let fetched = client.fetch_all(&cancel, users);
        match timeout(2 * LONG, fetched)
            .await
            .expect("each request has a timeout")
        {
            Ok(all) => {
                assert_eq!(all.len(), 3);
                "fetched: bytes are bytes".to_owned()
            }
            Err(FetchError::Api { source, .. }) => match source {
                ApiError::Status {
                    status,
                    retry_after,
                } => {
                    let promised = (fault == Fault::Unavailable).then_some(RETRY_AFTER);
                    assert_eq!(retry_after, promised);
                    format!("status {status}")
                }
                ApiError::TimedOut { .. } => "timed out".to_owned(),
                ApiError::BodyTooLarge { .. } => "body too large".to_owned(),
                ApiError::Transport(_) => "transport".to_owned(),
            },
            Err(FetchError::Cancelled) => "cancelled".to_owned(),
            Err(FetchError::Panicked { .. }) => "panicked".to_owned(),
        }
    };
    at_rest(&server, &format!("kata 07 and {fault:?}")).await;
    outcome
}
