//! What every request passes before it reaches a route.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header::CONNECTION},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use tracing::debug;

use crate::{Refusal, coding, hosts::Hosts};

/// The checks of a server, and how it words a refusal.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) hosts: Hosts,
    pub(crate) refuse: fn(Refusal) -> Response,
}

impl Gate {
    /// The router with the checks before every route, the fallback included.
    pub(crate) fn before(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self, Self::check))
    }

    /// The middleware: it hands the request on, or refuses it without reading the body.
    async fn check(State(this): State<Self>, request: Request, next: Next) -> Response {
        let headers = request.headers();
        let checked = this.hosts.check(request.uri(), headers);
        match checked.and_then(|()| coding::check(headers)) {
            Ok(()) => next.run(request).await,
            Err(refusal) => this.refused(refusal),
        }
    }

    fn refused(&self, refusal: Refusal) -> Response {
        // As Debug writes it: it quotes what the client sent.
        debug!(reason = ?refusal.message, "refused");
        let status = refusal.status;
        let mut response = (self.refuse)(refusal);
        if status != StatusCode::MISDIRECTED_REQUEST {
            // Where its next request begins is not certain.
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        response
    }
}
