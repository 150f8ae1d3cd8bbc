//! The reference over real HTTP and the real clock: what a cancelled call looks like to the server.

use std::time::Duration;

use kata01_aggregator::{
    AggregateError, OrderService, Orders, Profile, ProfileService, Service, ServiceError, UserId,
    solution::UserAggregator,
};
use reqwest::Client;
use serde_json::{Value, json};
use shared_mocks::MockServer;
use timeline::{Ending, Recorder};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Far beyond what any of this takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(30);

/// Both services of the mock server, each with a script.
#[derive(Clone)]
struct Http {
    client: Client,
    url: String,
    profile: &'static str,
    orders: &'static str,
    /// What the profile service waits for before it is asked, so that no time needs guessing.
    orders_asked: Option<Recorder>,
}

impl Http {
    async fn get(&self, service: &str, user: UserId, script: &str) -> Result<Value, ServiceError> {
        let url = format!("{}/mock/{service}/{user}?behaviour={script}", self.url);
        let response = self.client.get(url).send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&response.bytes().await?)?)
    }
}

impl ProfileService for Http {
    async fn fetch_profile(&self, user: UserId) -> Result<Profile, ServiceError> {
        if let Some(orders) = &self.orders_asked {
            orders.started(1).await;
        }
        let profile = self.get("profile", user, self.profile).await?;
        Ok(Profile {
            name: profile["name"].as_str().ok_or("no name")?.to_owned(),
        })
    }
}

impl OrderService for Http {
    async fn fetch_orders(&self, user: UserId) -> Result<Orders, ServiceError> {
        let orders = self.get("orders", user, self.orders).await?;
        Ok(Orders {
            count: u32::try_from(orders["count"].as_u64().ok_or("no count")?)?,
        })
    }
}

async fn start(profile: &'static str, orders: &'static str) -> (MockServer, Http) {
    let server = MockServer::start(|service, _user| match service {
        "profile" => Some(json!({ "name": "Alice" })),
        "orders" => Some(json!({ "count": 5 })),
        _ => None,
    });
    let server = server.await.expect("loopback has a free port");
    let client = Client::builder()
        .no_proxy()
        .build()
        .expect("the client has no TLS to set up");
    let http = Http {
        client,
        url: server.url(),
        profile,
        orders,
        orders_asked: None,
    };
    (server, http)
}

#[tokio::test]
async fn combines_both_answers_over_http() {
    let (_server, http) = start("1ms", "1ms").await;
    let aggregator = UserAggregator::builder(http.clone(), http)
        .timeout(LONG)
        .build();
    let dashboard = aggregator
        .aggregate(&CancellationToken::new(), UserId(7))
        .await
        .unwrap();
    assert_eq!(dashboard.to_string(), "User: Alice | Orders: 5");
}

#[tokio::test]
async fn the_server_sees_the_orders_dropped_when_the_profile_fails() {
    let (server, http) = start("0ms:fail", "hang").await;
    let profile = Http {
        orders_asked: Some(server.recorder().clone()),
        ..http.clone()
    };
    let aggregator = UserAggregator::builder(profile, http)
        .timeout(LONG * 2)
        .build();
    let cancel = CancellationToken::new();
    let result = timeout(LONG, aggregator.aggregate(&cancel, UserId(7)))
        .await
        .unwrap();
    let failed = matches!(
        result,
        Err(AggregateError::Service {
            service: Service::Profile,
            ..
        })
    );
    assert!(failed, "{result:?}");

    timeout(LONG, server.recorder().idle())
        .await
        .expect("the server comes to rest");
    let calls = server.recorder().calls();
    let orders = calls.iter().find(|call| call.name == "orders").unwrap();
    assert_eq!(orders.ending, Ending::Dropped);
}
