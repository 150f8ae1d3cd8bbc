//! The services behind the gateway; every call is counted.

use std::sync::Arc;

use pattern_comparison::{CallError, Pattern, SERVICES, Selection, Service, UserId};
use reqwest::{Client, Url};
use serde_json::Value;
use shared_mocks::MockServer;
use shared_server::Refusal;

use crate::{HttpService, Shared, bad_request, metrics::CallCounter};

/// Where the services are.
#[derive(Debug, Clone)]
pub struct Upstream {
    base: Url,
    client: Client,
    /// Whether the services are mocks, which play scenarios.
    mocks: bool,
}

impl Upstream {
    /// Mocks that play the scenario of each request.
    ///
    /// # Errors
    /// If the HTTP client cannot be set up.
    pub fn mocks(server: &MockServer) -> Result<Self, reqwest::Error> {
        let base = server.url().parse();
        Ok(Self {
            base: base.expect("the server's address makes a URL"),
            client: HttpService::client()?,
            mocks: true,
        })
    }

    /// Real services under one `http` URL, with the same paths.
    ///
    /// # Errors
    /// If the HTTP client cannot be set up.
    pub fn real(base: Url) -> Result<Self, reqwest::Error> {
        Ok(Self {
            base,
            client: HttpService::client()?,
            mocks: false,
        })
    }

    /// Whether scenarios can be played there.
    pub(crate) const fn plays_scenarios(&self) -> bool {
        self.mocks
    }
}

impl Shared {
    /// The services for one request of `pattern`; mocks play `scenario`.
    pub(crate) fn services(
        &self,
        pattern: Pattern,
        scenario: Option<Selection>,
    ) -> Result<Vec<Arc<CountedService>>, Refusal> {
        let service = |name: &'static str| {
            HttpService::new(name, self.upstream.base.clone(), &self.upstream.client)
        };
        let counted = |name, http| {
            let calls = self.metrics.calls(pattern, name);
            Arc::new(CountedService { http, calls })
        };
        if !self.upstream.mocks {
            return match scenario {
                None => Ok(SERVICES.map(|name| counted(name, service(name))).into()),
                Some(_) => Err(bad_request(
                    "scenario",
                    "these services are real and play no scenario",
                )),
            };
        }
        let scenario = scenario.unwrap_or_default().scenario();
        if scenario.leave.is_some() {
            let why = "`leave` is for /api/compare: here the caller is you";
            return Err(bad_request("scenario", why));
        }
        let services = scenario.services();
        Ok(services
            .map(|(name, behaviour)| counted(name, service(name).with_behaviour(behaviour)))
            .collect())
    }
}

/// A service over HTTP; every call is counted, dropped ones included.
pub(crate) struct CountedService {
    http: HttpService,
    calls: CallCounter,
}

impl Service for CountedService {
    fn name(&self) -> &str {
        self.http.name()
    }

    async fn call(&self, user: &UserId) -> Result<Value, CallError> {
        let call = self.calls.begin();
        let answer = self.http.call(user).await;
        call.end(&answer);
        answer
    }
}
