//! What needs no server: that there is none.

use std::error::Error;

use fleet_budget::{BudgetError, FleetPace};
use tokio::{net::TcpListener, time::timeout};

use crate::support::{ms, nonzero};

async fn connect(url: &str) -> BudgetError {
    let connect = FleetPace::connect(url, "widgets", nonzero(10), nonzero(20));
    let connected = timeout(ms(10_000), connect).await;
    let connected = connected.expect("promised: it never hangs");
    connected.expect_err("promised: no budget without a server")
}

#[tokio::test]
async fn a_closed_port_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/", listener.local_addr().unwrap());
    drop(listener);
    let BudgetError::Unavailable(source) = connect(&url).await;
    assert!(!source.to_string().is_empty());
}

#[tokio::test]
async fn a_silent_server_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/", listener.local_addr().unwrap());
    let error = connect(&url).await;
    assert!(error.source().is_some(), "{error:?}");
}

#[tokio::test]
async fn what_is_no_url_is_unavailable_with_its_reason() {
    let error = connect("widgets").await;
    assert!(error.source().is_some(), "{error:?}");
}
