//! The adapter and the reference over real sockets. The same `http_suite` judges `http_mistakes`.

use std::{sync::Arc, time::Duration};

use kata07_fanout::{ApiError, ConfigError, HttpWidgetApi, UserId, WidgetApi};
use reqwest::dns::{Name, Resolve, Resolving};
use rstest::rstest;

#[path = "http_suite/reference.rs"]
mod reference;
#[path = "http_suite/server.rs"]
mod server;
#[path = "http_suite/suite.rs"]
mod suite;

mod subject {
    pub(crate) use kata07_fanout::HttpWidgetApi;

    pub(crate) use crate::reference::fetch_all;
}

#[rstest]
#[case("not a url", "\"not a url\" is not a URL")]
#[case("ftp://127.0.0.1", "\"ftp\" is not a scheme")]
fn refuses_an_unusable_base_url(#[case] url: &str, #[case] message: &str) {
    let error = HttpWidgetApi::builder(url).build().unwrap_err();
    assert!(error.to_string().starts_with(message), "{error}");
}

#[cfg(not(feature = "tls"))]
#[test]
fn names_the_feature_that_https_needs() {
    let error = HttpWidgetApi::builder("https://127.0.0.1")
        .build()
        .unwrap_err();
    assert!(matches!(error, ConfigError::TlsNotEnabled), "{error}");
}

/// Never resolves a name.
struct Lost;

impl Resolve for Lost {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn guesses_no_connect_timeout_of_the_callers_client() {
    let client = reqwest::Client::builder()
        .no_proxy()
        .dns_resolver(Arc::new(Lost))
        .connect_timeout(Duration::from_millis(50));
    let api = HttpWidgetApi::from_client(client.build().unwrap(), "http://nowhere.test").unwrap();
    let error = api.fetch_widgets(UserId(7)).await.unwrap_err();
    assert!(matches!(error, ApiError::Transport(_)), "{error:?}");
}
