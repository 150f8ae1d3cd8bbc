//! The adapter over real sockets and the real clock. Tests wait for events, and no time has an upper
//! bound.

use std::time::Duration;

use super::{
    server::{self, Server},
    subject,
};

#[path = "breaks.rs"]
mod breaks;
#[path = "failing.rs"]
mod failing;
#[path = "limits.rs"]
mod limits;
#[path = "requests.rs"]
mod requests;
#[path = "statuses.rs"]
mod statuses;
#[path = "stops.rs"]
mod stops;

/// Far longer than any test takes: a wait that ends here is a failure.
const LONG: Duration = Duration::from_secs(15);

/// An adapter with a long timeout.
fn api(server: &Server) -> subject::HttpWidgetApi {
    subject::HttpWidgetApi::builder(&server.url)
        .no_proxy()
        .request_timeout(LONG)
        .build()
        .unwrap()
}
